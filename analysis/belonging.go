package analysis

import (
	"path"
	"slices"

	"github.com/Masterminds/semver/v3"
	"github.com/porter-ls/porter-ls/schema/desired"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

// For returns the bundle that a document is for, nil where that is not known or
// where it is for several: a manifest is for its own.
func (w *Workspace) For(p *Placed) *Bundle {
	if all := w.BundlesFor(p); len(all) == 1 {
		return all[0]
	}
	return nil
}

// BundlesFor returns the bundles that a document is for, in order of path; nil
// where not every one of them is known. An installation is for the bundle that
// it names, a set for those of the installations that name it. A set that none
// names is for the bundles of the folder that it is in, or of the nearest one
// above that has any.
func (w *Workspace) BundlesFor(p *Placed) []*Bundle {
	switch p.Kind {
	case BundleManifest:
		if b := w.Owner(p.Path); b != nil && b.Path == p.Path {
			return []*Bundle{b}
		}
	case Installation:
		if b := w.installs(p); b != nil {
			return []*Bundle{b}
		}
	case CredentialSet, ParameterSet:
		users := w.Users(p)
		if len(users) == 0 {
			return w.nearest(p.Path)
		}
		var all []*Bundle
		for _, user := range users {
			b := w.installs(user)
			if b == nil {
				return nil
			}
			if !slices.Contains(all, b) {
				all = append(all, b)
			}
		}
		return all
	}
	return nil
}

// Users returns the installations that name a set.
func (w *Workspace) Users(set *Placed) []*Placed {
	var users []*Placed
	for _, p := range w.desired {
		if p.Kind != Installation {
			continue
		}
		for _, named := range w.SetsOf(p) {
			if named.Set != nil && named.Set.Path == set.Path {
				users = append(users, p)
				break
			}
		}
	}
	return users
}

// Named is a set as an installation names it.
type Named struct {
	Kind DocumentKind
	Name manifest.String
	Set  *Placed // nil where it is not in the workspace
}

// SetsOf returns the sets that an installation names, in the order in which they
// count: of the same kind the last one wins.
func (w *Workspace) SetsOf(installation *Placed) []Named {
	d := installation.Desired
	var sets []Named
	for _, name := range d.CredentialSets {
		sets = append(sets, Named{CredentialSet, name, w.set(CredentialSet, name.Value, d.Namespace.Value)})
	}
	for _, name := range d.ParameterSets {
		sets = append(sets, Named{ParameterSet, name, w.set(ParameterSet, name.Value, d.Namespace.Value)})
	}
	return sets
}

// installs returns the bundle that an installation names, nil where the
// workspace has none or another version of it, or several that it may be.
func (w *Workspace) installs(p *Placed) *Bundle {
	var found *Bundle
	for _, of := range w.published()[desired.RepositoryOf(p.Desired.Bundle.Repository.Value)] {
		if !isVersion(p.Desired.Bundle, of.bundle, of.tag) {
			continue
		}
		if found != nil {
			return nil
		}
		found = of.bundle
	}
	return found
}

// isVersion reports whether an installation may be one of the manifest as it is:
// it asks for its version, or for a tag that moves on with what is published.
func isVersion(wanted desired.Bundle, b *Bundle, tag string) bool {
	switch {
	case wanted.Digest.Value != "":
		return false
	case wanted.Version.Value != "":
		asked, err := semver.NewVersion(wanted.Version.Value)
		if err != nil {
			return false
		}
		ours, err := semver.NewVersion(b.Manifest.Manifest.Version.Value)
		return err == nil && ours.Equal(asked)
	case wanted.Tag.Value != "":
		if _, err := semver.NewVersion(wanted.Tag.Value); err != nil {
			return true
		}
		return tag == wanted.Tag.Value
	}
	return true
}

// nearest returns the bundles of a file's folder, or of the nearest one above
// that has any.
func (w *Workspace) nearest(name string) []*Bundle {
	owner := w.Owner(name)
	if owner == nil {
		return nil
	}
	var all []*Bundle
	for _, b := range w.bundles {
		if path.Dir(b.Path) == path.Dir(owner.Path) {
			all = append(all, b)
		}
	}
	return all
}
