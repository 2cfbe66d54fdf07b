package analysis

import (
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/desired"
)

// Placed returns the set or installation that the workspace has at the path of
// one, and that one itself where the workspace has none there.
func (w *Workspace) Placed(p *Placed) *Placed {
	if i := slices.IndexFunc(w.desired, func(own *Placed) bool { return own.Path == p.Path }); i >= 0 {
		return w.desired[i]
	}
	return p
}

// OfRepository returns the bundles that would be published to a repository, in
// whatever version, in order of path.
func (w *Workspace) OfRepository(repository string) []*Bundle {
	var all []*Bundle
	for _, of := range w.published()[desired.RepositoryOf(repository)] {
		all = append(all, of.bundle)
	}
	return all
}

// Given is a set or an installation and the bundles that it is for, as
// [Workspace.BundlesFor] has them.
type Given struct {
	*Placed
	Bundles []*Bundle
}

// GivenTo returns the sets and installations of the workspace that are for a
// bundle, in order of path.
func (w *Workspace) GivenTo(b *Bundle) []Given {
	var all []Given
	for _, g := range w.given() {
		if slices.ContainsFunc(g.Bundles, func(other *Bundle) bool { return other.Path == b.Path }) {
			all = append(all, g)
		}
	}
	return all
}

// findGiven finds out which bundles the sets and installations are for, looking
// at every installation once.
func (w *Workspace) findGiven() []Given {
	users := map[*Placed][]*Bundle{} // of sets, by the installations that name them; nil where one of them is for no bundle that is known
	all := make([]Given, 0, len(w.desired))
	for _, p := range w.desired {
		if p.Kind != Installation {
			continue
		}
		b := w.installs(p)
		if b != nil {
			all = append(all, Given{p, []*Bundle{b}})
		}
		for _, named := range w.SetsOf(p) {
			if named.Set == nil {
				continue
			}
			bundles, known := users[named.Set]
			switch {
			case b == nil || known && bundles == nil:
				users[named.Set] = nil
			case !slices.Contains(bundles, b):
				users[named.Set] = append(bundles, b)
			}
		}
	}
	for _, p := range w.desired {
		if p.Kind != CredentialSet && p.Kind != ParameterSet {
			continue
		}
		bundles, named := users[p]
		if !named {
			bundles = w.nearest(p.Path)
		}
		if len(bundles) > 0 {
			all = append(all, Given{p, bundles})
		}
	}
	slices.SortFunc(all, func(a, b Given) int { return strings.Compare(a.Path, b.Path) })
	return all
}

// HasSet reports whether there is a set of a kind and name in a namespace.
func (w *Workspace) HasSet(kind DocumentKind, namespace, name string) bool {
	return w.byName()[setKey{kind, namespace, name}] != nil
}
