package commands

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/distribution/reference"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/cnab"
)

// LocalBundles answers for the bundles that Porter has pulled to this machine.
// Nothing is fetched. A bundle is read when it is first asked for, and read again
// after Refresh.
type LocalBundles struct {
	cache string // Porter's folder of pulled bundles; "" where it has none
	disk  Disk

	mu    sync.Mutex
	known map[string]*cnab.Bundle // guarded by mu; by reference, nil where there is none
}

// NewLocalBundles returns the bundles in Porter's folder, which is PORTER_HOME or
// else .porter in the user's.
func NewLocalBundles(getenv func(string) string) *LocalBundles {
	b := &LocalBundles{known: map[string]*cnab.Bundle{}}
	if getenv == nil {
		return b
	}
	if home := getenv("PORTER_HOME"); home != "" {
		b.cache = filepath.Join(home, "cache")
		return b
	}
	for _, name := range []string{"HOME", "USERPROFILE"} {
		if home := getenv(name); home != "" {
			b.cache = filepath.Join(home, ".porter", "cache")
			break
		}
	}
	return b
}

// Dependency returns the bundle of a reference with a tag or a digest.
func (b *LocalBundles) Dependency(ref string) (*cnab.Bundle, analysis.Known) {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil || reference.IsNameOnly(named) || b.cache == "" {
		return nil, analysis.Unknown
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	bundle, ok := b.known[ref]
	if !ok {
		bundle = b.read(reference.FamiliarString(named))
		b.known[ref] = bundle
	}
	if bundle == nil {
		return nil, analysis.Unknown
	}
	return bundle, analysis.Value
}

// read returns a bundle from the cache, nil where it is not there or is none.
func (b *LocalBundles) read(ref string) *cnab.Bundle {
	data, err := b.disk.ReadFile(filepath.ToSlash(filepath.Join(b.cache, cacheFolder(ref), "cnab", "bundle.json")))
	if err != nil {
		return nil
	}
	bundle, err := cnab.Unmarshal(data)
	if err != nil {
		return nil
	}
	return bundle
}

// cacheFolder is what Porter calls the folder of a bundle in its cache.
func cacheFolder(ref string) string {
	sum := md5.Sum([]byte(ref))
	return hex.EncodeToString(sum[:])
}

// Refresh forgets what was read and returns the references that were asked for.
func (b *LocalBundles) Refresh() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	asked := slices.Sorted(maps.Keys(b.known))
	clear(b.known)
	return asked
}

// World is what a check may know beside the bundle itself: what mixins say of
// themselves, which bundles are on this machine, and which are around it.
type World struct {
	analysis.Inputs
	Bundles *LocalBundles

	// Around returns the workspace that the manifest at Path is in; nil where
	// nothing is known of that.
	Around func() *analysis.Workspace
	Path   string
}

// Dependency answers from the bundles on this machine.
func (w World) Dependency(ref string) (*cnab.Bundle, analysis.Known) {
	return w.Bundles.Dependency(ref)
}

// Neighbour answers from the manifests around the one that is checked.
func (w World) Neighbour(ref, versions string) (*analysis.Neighbour, analysis.Known) {
	if w.Around == nil {
		return nil, analysis.Unknown
	}
	n := w.Around().Published(w.Path, ref, versions)
	if n == nil {
		return nil, analysis.Unknown
	}
	return n, analysis.Value
}

// wait waits until nothing is pending, and reports whether anything can be. The
// error is that the context has ended.
func (w World) wait(ctx context.Context) (can bool, err error) {
	mixins, ok := w.Inputs.(*InstalledMixins)
	if !ok {
		return false, ctx.Err()
	}
	return true, mixins.Wait(ctx)
}
