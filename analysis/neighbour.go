package analysis

import (
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/distribution/reference"
	"github.com/porter-ls/porter-ls/schema/manifest"
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
	if found := w.publishedAs(from, ref, versions); found != nil {
		return &found.Neighbour
	}
	return nil
}

// BundleOf returns the bundle of the workspace that a dependency of a bundle asks
// for, nil where there is none or more than one, as Published finds it.
func (w *Workspace) BundleOf(of *Bundle, d *manifest.Dependency) *Bundle {
	if of.Path == "" || d.Reference.Value == "" {
		return nil
	}
	if found := w.publishedAs(of.Path, d.Reference.Value, d.Version.Value); found != nil {
		return found.bundle
	}
	return nil
}

func (w *Workspace) publishedAs(from, ref, versions string) *published {
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
	var found *published
	for _, one := range w.published()[asked.Name()] {
		if one.path == from || !one.isAsked(tag, versions) {
			continue
		}
		if found != nil {
			return nil
		}
		found = one
	}
	return found
}

// published is a bundle of a workspace and where it would be published to.
type published struct {
	Neighbour
	path            string  // of the manifest, in the workspace
	bundle          *Bundle // of the workspace
	repository, tag string
}

// publishedAs returns where the bundle of a manifest would be published to, nil
// where that is nowhere. A File remembers it, because a workspace is made anew
// for every check and has many bundles that are the same as before.
func publishedAs(doc *Document) *published {
	own, err := doc.Manifest.BundleReference()
	if err != nil {
		return nil
	}
	named, err := reference.ParseNormalizedNamed(own)
	if err != nil {
		return nil
	}
	tagged, ok := named.(reference.Tagged)
	if !ok {
		return nil
	}
	return &published{Neighbour: Neighbour{own, doc}, repository: named.Name(), tag: tagged.Tag()}
}

// byRepository returns bundles by the repository that they would be published to.
func byRepository(files FS, bundles []*Bundle) map[string][]*published {
	all := map[string][]*published{}
	for _, b := range bundles {
		f, err := files.File(b.Path)
		if err != nil {
			continue
		}
		if as := f.place(); as != nil {
			one := *as
			one.path, one.bundle = b.Path, b
			all[one.repository] = append(all[one.repository], &one)
		}
	}
	return all
}

// isAsked reports whether a bundle has the tag or, where that is "", one that
// the versions allow.
func (p *published) isAsked(tag, versions string) bool {
	if tag != "" {
		return p.tag == tag
	}
	allowed, err := semver.NewConstraint(versions)
	if err != nil {
		return false
	}
	version, err := semver.NewVersion(strings.ReplaceAll(p.tag, "_", "+"))
	return err == nil && allowed.Check(version)
}
