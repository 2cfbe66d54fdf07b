package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func objectInQuotes() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "object-in-quotes",
		Doc: `An object or a list stands within double quotes.

Porter 1.x puts the value into the text of the step and reads the result as YAML. An object or list is JSON, whose own double quotes end those around the template, so the step cannot be read and fails. Single quotes take JSON as it is.

With porter-ls a value is put in when the YAML has been read, and may stand in any quotes.`,
		Severity: analysis.Warning,
		Target:   analysis.Porter,
		Run:      runObjectInQuotes,
	}
}

func runObjectInQuotes(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	for _, s := range spots.Of(p) {
		if !s.reads() || s.Len() != 3 && s.Len() != 5 || s.scalar.Style() != syntax.DoubleQuoted {
			continue
		}
		typ := ""
		if s.Len() == 5 && s.Segment(1).Name != "dependencies" {
			continue
		}
		name, ok := s.names("parameters")
		if param, found := defined.Of(p).parameters[name]; ok && found && !silent.section("parameters") {
			if env, _ := param.Destination(); env != "" {
				typ = onlyType(param.Schema, param.EffectiveType())
			}
		}
		name, ok = s.names("outputs")
		if out, found := defined.Of(p).outputs[name]; ok && found && !silent.section("outputs") {
			typ = onlyType(out.Schema, out.EffectiveType())
		}
		if dependency, output, ok := s.dependencyOutput(); ok {
			typ = dependencyOutputType(p, dependency, output)
		}
		if typ != "object" && typ != "array" {
			continue
		}
		d := analysis.Diagnostic{
			Span: s.Span,
			Message: fmt.Sprintf("under Porter 1.x the quotes in this %s's JSON end those around it, so the step cannot be read; write it in single quotes",
				map[string]string{"object": "object", "array": "list"}[typ]),
		}
		if fix, ok := requote(doc, s.scalar, '\''); ok {
			d.Fixes = []analysis.SuggestedFix{fix}
		}
		p.ReportDiagnostic(d)
	}
}

// onlyType is the type that a value has where it is not null; "" where there may
// be several. declared is the type of a schema that says just one.
func onlyType(s manifest.Schema, declared string) string {
	for _, t := range s.Types {
		switch {
		case t.Value == "null":
		case declared == "":
			declared = t.Value
		case declared != t.Value:
			return ""
		}
	}
	return declared
}

// dependencyOutput returns the dependency and the output that a tag names.
func (s *spot) dependencyOutput() (dependency, output string, ok bool) {
	if s.Len() != 5 || s.Segment(0).Name != "bundle" || s.Segment(1).Name != "dependencies" || s.Segment(3).Name != "outputs" {
		return "", "", false
	}
	return s.Segment(2).Name, s.Segment(4).Name, true
}

// requote is the fix that puts a scalar into other quotes. ok is false where
// that takes more than other quotes.
func requote(doc *analysis.Document, n syntax.Node, quote byte) (fix analysis.SuggestedFix, ok bool) {
	span := n.Span()
	written := span.Of(doc.File.Source())
	quoted := n.Style() == syntax.DoubleQuoted || n.Style() == syntax.SingleQuoted
	if quoted {
		written = written[1 : len(written)-1]
	} else if n.Style() != syntax.Plain {
		return fix, false
	}
	if strings.ContainsAny(written, "\\'\"\r\n") || n.Tag() != "" {
		return fix, false
	}
	q := string(quote)
	kind := "single"
	if quote == '"' {
		kind = "double"
	}
	edits := []analysis.FileEdit{{File: doc.Name, Edit: text.Edit{Span: span, New: q + written + q}}}
	if quoted {
		edits = []analysis.FileEdit{
			{File: doc.Name, Edit: text.Edit{Span: text.Span{Start: span.Start, End: span.Start + 1}, New: q}},
			{File: doc.Name, Edit: text.Edit{Span: text.Span{Start: span.End - 1, End: span.End}, New: q}},
		}
	}
	return analysis.SuggestedFix{Title: "Put it in " + kind + " quotes", Edits: edits}, true
}
