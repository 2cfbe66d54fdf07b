package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/text"
)

func environmentClash() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "environment-clash",
		Doc: `Two values of an action arrive in the same variable or file, or a value takes the place of a variable that the bundle needs.

A parameter without env and path arrives in a variable that is made from its name, in upper case and with _ for - and dots: db-host and db_host are both DB_HOST, and so is a credential whose env is DB_HOST. Only one of the values arrives. Of two parameters it is a matter of chance which; a parameter always wins over a credential.

PATH and HOME, and all variables that begin with CNAB_, are there already and say where programs and settings are found, and so are those of the PORTER_ variables that Porter itself reads in a bundle. A parameter called path takes the place of PATH, and no program is found any more.

Write env: with another name.`,
		Severity: analysis.Warning,
		Run:      runEnvironmentClash,
	}
}

func runEnvironmentClash(p *analysis.Pass) {
	all := destinations.Of(p)
	variables, files := make(map[string]*destination, len(all)), map[string]*destination{}
	actions := actionNames(p.Bundle.Manifest.Manifest)
	for i := range all {
		d := &all[i]
		if d.variable != "" {
			reportTaken(p, d)
			clash(p, variables, d.variable, d, actions)
		}
		if d.file != "" {
			clash(p, files, d.file, d, actions)
		}
	}
}

// reportTaken reports a variable that has a meaning in every bundle.
func reportTaken(p *analysis.Pass, d *destination) {
	what := ""
	switch {
	case d.variable == "PATH":
		what = "the list of folders that programs are looked for in, so no program is found"
	case d.variable == "HOME":
		what = "the home folder, where programs look for their settings"
	case strings.HasPrefix(d.variable, "CNAB_"):
		what = "one of those that tell the bundle about its run"
	case portersOwn(d.variable) && !reservedPrefix(d.name.Value):
		what = "one of those that Porter takes its own settings from"
	default:
		return
	}
	p.ReportDiagnostic(analysis.Diagnostic{
		Span:    d.at(),
		Message: fmt.Sprintf("the %s %q takes the place of the variable %s, %s: write env: with another name", d.kind, d.name.Value, d.variable, what),
	})
}

// portersOwn reports whether Porter reads a variable while a bundle runs: what it
// is told about the run, the outputs that it hands on, and any setting of its
// own, whose variable is its name behind PORTER_. Others that begin with PORTER_
// are whoever's who chose them.
func portersOwn(variable string) bool {
	name, ok := strings.CutPrefix(variable, "PORTER_")
	if !ok {
		return false
	}
	switch name {
	case "HOME", "ACTION", "DEBUG", "VERBOSITY", "CORRELATION_ID", "MIRROR", "CONTEXT", "EXPERIMENTAL", "NAMESPACE", "SCHEMA_CHECK",
		"BUILD_DRIVER", "RUNTIME_DRIVER", "FORCE_OVERWRITE", "ALLOW_DOCKER_HOST_ACCESS", "ALLOW_FILE_DOWNLOADS",
		"STORAGE", "SECRETS", "SIGNERS", "PLUGIN_START_TIMEOUT", "PLUGIN_STOP_TIMEOUT":
		return true
	}
	for _, section := range [...]string{"INSTALLATION_", "DEPENDENCIES_", "DEFAULT_", "LOGS_", "TELEMETRY_", "OTLP_"} {
		if strings.HasPrefix(name, section) {
			return true
		}
	}
	return strings.HasSuffix(name, "_OUTPUT")
}

// at is where a destination is written, the name where it is made from that.
func (d *destination) at() text.Span {
	if d.env.Value != "" {
		return spanOf(d.env)
	}
	return spanOf(d.name)
}

// clash reports a destination that an earlier one has as well.
func clash(p *analysis.Pass, seen map[string]*destination, where string, d *destination, actions []string) {
	earlier, taken := seen[where]
	if !taken {
		seen[where] = d
		return
	}
	if !together(earlier, d, actions) {
		return
	}
	span, word, other := d.at(), "variable", earlier.at()
	if where == d.file {
		span, word, other = spanOf(d.path), "file", spanOf(earlier.path)
	}
	if d.env.Value != "" && d.env.Node == earlier.env.Node {
		span, other = spanOf(d.name), spanOf(earlier.name) // an alias gives both the same
	}
	why := "and only one of them does"
	if earlier.kind != d.kind {
		why = "and only the parameter does"
	}
	p.ReportDiagnostic(analysis.Diagnostic{
		Span:    span,
		Message: fmt.Sprintf("the %s %q and the %s %q are both to arrive in the %s %s, %s: choose another %s", earlier.kind, earlier.name.Value, d.kind, d.name.Value, word, where, why, word),
		Related: []analysis.Related{{File: p.Bundle.Manifest.Name, Span: other, Message: fmt.Sprintf("the %s %q", earlier.kind, earlier.name.Value)}},
	})
}

// together reports whether an action gets both of two values. Of credentials that
// need not be given, whoever installs the bundle may choose one.
func together(a, b *destination, actions []string) bool {
	if a.kind == symbols.Credential && b.kind == symbols.Credential && (a.optional || b.optional) {
		return false
	}
	for _, action := range actions {
		if a.appliesTo(action) && b.appliesTo(action) {
			return true
		}
	}
	return false
}
