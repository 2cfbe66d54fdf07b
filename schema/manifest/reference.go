package manifest

import (
	"crypto/md5"
	_ "crypto/sha256" // the digests of images
	_ "crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/distribution/reference"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// ReferenceError says why a bundle has no reference, and at which value.
type ReferenceError struct {
	Node syntax.Node // the value that is wrong; zero where one is missing
	Err  error

	cause Cause
}

// Error formats the error as one message.
func (e *ReferenceError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *ReferenceError) Unwrap() error { return e.Err }

// SemVer returns the bundle's version without a leading v and with all three
// numbers, "" where the manifest has none.
func (m *Manifest) SemVer() (string, error) {
	if m.Version.Value == "" {
		return "", nil
	}
	v, err := semver.NewVersion(m.Version.Value)
	if err != nil {
		return "", &ReferenceError{m.Version.Node, fmt.Errorf("version %q is not a semantic version, such as 0.1.0", m.Version.Value), BadVersion}
	}
	return v.String(), nil
}

// BundleReference returns where the bundle is published, REPOSITORY:TAG. That
// is reference, or registry and name; without a tag of its own it gets v and
// the version, in which + becomes _. The error is a [*ReferenceError].
func (m *Manifest) BundleReference() (string, error) {
	ref, err := m.tagged()
	if err != nil {
		return "", err
	}
	return reference.FamiliarString(ref), nil
}

func (m *Manifest) tagged() (reference.NamedTagged, error) {
	named, node, err := m.repository()
	if err != nil {
		return nil, err
	}
	if tagged, ok := named.(reference.NamedTagged); ok {
		return tagged, nil
	}
	if _, ok := named.(reference.Digested); ok {
		return nil, &ReferenceError{node, fmt.Errorf("invalid bundle reference %s: it must have a tag, not a digest", node.Value()), NoTag}
	}
	version, err := m.SemVer()
	if err != nil {
		return nil, err
	}
	if version == "" {
		return nil, &ReferenceError{m.Version.Node, fmt.Errorf("the bundle needs a version: %s has no tag", reference.FamiliarName(named)), NoTag}
	}
	tagged, err := reference.WithTag(named, "v"+strings.Replace(version, "+", "_", 1))
	if err != nil {
		return nil, &ReferenceError{m.Version.Node, fmt.Errorf("version %s makes no tag: %w", version, err), NoTag}
	}
	return tagged, nil
}

// repository returns reference as it is, or what registry and name make, which
// has no tag, and the node that it comes from.
func (m *Manifest) repository() (reference.Named, syntax.Node, error) {
	given, node := m.Reference.Value, m.Reference.Node
	if given == "" {
		if m.Registry.Value == "" {
			return nil, node, &ReferenceError{m.Registry.Node, errors.New("the bundle needs a registry or a reference"), NoReference}
		}
		if m.Name.Value == "" {
			return nil, node, &ReferenceError{m.Name.Node, errors.New("the bundle needs a name"), NoName}
		}
		given, node = path.Join(m.Registry.Value, m.Name.Value), m.Name.Node
	}
	named, err := reference.ParseNormalizedNamed(given)
	if err != nil && m.Reference.Value == "" {
		if _, err := reference.ParseNormalizedNamed(path.Join(m.Registry.Value, "name")); err != nil {
			node = m.Registry.Node // no name would do
		}
	}
	if err != nil {
		return nil, node, &ReferenceError{node, fmt.Errorf("invalid bundle reference %s: %w", given, err), BadReference}
	}
	if m.Reference.Value == "" {
		named = reference.TrimNamed(named)
	}
	return named, node, nil
}

// ImageName returns the name that a build gives the bundle's image: the
// bundle's repository with the tag porter- and the MD5 of its reference. That
// is what Porter looks for. The error is a [*ReferenceError].
func (m *Manifest) ImageName() (string, error) {
	ref, err := m.tagged()
	if err != nil {
		return "", err
	}
	sum := md5.Sum([]byte(reference.FamiliarString(ref)))
	image, err := reference.WithTag(reference.TrimNamed(ref), "porter-"+hex.EncodeToString(sum[:]))
	if err != nil {
		return "", &ReferenceError{m.Name.Node, fmt.Errorf("naming the image of %s: %w", ref, err), BadReference}
	}
	return reference.FamiliarString(image), nil
}
