package rules

import (
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// templateRules are about what templates name, and what becomes of it.
func templateRules() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		braceBehindTemplate(),
		legacyTemplate(),
		multilineInTemplate(),
		objectInQuotes(),
		outOfScopeReference(),
		outputBeforeProducer(),
		outputOnlyInSection(),
		pathInsteadOfValue(),
		shellVariableInTemplate(),
		templateOutsideStep(),
		undefinedReference(),
	}
}

// spot is a template tag of a step with the place in the step that it stands
// in.
type spot struct {
	symbols.Use
	scalar syntax.Node // what holds the tag; the zero Node where that is a comment
	key    bool        // the scalar is a map's key
	step   *manifest.Step
	mixin  string
	field  string // the key right below the mixin that the scalar is at or below
	name   string // the innermost key above the scalar
	at     int    // where the scalar stands in the innermost list above it
}

// reads reports whether the tag is replaced by a value when the step is
// rendered, whatever the rest of the step is.
func (s *spot) reads() bool {
	return (s.Kind == template.Variable || s.Kind == template.Raw) && s.Closed && !s.Conditional
}

// names reports whether the tag names something of a kind that the bundle has,
// and returns the name.
func (s *spot) names(section string) (name string, ok bool) {
	if s.Len() < 3 || s.Segment(0).Name != "bundle" || s.Segment(1).Name != section {
		return "", false
	}
	return s.Segment(2).Name, true
}

// spots are the tags of all steps that can be read, in source order.
var spots = analysis.NewFact(func(p *analysis.Pass) []spot {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	all := make([]spot, 0, doc.Symbols.UseCount())
	for u := range doc.Symbols.Uses() {
		all = append(all, spot{Use: u})
	}
	rest := all
	for i := range doc.Manifest.Actions {
		a := &doc.Manifest.Actions[i]
		for j := range a.Steps {
			s := &a.Steps[j]
			n := 0
			for n < len(rest) && rest[n].Step == s.Index && rest[n].Action == a.Name.Value {
				n++
			}
			if n == 0 {
				continue
			}
			for i := range n {
				rest[i].step, rest[i].mixin = s, s.Mixin.Value
			}
			w := placing{tags: rest[:n]}
			w.node(s.Body, fieldPlace{})
			rest = rest[n:]
		}
	}
	kept := all[:0]
	for _, s := range all {
		if !silent.section(s.Action) && (s.Kind == template.Comment || !halfTyped(s.Use)) {
			kept = append(kept, s)
		}
	}
	return kept
})

// entries are the definitions that count, by name.
type entries struct {
	parameters  map[string]*manifest.Parameter
	credentials map[string]*manifest.Credential
	outputs     map[string]*manifest.Output // those of persistent parameters too
}

var defined = analysis.NewFact(func(p *analysis.Pass) *entries {
	m := p.Bundle.Manifest.Manifest
	e := &entries{
		make(map[string]*manifest.Parameter, len(m.Parameters)),
		make(map[string]*manifest.Credential, len(m.Credentials)),
		make(map[string]*manifest.Output, len(m.Outputs)),
	}
	outputs := m.Outputs
	for i := range m.Parameters {
		e.parameters[m.Parameters[i].Name.Value] = &m.Parameters[i]
		if m.Parameters[i].Persistent {
			outputs = nil
		}
	}
	for i := range m.Credentials {
		e.credentials[m.Credentials[i].Name.Value] = &m.Credentials[i]
	}
	if outputs == nil {
		outputs = m.BundleOutputs()
	}
	for i := range outputs {
		e.outputs[outputs[i].Name.Value] = &outputs[i]
	}
	return e
})

// fieldPlace is where in a step something stands.
type fieldPlace struct {
	field, name string
	at          int
}

// placing finds the scalars of a step's tags. The tags are in source order, as
// the walk is.
type placing struct {
	tags []spot
}

func (w *placing) node(n syntax.Node, at fieldPlace) {
	switch n.Kind() {
	case syntax.Mapping:
		for k, v := range n.Pairs() {
			w.scalar(k, at, true)
			in := fieldPlace{at.field, k.Value(), 0}
			if at.field == "" {
				in.field = k.Value()
			}
			w.node(v, in)
		}
	case syntax.Sequence:
		for i, item := range n.Items() {
			at.at = i
			w.node(item, at)
		}
	case syntax.Scalar:
		w.scalar(n, at, false)
	}
}

// scalar gives the tags within a scalar their place. Those before it stand in
// comments.
func (w *placing) scalar(n syntax.Node, at fieldPlace, key bool) {
	span := n.Span()
	for len(w.tags) > 0 && w.tags[0].Span.Start < span.End {
		if s := &w.tags[0]; s.Span.Start >= span.Start && !s.Comment {
			s.scalar, s.key = n, key
			s.field, s.name, s.at = at.field, at.name, at.at
		}
		w.tags = w.tags[1:]
	}
}

// inShell reports whether a shell reads the text that the tag stands in: the
// script of a bash -c.
func (s *spot) inShell() bool {
	if s.mixin != "exec" || s.key || !isShell(s.step.Body.Get("command").Value()) {
		return false
	}
	switch s.field {
	case "flags":
		return s.name == "c"
	case "arguments":
		if s.at == 0 {
			return false
		}
		flag := s.step.Body.Get("arguments").Item(s.at - 1).Value()
		return len(flag) > 1 && flag[0] == '-' && flag[1] != '-' && flag[len(flag)-1] == 'c'
	}
	return false
}

func isShell(command string) bool {
	switch command {
	case "bash", "sh", "/bin/bash", "/bin/sh", "/usr/bin/bash", "dash", "ash", "zsh", "ksh":
		return true
	}
	return false
}

// inComment adds to a message, and to the finding, that the tag stands in a
// comment, which only Porter renders.
func inComment(u symbols.Use, d *analysis.Diagnostic) {
	if u.Comment {
		d.Target = analysis.Porter
		d.Message += " (Porter 1.x renders the comments in steps too)"
	}
}

// change is a fix of one edit.
func change(doc *analysis.Document, title string, span text.Span, to string) analysis.SuggestedFix {
	return editFix(doc, title, text.Edit{Span: span, New: to})[0]
}
