package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// migration is the edits that make a manifest of before 1.0.0 one of 1.x. ok is
// false where the result would not be one that Porter loads.
func migration(doc *analysis.Document, version string) (edits []text.Edit, ok bool) {
	e, ok := addTopLevel(doc, "", "schemaVersion: "+version+"\n")
	if !ok || len(doc.File.RootErrors()) > 0 {
		return nil, false
	}
	edits = []text.Edit{e}
	for _, sign := range doc.Manifest.OutdatedFields() {
		more, ok := modern(doc, sign)
		if !ok {
			return nil, false
		}
		edits = append(edits, more...)
	}
	slices.SortStableFunc(edits, func(a, b text.Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	after, err := text.Apply(doc.File.Source(), edits)
	if err != nil {
		return nil, false
	}
	file := syntax.Parse(after, nil)
	if len(file.RootErrors()) > 0 || len(manifest.Validate(manifest.Decode(file.Root(), nil), manifest.Options{})) > 0 {
		return nil, false
	}
	return edits, true
}

// modern is the edits that write what is out of date as it is written now.
func modern(doc *analysis.Document, sign manifest.Sign) ([]text.Edit, bool) {
	m := doc.Manifest
	switch sign.Kind {
	case manifest.TagSign:
		if m.Registry.Value == "" && m.Reference.Value == "" {
			return []text.Edit{{Span: sign.Span, New: "reference"}}, m.Root.Get("reference").IsZero()
		}
		return withoutField(doc, m.Root, "tag")
	case manifest.InvocationImageSign:
		return withoutField(doc, m.Root, "invocationImage")
	case manifest.DependenciesSign:
		return modernDependencies(doc)
	case manifest.DestinationSign:
		k, v := sign.In.Lookup("destination")
		return liftDestination(doc, sign.In, k, v)
	case manifest.ReferenceSign:
		return nestReference(doc, sign.In, sign.Span)
	case manifest.ImageSign:
		return nil, false // which part of the name is the tag is the author's to say
	}
	return nil, false
}

func withoutField(doc *analysis.Document, parent syntax.Node, name string) ([]text.Edit, bool) {
	k, v := parent.Lookup(name)
	e, ok := removeField(doc, parent, k, v)
	return []text.Edit{e}, ok
}

// liftDestination writes a parameter's env and path as its own fields.
func liftDestination(doc *analysis.Document, parameter, key, value syntax.Node) ([]text.Edit, bool) {
	if parameter.Style() != syntax.Block || value.Kind() != syntax.Mapping || key.Tag() != "" || key.Anchor() != "" {
		return nil, false
	}
	lines := doc.File.Lines()
	at := key.Span().Start
	indent := at - lines.Span(lines.Line(at)).Start
	var fields []string
	for k, v := range value.Pairs() {
		known := k.Value() == "env" || k.Value() == "path"
		if !known || !parameter.Get(k.Value()).IsZero() || v.Kind() != syntax.Scalar || v.Style() == syntax.Literal || v.Style() == syntax.Folded {
			return nil, false
		}
		fields = append(fields, k.Value()+": "+v.Span().Of(doc.File.Source()))
	}
	between := analysis.LineBreak(doc.File.Source(), lines.Span(lines.Line(at)).End) + strings.Repeat(" ", indent)
	return []text.Edit{{Span: text.Span{Start: at, End: value.Span().End}, New: strings.Join(fields, between)}}, len(fields) > 0
}

// nestReference writes the reference of a dependency, whose key is at a place,
// below bundle.
func nestReference(doc *analysis.Document, dependency syntax.Node, at text.Span) ([]text.Edit, bool) {
	const by = 2
	src, lines := doc.File.Source(), doc.File.Lines()
	key := at.Of(src)
	_, value := dependency.Lookup(key)
	line := lines.Line(at.Start)
	if dependency.Style() != syntax.Block || value.Style() == syntax.Literal || value.Style() == syntax.Folded ||
		value.IsZero() || lines.Line(value.Span().Start) != line || lines.Line(lastByte(src, value.Span())) != line {
		return nil, false
	}
	column := at.Start - lines.Span(line).Start
	nested := "bundle:" + analysis.LineBreak(src, lines.Span(line).End) + strings.Repeat(" ", column+by) + "reference"
	return []text.Edit{{Span: at, New: nested}}, true
}

// modernDependencies writes dependencies as entries of requires.
func modernDependencies(doc *analysis.Document) ([]text.Edit, bool) {
	const by = 2
	key, list := doc.Manifest.Root.Lookup("dependencies")
	if list.Style() != syntax.Block || key.Span().Len() != len("dependencies") {
		return nil, false
	}
	src, lines := doc.File.Source(), doc.File.Lines()
	line := lines.Line(key.Span().Start)
	breaks := analysis.LineBreak(src, lines.Span(line).End)
	at := key.Span().End + 1 // behind the colon
	edits := []text.Edit{{Span: text.Span{Start: at, End: at}, New: breaks + "  requires:"}}
	for line++; line <= lines.Line(lastByte(src, list.Span())); line++ {
		if s := lines.Span(line); strings.TrimSpace(s.Of(src)) != "" {
			edits = append(edits, text.Edit{Span: text.Span{Start: s.Start, End: s.Start}, New: "  "})
		}
	}
	column := func(n syntax.Node) int {
		return n.Span().Start - lines.Span(lines.Line(n.Span().Start)).Start
	}
	reference := func(dependency syntax.Node) bool {
		found := 0
		for k := range dependency.Pairs() {
			if k.Value() == "tag" || k.Value() == "reference" {
				found++
				edits = append(edits, text.Edit{Span: k.Span(), New: "bundle:" + breaks + strings.Repeat(" ", column(k)+2*by) + "reference"})
			}
		}
		if found == 0 {
			return dependency.Get("bundle").Kind() == syntax.Mapping
		}
		return found == 1 && dependency.Style() == syntax.Block
	}
	for _, item := range list.Items() {
		if !reference(item) {
			return nil, false
		}
	}
	for k, v := range list.Pairs() {
		if !reference(v) || column(v) != column(k)+by || !v.Get("name").IsZero() {
			return nil, false
		}
		edits = append(edits, text.Edit{Span: text.Span{Start: k.Span().Start, End: k.Span().Start}, New: "- name: "})
		if end := k.Span().End; end < len(src) && src[end] == ':' {
			edits = append(edits, text.Edit{Span: text.Span{Start: end, End: end + 1}})
		}
	}
	return edits, true
}
