package manifest

import (
	"path"
	"slices"
	"strings"

	"github.com/distribution/reference"
	"github.com/opencontainers/go-digest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func (v *validator) dependencies() {
	for _, item := range v.r.get(v.m.DependenciesNode, "requires").Items() {
		if isNull(v.r.follow(item)) {
			v.stopLacks(Crash, "name", item.Dash(), "this dependency is empty, and Porter crashes at it: behind the dash belongs name: and bundle:")
		}
	}
	for _, d := range v.m.Dependencies {
		v.dependency(d)
	}
}

// dependency reports the first thing that is wrong with a dependency.
func (v *validator) dependency(d Dependency) {
	name := d.Name.Value
	if name == "" {
		v.lacks(BadDependency, "name", at(d.Name, d.Node), "this dependency has no name: write name: and what the bundle calls it")
		return
	}
	if k := d.outdatedReference(); !k.IsZero() {
		v.lacks(BadDependency, "reference", k.Span(), "the reference of dependency %s is not where Porter looks for it: write bundle: and below it reference:", name)
		return
	}
	if d.Reference.Value == "" {
		v.lacks(BadDependency, "reference", at(d.Reference, d.Node), "nothing says which bundle dependency %s is: write bundle: and below it reference:", name)
		return
	}
	named, err := reference.ParseNormalizedNamed(d.Reference.Value)
	if err != nil {
		v.fail(BadDependency, d.Reference.Span(), "%q is no reference to a bundle, such as example.com/org/name:v1.0.0: %v", d.Reference.Value, err)
		v.field("reference", false)
		return
	}
	if reference.IsNameOnly(named) && d.Version.Value == "" {
		v.lacks(BadDependency, "version", d.Reference.Span(), "nothing says which version of %s dependency %s is: add a tag to the reference, or version: beside it", d.Reference.Value, name)
		return
	}
	if i := d.Interface; i.Reference.Value != "" && !i.Document.Node.IsZero() && !isNull(i.Document.Node) {
		v.fail(BadDependency, i.Reference.Span(), "the interface of dependency %s is described twice: leave out its reference or its document", name)
		v.field("interface", false)
	}
}

func (v *validator) images() {
	seen := map[string]bool{}
	for k, n := range v.r.fields(v.r.get(v.m.Root, "images")) {
		if k.Kind() != syntax.Scalar || isNull(k) || seen[k.Value()] {
			continue
		}
		seen[k.Value()] = true
		v.image(textOf(k), v.r.image(textOf(k), n))
	}
}

// image reports the first thing that is wrong with an image; an empty one has
// no repository either.
func (v *validator) image(key String, i Image) {
	if i.Digest.Value != "" {
		if _, err := digest.Parse(i.Digest.Value); err != nil {
			v.fail(BadImage, i.Digest.Span(), "%q is no digest of image %s: it must be sha256: and 64 hexadecimal digits", i.Digest.Value, key.Value)
			v.field("digest", false)
			return
		}
	}
	if _, err := reference.ParseNormalizedNamed(i.Repository.Value); err == nil {
		return
	}
	if i.Repository.Value == "" {
		hint := ""
		if i.Legacy.Set() {
			hint = ", where image: stands"
		}
		v.lacks(BadImage, "repository", key.Span(), "image %s has no repository: write repository:%s", key.Value, hint)
		return
	}
	v.fail(BadImage, i.Repository.Span(), "%q is no repository of image %s, such as example.com/org/name", i.Repository.Value, key.Value)
	v.field("repository", false)
}

// files reports the first thing that is wrong with files.
func (v *validator) files() {
	if len(v.m.Files) == 0 {
		return
	}
	checks := []func() bool{v.filesRead, v.filesFit}
	if v.whole {
		slices.Reverse(checks) // what is wrong under any version comes first
	}
	for _, holds := range checks {
		if !holds() {
			return
		}
	}
}

// filesRead reports whether Porter reads files at all.
func (v *validator) filesRead() bool {
	span := v.keyOf("files")
	switch {
	case !v.o.Features.Has(FileSources):
		v.fail(BadFiles, span, "Porter reads files only with schemaVersion: 1.3.0 and its experimental feature file-sources")
	case !v.m.atLeast("1.3.0"):
		v.fail(BadFiles, span, "files needs schemaVersion: 1.3.0")
	default:
		return true
	}
	v.field("schemaVersion", false)
	return false
}

func (v *validator) filesFit() bool {
	for _, f := range v.m.Files {
		if !v.file(f) {
			return false
		}
	}
	return true
}

// file reports whether a file can be had and put where it should.
func (v *validator) file(f File) bool {
	url, to := f.URL.Value, f.Destination.Value
	switch {
	case url == "":
		v.lacks(BadFiles, "url", at(f.URL, f.Node), "nothing says where this file comes from: write url:")
	case !strings.HasPrefix(url, "http://") && !strings.HasPrefix(url, "https://"):
		v.fail(BadFiles, f.URL.Span(), "%q is no address that Porter downloads from: it must begin with http:// or https://", url)
	case to == "":
		v.lacks(BadFiles, "destination", at(f.Destination, f.Node), "nothing says where this file goes: write destination:")
	case strings.Contains(to, `\`):
		v.fail(BadFiles, f.Destination.Span(), "a destination has / between its folders, not \\")
	case path.IsAbs(to) || hasDrive(to):
		v.fail(BadFiles, f.Destination.Span(), "%q must be a path from the bundle's folder on", to)
	case slices.Contains(strings.Split(to, "/"), ".."):
		v.fail(BadFiles, f.Destination.Span(), "%q must stay in the bundle's folder, so .. cannot be part of it", to)
	default:
		return true
	}
	return false
}

// hasDrive reports whether a path begins with a drive's letter.
func hasDrive(p string) bool {
	return len(p) > 1 && p[1] == ':' && (p[0]|0x20) >= 'a' && (p[0]|0x20) <= 'z'
}
