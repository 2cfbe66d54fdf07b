package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
)

func reservedParameterPrefix() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "reserved-parameter-prefix",
		Doc: `A parameter's name begins with porter- or porter_, which belongs to Porter.

A build adds parameters of its own with that prefix, for the state, for debugging and for every output that a step reads. Porter's lint refuses such a name, in upper case too, and so does its build. Give the parameter another name.

A parameter without env and path arrives in a variable that is made from its name: scripts that read the variable must follow the new name.`,
		Severity: analysis.Error,
		Porter:   "porter-100",
		Run:      runReservedParameterPrefix,
	}
}

func runReservedParameterPrefix(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for i := range doc.Manifest.Parameters {
		parameter := &doc.Manifest.Parameters[i]
		name := parameter.Name.Value
		if !reservedPrefix(name) {
			continue
		}
		d := analysis.Diagnostic{
			Span:    spanOf(parameter.Name),
			Message: fmt.Sprintf("the name %q begins with %s, which belongs to Porter, so it does not build the bundle", name, name[:7]),
		}
		s, ok := doc.Symbols.Lookup(symbols.Parameter, name)
		if short := name[7:]; ok && free(doc, symbols.Parameter, short) {
			d.Message += fmt.Sprintf("; call it %q", short)
			derived := parameter.Env.Value == "" && parameter.Path.Value == ""
			d.Fixes = renameAll(doc, s, short, derived)
		}
		p.ReportDiagnostic(d)
	}
}

// free reports whether a name can be given to a symbol of a kind.
func free(doc *analysis.Document, kind symbols.Kind, name string) bool {
	if identifier(strings.ReplaceAll(name, "-", "_")) != len(name) || name == "" {
		return false
	}
	_, taken := doc.Symbols.Lookup(kind, name)
	return !taken && !reservedPrefix(name)
}

// reservedPrefix reports whether a parameter's name begins like one of Porter's.
func reservedPrefix(name string) bool {
	return len(name) > 6 && strings.EqualFold(name[:6], "porter") && (name[6] == '-' || name[6] == '_')
}
