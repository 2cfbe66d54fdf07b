package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// shallow is a run of keys that nobody reads right behind one that is left empty
// and takes them all: they were to stand within it. That is one mistake, however
// many keys there are.
type shallow struct {
	parent, owner syntax.Node
	first, last   int // the pairs of the parent that were to stand within the owner
}

// shallowRun returns the run of unknown keys that one of them stands in; ok is
// false where it stands in none.
func shallowRun(p *analysis.Pass, m misfit, unknown map[syntax.Node]bool) (r shallow, ok bool) {
	at := -1
	path := m.Path[:len(m.Path)-1]
	r.parent = valueAt(p.Bundle.Manifest.Manifest.Root, path)
	for i := range r.parent.Len() {
		if k, _ := r.parent.Pair(i); k == m.Node {
			at = i
		}
	}
	if at < 1 {
		return r, false
	}
	for r.first = at; r.first > 0 && unknown[keyAt(r.parent, r.first-1)]; r.first-- {
	}
	for r.last = at; r.last+1 < r.parent.Len() && unknown[keyAt(r.parent, r.last+1)]; r.last++ {
	}
	if r.first == 0 {
		return r, false
	}
	var value syntax.Node
	r.owner, value = r.parent.Pair(r.first - 1)
	if r.owner.Kind() != syntax.Scalar || value.Kind() != syntax.Scalar || value.Data() != nil || value.Anchor() != "" {
		return r, false
	}
	field := p.Schema().At(append(slices.Clip(path), syntax.Step{Key: r.owner.Value(), Index: -1}))
	if field.IsZero() || !slices.Contains(field.Types, "object") {
		return r, false
	}
	for i := r.first; i <= r.last; i++ {
		k, v := r.parent.Pair(i)
		if child := field.Child(k.Value()); child.IsZero() || len(child.Check(v)) > 0 {
			return r, false
		}
	}
	return r, true
}

func keyAt(mapping syntax.Node, i int) syntax.Node {
	k, _ := mapping.Pair(i)
	return k
}

// unknownKeys are the keys that nobody reads and that are this rule's to report.
func unknownKeys(found []misfit) map[syntax.Node]bool {
	var unknown map[syntax.Node]bool
	for _, m := range found {
		if m.Kind == schema.Unknown && !m.otherRule() {
			if unknown == nil {
				unknown = map[syntax.Node]bool{}
			}
			unknown[m.Node] = true
		}
	}
	return unknown
}

func reportShallow(p *analysis.Pass, m misfit, r shallow) {
	doc := p.Bundle.Manifest
	var names []string
	for i := r.first; i <= r.last; i++ {
		names = append(names, fmt.Sprintf("%q", keyAt(r.parent, i).Value()))
	}
	stand, them := "it stands", "it"
	if len(names) > 1 {
		stand, them = "they stand", "them"
	}
	p.ReportDiagnostic(analysis.Diagnostic{
		Span: m.Node.TextSpan(),
		Message: fmt.Sprintf("%s passes over %s: %s beside %q, which is left empty; indent %s to stand within it",
			m.reader(), enumerate(names), stand, r.owner.Value(), them),
		Related: []analysis.Related{{File: doc.Name, Span: r.owner.Span(), Message: "what is left empty"}},
		Fixes:   r.indent(doc),
	})
}

// indent is the fix that moves the keys into what is left empty; none where more
// is needed for that than blanks.
func (r *shallow) indent(doc *analysis.Document) []analysis.SuggestedFix {
	src, lines := doc.File.Source(), doc.File.Lines()
	_, value := r.parent.Pair(r.first - 1)
	if r.parent.Style() != syntax.Block || value.Style() != syntax.Missing {
		return nil
	}
	from := lines.Line(keyAt(r.parent, r.first).Span().Start)
	k, v := r.parent.Pair(r.last)
	to := lines.Line(max(k.Span().End, lastByte(src, v.Span())))
	if from == lines.Line(r.owner.Span().Start) {
		return nil
	}
	var edits []text.Edit
	by := strings.Repeat(" ", stepIndent(doc))
	for line := from; line <= to; line++ {
		if s := lines.Span(line); strings.TrimSpace(s.Of(src)) != "" {
			edits = append(edits, text.Edit{Span: text.Span{Start: s.Start, End: s.Start}, New: by})
		}
	}
	fixes := editFix(doc, fmt.Sprintf("Indent to stand within %q", r.owner.Value()), edits...)
	fixes[0].Unsafe = true // what was passed over is used from then on
	return fixes
}
