package template

import "github.com/Masterminds/semver/v3"

// DelimsFor returns the delimiters that a manifest of that schemaVersion is
// written with: `{{ }}` up to 1.0.0-alpha.1 and where the version is missing or
// no version at all, `${ }` after it. Like Porter it takes shortened versions
// and a leading v.
func DelimsFor(schemaVersion string) Delims {
	v, err := semver.NewVersion(schemaVersion)
	if err != nil || !v.GreaterThan(semver.New(1, 0, 0, "alpha.1", "")) {
		return Braces
	}
	return Dollar
}
