package ide

import (
	"slices"

	"github.com/Masterminds/semver/v3"
)

// schemaVersions adds the versions of the manifest's format, the newest first;
// those behind them that Porter reads with an experimental feature only.
func (c *completer) schemaVersions() {
	var versions []*semver.Version
	for _, e := range c.Schema().Root().Child("schemaVersion").Examples {
		if s, ok := e.(string); ok {
			if v, err := semver.NewVersion(s); err == nil {
				versions = append(versions, v)
			}
		}
	}
	slices.SortFunc(versions, func(a, b *semver.Version) int { return b.Compare(a) })
	features := map[string]string{"1.1.0": "dependencies-v2", "1.2.0": "persistent-parameters", "1.3.0": "file-sources"}
	for _, v := range versions {
		i := Item{Kind: VersionItem, rank: likely}
		if feature := features[v.Original()]; feature != "" {
			i.Detail = "experimental: " + feature
			if !c.has(feature) {
				i.rank = doubtful
			}
		}
		if v.Prerelease() != "" {
			i.rank, i.Detail = rare, "with {{ }} for templates"
		}
		c.addText(v.Original(), i)
	}
}

// bundleVersions adds the versions that can follow the bundle's own.
func (c *completer) bundleVersions() {
	present, err := semver.NewVersion(c.Document.Manifest.Version.Value)
	if err != nil {
		c.addText("0.1.0", Item{Kind: VersionItem, Detail: "a first version", rank: likely})
		c.addText("1.0.0", Item{Kind: VersionItem, Detail: "a first stable version", rank: usual})
		return
	}
	patch, minor, major := present.IncPatch(), present.IncMinor(), present.IncMajor()
	c.addText(patch.String(), Item{Kind: VersionItem, Detail: "the next patch", rank: likely})
	c.addText(minor.String(), Item{Kind: VersionItem, Detail: "the next minor version", rank: usual})
	c.addText(major.String(), Item{Kind: VersionItem, Detail: "the next major version", rank: rare})
}
