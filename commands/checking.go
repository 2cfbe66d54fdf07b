package commands

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"runtime"

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
	// Seen notes what is read, nothing where it is nil.
	Seen *Seen
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
	w := world(env, o.Mixins, o.Seen)
	around := newSurroundings(env, files, Disk{seen: o.Seen})
	checked := make([]checkedFile, len(files))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range files {
		g.Go(func() error {
			checked[i] = checkFile(ctx, env, f, around, w, o)
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
	for _, failure := range failures {
		r.Failures = append(r.Failures, failure.Error())
	}
	return r, errors.Join(failures...)
}

// world returns what a check may know beside the bundle itself.
func world(env *Env, mixins *InstalledMixins, seen *Seen) World {
	w := World{Inputs: analysis.Offline{}, Bundles: NewLocalBundles(env.Getenv)}
	w.Bundles.disk.seen = seen
	if mixins != nil {
		w.Inputs = mixins
	}
	return w
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
