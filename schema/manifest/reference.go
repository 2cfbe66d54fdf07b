package manifest

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/distribution/reference"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// ReferenceError says why a bundle has no reference, and at which value.
type ReferenceError struct {
	Node syntax.Node // the value that is wrong; zero where one is missing
	Err  error
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
		return "", &ReferenceError{m.Version.Node, fmt.Errorf("version %q is not a semantic version, such as 0.1.0", m.Version.Value)}
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
	given, node := m.Reference.Value, m.Reference.Node
	if given == "" {
		if m.Registry.Value == "" {
			return nil, &ReferenceError{m.Registry.Node, errors.New("the bundle needs a registry or a reference")}
		}
		if m.Name.Value == "" {
			return nil, &ReferenceError{m.Name.Node, errors.New("the bundle needs a name")}
		}
		given, node = strings.TrimRight(m.Registry.Value, "/")+"/"+m.Name.Value, m.Name.Node
	}
	named, err := reference.ParseNormalizedNamed(given)
	if err != nil {
		return nil, &ReferenceError{node, fmt.Errorf("invalid bundle reference %s: %w", given, err)}
	}
	if _, ok := named.(reference.Digested); ok {
		return nil, &ReferenceError{node, fmt.Errorf("invalid bundle reference %s: it must have a tag, not a digest", given)}
	}
	if tagged, ok := named.(reference.NamedTagged); ok {
		return tagged, nil
	}
	version, err := m.SemVer()
	if err != nil {
		return nil, err
	}
	if version == "" {
		return nil, &ReferenceError{m.Version.Node, fmt.Errorf("the bundle needs a version: %s has no tag", given)}
	}
	tagged, err := reference.WithTag(named, "v"+strings.ReplaceAll(version, "+", "_"))
	if err != nil {
		return nil, &ReferenceError{m.Version.Node, fmt.Errorf("version %s makes no tag: %w", version, err)}
	}
	return tagged, nil
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
		return "", &ReferenceError{m.Name.Node, fmt.Errorf("naming the image of %s: %w", ref, err)}
	}
	return reference.FamiliarString(image), nil
}
