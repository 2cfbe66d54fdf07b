package rules

import (
	"fmt"
	"iter"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func configFileInBundle() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "config-file-in-bundle",
		Doc: `A file beside the manifest becomes Porter's own configuration when the bundle runs.

Everything in the bundle's folder is copied to /cnab/app, and that is also where Porter's runtime looks for its configuration: config.yaml, config.yml, config.toml, config.json or config.hcl. A file that is none, because it is broken or no map of settings, fails every action of the bundle under Porter 1.x. One that happens to have a setting of Porter's changes how the bundle runs. Call the file otherwise, put it into a folder, or list it in .dockerignore.

A file that switches on Porter's experimental features is taken to be meant as that. Our own runtime reads no configuration there.`,
		Severity: analysis.Warning,
		Target:   analysis.Porter,
		Run:      runConfigFileInBundle,
	}
}

func runConfigFileInBundle(p *analysis.Pass) {
	for name, kind := range configNames(p.Bundle) {
		if f, presence := p.Bundle.File(name); presence == analysis.There {
			configFile(p, f, name, kind)
		}
	}
}

// configNames ranges over the names of the files that Porter's runtime takes for
// its configuration, each with its extension; there are none where the bundle's
// folder is not known.
func configNames(b *analysis.Bundle) iter.Seq2[string, string] {
	return func(yield func(name, kind string) bool) {
		entries, _ := b.Entries()
		for _, e := range entries {
			kind, ok := strings.CutPrefix(e.Name, "config.")
			if ok && !e.Dir && isConfigKind(kind) && !ignored(b, e.Name) && !yield(e.Name, kind) {
				return
			}
		}
	}
}

func isConfigKind(ext string) bool {
	switch ext {
	case "yaml", "yml", "toml", "json", "hcl":
		return true
	}
	return false
}

// ignored reports whether a file of the bundle stays out of the build.
func ignored(b *analysis.Bundle, name string) bool {
	f, presence := b.Ignore()
	return presence == analysis.There && f.Ignore().Excludes(name)
}

// configFile reports what becomes of one such file.
func configFile(p *analysis.Pass, f *analysis.File, name, kind string) {
	const way = "call it otherwise or list it in .dockerignore"
	d := analysis.Diagnostic{File: f.Name, Span: trimmedLine(f, 0)}
	if kind == "toml" || kind == "hcl" {
		d.Severity = analysis.Hint
		d.Message = fmt.Sprintf("Porter 1.x takes this file for its own configuration when the bundle runs, and every action fails if it cannot read it: %s", way)
		p.ReportDiagnostic(d)
		return
	}
	file := syntax.Parse(f.Content(), nil)
	root := file.Root()
	switch at, broken := brokenConfig(file); {
	case broken && strings.Contains(string(f.Content()), "${"):
		return // it is a template, and what comes of it is not known
	case broken:
		d.Severity, d.Span = analysis.Error, at
		d.Message = fmt.Sprintf("every action of the bundle fails under Porter 1.x, which takes %s for its own configuration and cannot read it: %s", name, way)
	default:
		key := setting(root)
		switch {
		case key.IsZero():
			d.Severity = analysis.Hint
			d.Message = fmt.Sprintf("Porter 1.x takes this file for its own configuration when the bundle runs; nothing in it is a setting of Porter's yet: %s", way)
		case isMeant(root):
			return
		default:
			d.Span = key.Span()
			d.Message = fmt.Sprintf("Porter 1.x takes %s for its own configuration when the bundle runs, and %s is one of its settings: %s", name, key.Value(), way)
		}
	}
	p.ReportDiagnostic(d)
}

// brokenConfig returns where a file is no map of settings.
func brokenConfig(f *syntax.File) (text.Span, bool) {
	if errs := f.RootErrors(); len(errs) > 0 {
		return errs[0].Span, true
	}
	root := f.Root()
	if root.Kind() == syntax.Mapping || root.Style() == syntax.Missing {
		return text.Span{}, false
	}
	return f.FirstLine(root.Span()), true
}

// isMeant reports whether a file is most likely written for Porter.
func isMeant(root syntax.Node) bool {
	for _, key := range []string{"experimental", "schema-check", "contexts", "default-storage", "default-secrets"} {
		if !root.Get(key).IsZero() {
			return true
		}
	}
	return false
}

// setting returns the first key that is a setting of Porter's.
func setting(root syntax.Node) syntax.Node {
	for k := range root.Pairs() {
		switch strings.ToLower(k.Value()) {
		case "verbosity", "namespace", "experimental", "schema-check", "build-driver", "runtime-driver", "debug", "file", "action",
			"allow-docker-host-access", "allow-file-downloads", "force-overwrite", "dependencies", "contexts", "current-context",
			"default-storage", "default-storage-plugin", "default-secrets", "default-secrets-plugin", "default-signer",
			"default-signing-plugin", "storage", "secrets", "signers", "logs", "telemetry":
			return k
		}
	}
	return syntax.Node{}
}
