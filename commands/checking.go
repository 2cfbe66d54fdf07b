package commands

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/settings"
	"github.com/porter-ls/porter-ls/commands/report"
	"github.com/porter-ls/porter-ls/schema/text"
	"golang.org/x/sync/errgroup"
)

// ManifestName is what Porter calls a manifest unless it is told otherwise.
const ManifestName = "porter.yaml"

// CheckOptions say how files are checked. The zero CheckOptions are those of a
// check by all rules that knows nothing of the world outside of the bundles.
type CheckOptions struct {
	// Mixins are asked for what they say of themselves, none where it is nil.
	Mixins *InstalledMixins
	// Settings are what the call says about rules.
	Settings settings.Layer
	// Changed, where it is set, leaves only the bundles that have changed.
	Changed Changed
	// NoConfig says not to look for files with settings.
	NoConfig bool
	// Cache remembers what was found, nothing where it is nil.
	Cache *Cache
	// Stdin stands for the path "-", which is no path where it is nil.
	Stdin *StdinFile
}

// StdinFile is a manifest that is on no disk, or not as it is there.
type StdinFile struct {
	Name    string // what findings call it; the files beside it are those of its folder
	Content []byte
}

// StdinPath is the path that stands for standard input.
const StdinPath = "-"

// Check checks files, and the manifests, sets and installations in and below
// folders, in parallel. The report has the findings in the order of paths. Paths
// that cannot be read are in the error, which joins one for each; the report then
// covers the others.
func Check(ctx context.Context, env *Env, paths []string, o CheckOptions) (report.Report, error) {
	files, failures, err := o.configured(ctx, env, paths)
	if err != nil {
		return report.Report{}, err
	}
	w := world(env, o.Mixins)
	around := newSurroundings(env, files, Disk{})
	checked := make([]checkedFile, len(files))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range files {
		g.Go(func() error {
			checked[i] = checkFile(ctx, env, f, around, w, o.Cache)
			return nil
		})
	}
	_ = g.Wait() // failures are each file's own
	if err := ctx.Err(); err != nil {
		return report.Report{}, err
	}
	r := report.Report{Lines: map[string]*text.Lines{}}
	for i, c := range checked {
		if c.err != nil {
			failures = append(failures, c.err)
			continue
		}
		if c.passedOver {
			continue
		}
		r.Files++
		r.Manifests = append(r.Manifests, files[i].name)
		r.Findings = append(r.Findings, c.findings...)
		maps.Copy(r.Lines, c.lines)
		if c.foreign {
			r.Foreign++
			if files[i].named {
				r.NoBundles = append(r.NoBundles, files[i].name)
			}
		}
	}
	return r, errors.Join(failures...)
}

type checkedFile struct {
	lines    map[string]*text.Lines // of the files that something is said about
	findings []analysis.Diagnostic
	foreign  bool // it is another product's
	err      error

	passedOver bool // it is not called a manifest, and is nothing to check
}

func checkFile(ctx context.Context, env *Env, f file, around *surroundings, w World, cache *Cache) checkedFile {
	if err := ctx.Err(); err != nil {
		return checkedFile{err: err}
	}
	src, err := f.read(env)
	if f.aside && (err != nil || !analysis.MayBeDocument(f.name, src)) {
		return checkedFile{passedOver: true}
	}
	if err != nil {
		return checkedFile{err: fmt.Errorf("reading %s: %w", f.name, err)}
	}
	files := filesOf(env, f.name)
	known, err := cache.find(ctx, env, f, src, files, w)
	if err != nil {
		return checkedFile{err: err}
	}
	if known != nil {
		bundle := &analysis.Bundle{Manifest: &analysis.Document{Name: f.name}, Files: files}
		return checkedFile{lines: linesOf(bundle, src, known.Findings), findings: known.Findings, foreign: known.Foreign}
	}
	doc := analysis.Parse(f.name, src, nil)
	switch {
	case isBeside(doc):
		return around.checkDocument(ctx, doc, f.config)
	case f.aside:
		return checkedFile{passedOver: true}
	}
	bundle := &analysis.Bundle{Manifest: doc, Files: files}
	found, record, err := settled(ctx, env, bundle, w, f.config)
	if err != nil {
		return checkedFile{err: err}
	}
	foreign := len(found) == 0 && doc.Kind == analysis.Foreign
	cache.keep(env, f, src, cacheEntry{Foreign: foreign, Reads: record.Reads(), Findings: found})
	return checkedFile{lines: linesOf(bundle, src, found), findings: found, foreign: foreign}
}

// linesOf returns the texts of the files that findings name. src is that of the
// manifest.
func linesOf(b *analysis.Bundle, src []byte, found []analysis.Diagnostic) map[string]*text.Lines {
	if len(found) == 0 {
		return nil
	}
	lines := map[string]*text.Lines{b.Manifest.Name: text.NewLines(src)}
	add := func(name string) {
		if name == "" || lines[name] != nil {
			return
		}
		if f := besideManifest(b, name); f != nil {
			lines[name] = f.Lines()
		}
	}
	for _, d := range found {
		add(d.File)
		for _, r := range d.Related {
			add(r.File)
		}
	}
	return lines
}

// besideManifest returns the file of a bundle that findings name so, nil where
// it has none.
func besideManifest(b *analysis.Bundle, name string) *analysis.File {
	rel, err := filepath.Rel(filepath.Dir(b.Manifest.Name), name)
	if err != nil {
		return nil
	}
	f, presence := b.File(filepath.ToSlash(rel))
	if presence != analysis.There {
		return nil
	}
	return f
}

