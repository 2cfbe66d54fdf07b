package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func credentialWithoutDestination() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "credential-without-destination",
		Doc: `A credential has neither env nor path.

Unlike a parameter, a credential has no variable of its own accord. Porter builds such a bundle and then refuses to run it: "credential env or path must be supplied". Say where the bundle wants it: in an environment variable, env, or in a file, path.`,
		Severity: analysis.Error,
		Run:      runCredentialWithoutDestination,
	}
}

func runCredentialWithoutDestination(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if silence.Of(p).section("credentials") {
		return
	}
	for i := range doc.Manifest.Credentials {
		c := &doc.Manifest.Credentials[i]
		if c.Env.Value != "" || c.Path.Value != "" || c.Node.Repaired() || !counts(doc, symbols.Credential, c.Name.Value, c.Node) {
			continue
		}
		env := manifest.EnvName(c.Name.Value)
		d := analysis.Diagnostic{
			Span:    spanOf(c.Name),
			Message: fmt.Sprintf("nothing says where the credential %q goes, so the bundle cannot be run: write env: or path:", c.Name.Value),
		}
		if identifier(env) == len(env) {
			d.Message = fmt.Sprintf("nothing says where the credential %q goes, so the bundle cannot be run: write env: %s, or path:", c.Name.Value, env)
			if c.Node.Get("env").IsZero() && c.Node.Get("path").IsZero() {
				d.Fixes = adding(doc, c.Node, "name", "env: "+env)
			}
		}
		p.ReportDiagnostic(d)
	}
}
