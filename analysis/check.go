package analysis

import (
	"context"

	"github.com/porter-ls/porter-ls/schema/text"
)

// Pass is one rule's look at one bundle.
type Pass struct {
	Bundle *Bundle
	Inputs Inputs
	Config Config

	rule   *Analyzer
	report func(Diagnostic)
}

// Report adds a finding of this rule in the manifest.
func (p *Pass) Report(span text.Span, message string) {
	p.ReportDiagnostic(Diagnostic{Span: span, Message: message})
}

// ReportDiagnostic adds a finding; what it leaves empty is filled in from the
// rule and the manifest's name.
func (p *Pass) ReportDiagnostic(d Diagnostic) {
	if d.File == "" {
		d.File = p.Bundle.Manifest.Name
	}
	if d.Severity == 0 {
		d.Severity = p.rule.Severity
	}
	d.Rule, d.Porter, d.Target = p.rule.Name, p.rule.Porter, p.rule.Target
	p.report(d)
}

// Parse reads one file. It takes bytes only and never fails: what cannot be
// read is a finding of the rule yaml-syntax. Unchanged parts of prev, which may
// be nil, are reused.
func Parse(name string, src []byte, prev *Document) *Document {
	panic("written next")
}

// Check runs the rules over the bundle and returns their findings, sorted by
// file, place and rule, without duplicates. A cancelled context ends it early
// with what was found so far, which the caller then must not show.
func Check(ctx context.Context, b *Bundle, in Inputs, rules []*Analyzer, c Config) []Diagnostic {
	panic("written next")
}