// world returns what a check may know beside the bundle itself.
func world(env *Env, mixins *InstalledMixins) World {
	w := World{analysis.Offline{}, NewLocalBundles(env.Getenv)}
	if mixins != nil {
		w.Inputs = mixins
	}
	return w
}

// settled returns what is found once nothing that the rules ask for is pending,
// and what they have asked for.
func settled(ctx context.Context, env *Env, b *analysis.Bundle, w World, config analysis.Config) ([]analysis.Diagnostic, analysis.Record, error) {
	for {
		recorder := analysis.NewRecorder(b.Files, w)
		found := analysis.Check(ctx, &analysis.Bundle{Manifest: b.Manifest, Files: recorder, Path: b.Path}, recorder, env.Rules, config)
		record := recorder.Record()
		again, err := w.wait(ctx)
		if err != nil {
			return nil, record, err
		}
		if !again || len(record.Changed(b.Files, w)) == 0 {
			return found, record, nil
		}
	}
}

func readManifest(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, plainPathError(err)
	}
	defer f.Close()
	src, err := readBounded(f)
	return src, plainPathError(err)
}

// plainPathError drops the operation and path of a file error, which the caller
// says in its own words.
func plainPathError(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// file is one file to check.
type file struct {
	name  string // as in the call, or below a folder that is
	named bool   // it is in the call itself
	aside bool   // it was come across, and is not called as manifests are
	stdin *StdinFile

	config analysis.Config  // how it is checked; set by configured
	wider  *analysis.Config // the same without the rules that the call selects; nil where it selects none
}

func (f file) read(env *Env) ([]byte, error) {
	if f.stdin != nil {
		return f.stdin.Content, nil
	}
	return readManifest(env.Path(f.name))
}

// manifests resolves paths to files, in order and each once, under the name that
// came first. A text from standard input takes the place of the file of its name.
func manifests(dir string, paths []string, stdin *StdinFile) (files []file, failures []error) {
	seen := map[string]int{}
	add := func(name string, named bool, stdin *StdinFile) {
		path := resolve(dir, filepath.Clean(name))
		i, again := seen[path]
		if !again {
			i = len(files)
			seen[path] = i
			files = append(files, file{name: name})
		}
		files[i].named = files[i].named || named
		files[i].aside = !files[i].named && !analysis.IsManifestName(filepath.Base(name))
		if stdin != nil {
			files[i].stdin = stdin
		}
	}
	for _, p := range paths {
		if p == StdinPath && stdin != nil {
			add(stdin.Name, true, stdin)
			continue
		}
		info, err := os.Stat(resolve(dir, p))
		switch {
		case p == "": // a variable that was never set, most likely
			failures = append(failures, errors.New("a path to check is empty; write a dot for the current folder"))
		case err != nil:
			failures = append(failures, fmt.Errorf("checking %s: %w", p, plainPathError(err)))
		case info.IsDir():
			found, failed := below(dir, p)
			failures = append(failures, failed...)
			for _, name := range found {
				add(name, false, nil)
			}
		default:
			add(p, true, nil)
		}
	}
	return files, failures
}

// below returns the manifests in a folder and below it, in lexical order, and
// what may be a set, an installation or the like. A folder that cannot be read
// hides only what is in it.
func below(dir, folder string) (found []string, failures []error) {
	root, err := filepath.Abs(resolve(dir, folder))
	if err != nil {
		return nil, []error{fmt.Errorf("looking for manifests in %s: %w", folder, err)}
	}
	if target, err := filepath.EvalSymlinks(root); err == nil {
		root = target // a walk does not enter the link that it begins at
	}
	git := newIgnored(root)
	failed := func(path string, err error) {
		failures = append(failures, fmt.Errorf("looking for manifests in %s: %w", path, plainPathError(err)))
	}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(root, path)
		name := filepath.Join(folder, rel)
		switch {
		case err != nil || relErr != nil:
			failed(name, errors.Join(err, relErr))
			if d != nil && d.IsDir() {
				return filepath.SkipDir
			}
		case d.IsDir() && path != root && analysis.PassedOver(d.Name()):
			return filepath.SkipDir
		case d.IsDir() && path != root && git.has(path, true):
			return filepath.SkipDir
		case d.IsDir():
			git.enter(path)
		case analysis.IsData(d.Name()) && !git.has(path, false) && mayBeRead(path, d):
			found = append(found, name)
		}
		return nil
	})
	if err != nil {
		failed(folder, err)
	}
	if len(failures) == 0 && !slices.ContainsFunc(found, func(name string) bool { return isOurs(resolve(dir, name)) }) {
		failures = append(failures, fmt.Errorf("there is no %s in %s or below it, and no set or installation either", ManifestName, folder))
	}
	return found, failures
}

// isOurs reports whether a file is called a manifest, or is another document that
// is checked.
func isOurs(path string) bool {
	if analysis.IsManifestName(filepath.Base(path)) {
		return true
	}
	src, err := readManifest(path)
	return err == nil && analysis.MayBeDocument(path, src) && isBeside(analysis.Parse(path, src, nil))
}

// mayBeRead reports whether an entry is a file, or a link that is not known to
// lead to anything else: a folder is no manifest, and reading a pipe or a device
// may never end.
func mayBeRead(path string, d fs.DirEntry) bool {
	if d.Type() != fs.ModeSymlink {
		return d.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err != nil || info.Mode().IsRegular() // reading it says what is wrong
}

// Path returns the path under which the process finds what the user calls name.
func (e *Env) Path(name string) string { return resolve(e.Dir, name) }

// absolute is Path from the top of the disk, as far as there is a current folder.
func (e *Env) absolute(name string) string {
	at := e.Path(name)
	if abs, err := filepath.Abs(at); err == nil {
		return abs
	}
	return at
}

func resolve(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}
