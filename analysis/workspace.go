package analysis

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/porter-ls/porter-ls/schema/manifest"
)

// Workspace is the bundles below the roots that a user has open, and the sets
// and installations among the other files. It is made from an FS and never
// changes; a new one shares with the last every file that the FS does.
type Workspace struct {
	bundles []*Bundle // in order of path
	desired []*Placed // in order of path
	byPath  map[string]*Document

	published func() map[string][]*published // the bundles, by repository
	given     func() []Given                 // the sets and installations that are for known bundles
	byName    func() map[setKey]*Placed      // the sets, of several with one name the first
}

// Placed is a set or an installation and where it is.
type Placed struct {
	Path string
	*Document
}

// mostFolders and deepest bound a search, so that opening a whole disk as a
// workspace ends.
const (
	mostFolders = 20_000
	deepest     = 32
)

// Search returns the files below the roots that a Workspace may be interested
// in, sorted, each once. It goes into every folder but those that hold copies
// and other people's code. What cannot be listed is passed over.
func Search(files FS, roots ...string) []string {
	var found []string
	folders := 0
	var walk func(dir string, depth int)
	walk = func(dir string, depth int) {
		if folders++; folders > mostFolders || depth > deepest {
			return
		}
		folder, err := files.Folder(dir)
		if err != nil {
			return
		}
		for _, e := range folder.Entries {
			name := path.Join(dir, e.Name)
			switch {
			case e.Dir && !PassedOver(e.Name):
				walk(name, depth+1)
			case !e.Dir && IsData(e.Name):
				found = append(found, name)
			}
		}
	}
	for _, root := range roots {
		walk(path.Clean(root), 0)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// PassedOver reports whether a folder of that name holds copies of manifests
// rather than manifests.
func PassedOver(name string) bool {
	switch name {
	case ".git", ".cnab", "node_modules":
		return true
	}
	return false
}

// IsManifestName reports whether a file is called as manifests are: porter.yaml
// or something.porter.yaml, or with .yml.
func IsManifestName(name string) bool {
	stem, ok := strings.CutSuffix(name, ".yaml")
	if !ok {
		stem, ok = strings.CutSuffix(name, ".yml")
	}
	return ok && (stem == "porter" || strings.HasSuffix(stem, ".porter"))
}

// IsData reports whether a file is called as one of YAML or JSON is, in which
// every document is that is looked at.
func IsData(name string) bool {
	switch path.Ext(name) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}

// NewWorkspace makes the workspace of the files at these paths, of which those
// that are no bundle's are passed over.
func NewWorkspace(files FS, paths []string) *Workspace {
	w := &Workspace{byPath: map[string]*Document{}}
	paths = slices.Clone(paths)
	slices.Sort(paths)
	for _, name := range slices.Compact(paths) {
		f, err := files.File(name)
		if err != nil || len(f.Content()) > manifest.Largest {
			continue
		}
		isManifest := IsManifestName(path.Base(name))
		if !isManifest && !f.mayBe() {
			continue
		}
		doc := f.Document()
		switch {
		case isManifest && doc.Kind == BundleManifest:
			w.bundles = append(w.bundles, &Bundle{Manifest: doc, Files: Sub(files, path.Dir(name)), Path: name})
		case doc.Desired != nil:
			w.desired = append(w.desired, &Placed{name, doc})
		default:
			continue
		}
		w.byPath[name] = doc
	}
	w.byName = sync.OnceValue(w.setsByName)
	w.in(files)
	return w
}

// in makes what is found out of the workspace when it is first asked for.
func (w *Workspace) in(files FS) {
	w.given = sync.OnceValue(w.findGiven)
	w.published = sync.OnceValue(func() map[string][]*published { return byRepository(files, w.bundles) })
}

// Through returns the same workspace as it is in other files, which have the same
// manifests, sets and installations: what is beside these is read there.
func (w *Workspace) Through(files FS) *Workspace {
	next := &Workspace{bundles: make([]*Bundle, len(w.bundles)), desired: w.desired, byPath: w.byPath, byName: w.byName}
	for i, b := range w.bundles {
		next.bundles[i] = &Bundle{Manifest: b.Manifest, Files: Sub(files, path.Dir(b.Path)), Path: b.Path}
	}
	next.in(files)
	return next
}

// MayBeDocument is a quick look that spares parsing most of the YAML and JSON
// that lies around in a repository: whether a file may be a set, an installation
// or another document beside manifests.
func MayBeDocument(name string, content []byte) bool {
	if isConfigName(path.Base(strings.ReplaceAll(name, "\\", "/"))) {
		return true
	}
	for _, word := range []string{"schemaType", "schematype", "source", "repository"} {
		if bytes.Contains(content, []byte(word)) {
			return true
		}
	}
	return false
}

// Bundles returns the bundles, in order of their manifests' paths.
func (w *Workspace) Bundles() []*Bundle { return slices.Clone(w.bundles) }

// Document returns the manifest, set or installation at a path, nil where there
// is none of these.
func (w *Workspace) Document(name string) *Document { return w.byPath[name] }

// Owner returns the bundle that a file belongs to: that of the nearest manifest
// in its folder or above, of several in one folder the one called porter.yaml,
// else the first by name. nil where there is none.
func (w *Workspace) Owner(name string) *Bundle {
	if i := slices.IndexFunc(w.bundles, func(b *Bundle) bool { return b.Path == name }); i >= 0 {
		return w.bundles[i]
	}
	var owner *Bundle
	for _, b := range w.bundles {
		dir := path.Dir(b.Path)
		if !Within(name, dir) {
			continue
		}
		if owner == nil || len(dir) > len(path.Dir(owner.Path)) ||
			dir == path.Dir(owner.Path) && strings.HasPrefix(path.Base(b.Path), "porter.") {
			owner = b
		}
	}
	return owner
}

// OfKind returns the sets or installations of a kind, in order of path.
func (w *Workspace) OfKind(kind DocumentKind) []*Placed {
	var out []*Placed
	for _, p := range w.desired {
		if p.Kind == kind {
			out = append(out, p)
		}
	}
	return out
}

// Installations returns the installations of a bundle: those whose repository
// is the one that the manifest would be published to, of whatever version.
func (w *Workspace) Installations(b *Bundle) []*Placed {
	ref, err := b.Manifest.Manifest.BundleReference()
	if err != nil {
		return nil
	}
	var out []*Placed
	for _, p := range w.desired {
		if p.Kind == Installation && p.Desired.Bundle.IsOf(ref) {
			out = append(out, p)
		}
	}
	return out
}

// Sets returns the credential and parameter sets that the installations of a
// bundle name. A set is found in the installation's namespace or else in the
// global one, as Porter finds it.
func (w *Workspace) Sets(b *Bundle) []*Placed {
	wanted := map[*Placed]bool{}
	for _, i := range w.Installations(b) {
		for _, name := range i.Desired.CredentialSets {
			wanted[w.set(CredentialSet, name.Value, i.Desired.Namespace.Value)] = true
		}
		for _, name := range i.Desired.ParameterSets {
			wanted[w.set(ParameterSet, name.Value, i.Desired.Namespace.Value)] = true
		}
	}
	var out []*Placed
	for _, p := range w.desired {
		if wanted[p] {
			out = append(out, p)
		}
	}
	return out
}

// setKey is what an installation finds a set by.
type setKey struct {
	kind            DocumentKind
	namespace, name string
}

func (w *Workspace) setsByName() map[setKey]*Placed {
	all := map[setKey]*Placed{}
	for _, p := range w.desired {
		key := setKey{p.Kind, p.Desired.Namespace.Value, p.Desired.Name.Value}
		if all[key] == nil {
			all[key] = p
		}
	}
	return all
}

// set returns the set of that name, nil where there is none: that of the namespace
// or else the global one.
func (w *Workspace) set(kind DocumentKind, name, namespace string) *Placed {
	if p := w.byName()[setKey{kind, namespace, name}]; p != nil {
		return p
	}
	return w.byName()[setKey{kind, "", name}]
}
