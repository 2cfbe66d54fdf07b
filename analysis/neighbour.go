package analysis

import (
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/distribution/reference"
)

// Published returns the bundle that a dependency of the manifest at a path asks
// for, by its reference and, where that has no tag, the versions beside it. It is
// the one bundle of the workspace that would be published under just this
// reference or, without a tag, to this repository in one of these versions. nil
// where there is none, or more than one; the manifest itself is none.
//
// A reference with a digest asks for what was published once, which no manifest
// is sure to be.
func (w *Workspace) Published(from, ref, versions string) *Neighbour {
	asked, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return nil
	}
	if _, ok := asked.(reference.Digested); ok {
		return nil
	}
	tag := ""
	if tagged, ok := asked.(reference.Tagged); ok {
		tag = tagged.Tag()
	}
	var found *Neighbour
	for _, b := range w.bundles {
		own, err := b.Manifest.Manifest.BundleReference()
		if err != nil || b.Path == from || !isAsked(own, asked.Name(), tag, versions) {
			continue
		}
		if found != nil {
			return nil
		}
		found = &Neighbour{own, b.Manifest}
	}
	return found
}

// isAsked reports whether a reference is one of the repository with the tag or,
// where that is "", with one that the versions allow.
func isAsked(ref, repository, tag, versions string) bool {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil || named.Name() != repository {
		return false
	}
	tagged, ok := named.(reference.Tagged)
	if !ok {
		return false
	}
	if tag != "" {
		return tagged.Tag() == tag
	}
	allowed, err := semver.NewConstraint(versions)
	if err != nil {
		return false
	}
	version, err := semver.NewVersion(strings.ReplaceAll(tagged.Tag(), "_", "+"))
	return err == nil && allowed.Check(version)
}
