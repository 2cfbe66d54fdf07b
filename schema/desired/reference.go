package desired

import (
	"strings"

	"github.com/distribution/reference"
)

// IsOf reports whether the bundle is one of the repository that a reference is
// in, whatever the tags say: REPOSITORY:TAG and so on, as a manifest's
// BundleReference gives it. References are compared in full, so that
// docker.io/library may be left out of either.
func (b Bundle) IsOf(ref string) bool {
	ours := RepositoryOf(b.Repository.Value)
	return ours != "" && ours == RepositoryOf(ref)
}

// RepositoryOf returns the repository that a reference is in, in full, "" where
// that cannot be read.
func RepositoryOf(ref string) string {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return ""
	}
	return named.Name()
}

// Reference returns the bundle's reference: REPOSITORY@DIGEST, or
// REPOSITORY:TAG, where a version is the tag with a v before it. "" where the
// document does not say enough for one.
func (b Bundle) Reference() string {
	repository := b.Repository.Value
	switch {
	case repository == "":
		return ""
	case b.Digest.Value != "":
		return repository + "@" + b.Digest.Value
	case b.Version.Value != "":
		return repository + ":v" + strings.ReplaceAll(strings.TrimPrefix(b.Version.Value, "v"), "+", "_")
	case b.Tag.Value != "":
		return repository + ":" + b.Tag.Value
	}
	return ""
}
