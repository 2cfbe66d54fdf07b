package rules

import (
	"fmt"
	"path"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
)

func dockerfileMissing() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dockerfile-missing",
		Doc: `The manifest names a template for the Dockerfile that is not in the bundle's folder.

The bundle's image is built from that file, so the build fails. Create the file, correct its path, which is relative to the folder of the manifest, or remove the field: without it the bundle is built on a Debian image.

Where nothing but YAML files is in the folder, the rest of the bundle may well be kept elsewhere or still be to write, and the finding is a warning.`,
		Severity: analysis.Error,
		Run:      runDockerfileMissing,
	}
}

func runDockerfileMissing(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	name := doc.Manifest.Dockerfile
	if !name.Set() || silence.Of(p).section("dockerfile") || refused.Of(p).at(name.Node) {
		return
	}
	if _, presence := p.Bundle.Template(); presence != analysis.NotThere {
		return
	}
	wanted, _ := analysis.Local(name.Value)
	others := besides(p.Bundle.Files, wanted)
	hint, nearest := didYouMean(wanted, others)
	d := analysis.Diagnostic{
		Span:    name.Span(),
		Message: fmt.Sprintf("there is no file %q in the bundle's folder to make the Dockerfile from%s", name.Value, hint),
	}
	if !slices.ContainsFunc(others, func(name string) bool { return !isYAML(name) }) {
		d.Severity = analysis.Warning
	}
	if nearest != "" && doc.Manifest.Root.Get("dockerfile") == name.Node { // not an anchor that others use too
		d.Fixes = rename(doc, d.Span, analysis.Scalar(nearest))
	}
	p.ReportDiagnostic(d)
}

// isYAML reports whether a file may be a manifest or a set by its name.
func isYAML(name string) bool {
	ext := path.Ext(name)
	return ext == ".yaml" || ext == ".yml"
}

// besides returns the files that may be meant by a path to a file that is not
// there: those in its folder and those at the bundle's top.
func besides(files analysis.FS, wanted string) []string {
	var names []string
	add := func(dir string) {
		folder, err := files.Folder(dir)
		if err != nil {
			return
		}
		for _, e := range folder.Entries {
			if !e.Dir && !analysis.IsManifestName(e.Name) && e.Name != analysis.IgnoreFile {
				names = append(names, path.Join(dir, e.Name))
			}
		}
	}
	add(path.Dir(wanted))
	if path.Dir(wanted) != "." {
		add(".")
	}
	return names
}
