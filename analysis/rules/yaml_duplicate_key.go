package rules

import (
	"fmt"
	"slices"
	"sort"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func yamlDuplicateKey() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "yaml-duplicate-key",
		Doc: `A key is in its map twice.

YAML does not say which of the two would count, so Porter refuses the manifest. Remove one, or put what stands below both into one.`,
		Severity: analysis.Error,
		Legacy:   true,
		Run:      runYAMLDuplicateKey,
	}
}

func runYAMLDuplicateKey(p *analysis.Pass) {
	doc := p.Document
	errs := doc.File.RootErrors()
	if doc.Kind == analysis.Foreign || analysis.Binary(doc.File) {
		return
	}
	for _, e := range errs {
		if e.Code != syntax.DuplicateKey || repeatsBroken(doc.File, e, errs) {
			continue
		}
		d := analysis.Diagnostic{Span: e.Span, Message: e.Message}
		if parent, i, first := repeated(doc.File.Root(), e.Span); !parent.IsZero() {
			key, value := parent.Pair(i)
			firstKey, firstValue := parent.Pair(first)
			d.Message = fmt.Sprintf("the key %s is in this map twice, and Porter refuses the manifest: remove one, or put both together", key.Value())
			d.Related = []analysis.Related{{File: doc.Name, Span: firstKey.Span(), Message: "it is here already"}}
			src := doc.File.Source()
			if edit, ok := removeField(doc, parent, key, value); ok && !anchored(value) {
				d.Fixes = editFix(doc, fmt.Sprintf("Remove the second %s", key.Value()), edit)
				d.Fixes[0].Unsafe = value.Span().Of(src) != firstValue.Span().Of(src)
			}
		}
		p.ReportDiagnostic(d)
	}
}

// repeated finds the pair whose key has a place, and the first one with the same
// key; the zero Node where the tree has no such pair.
func repeated(root syntax.Node, key text.Span) (parent syntax.Node, second, first int) {
	for n := root; !n.IsZero(); n = childAround(n, key.Start) {
		for i := range n.Len() {
			if n.Kind() != syntax.Mapping {
				break
			}
			k, _ := n.Pair(i)
			if k.Span() != key {
				continue
			}
			for j := range i {
				if other, _ := n.Pair(j); other.Value() == k.Value() {
					return n, i, j
				}
			}
		}
	}
	return syntax.Node{}, 0, 0
}

// childAround returns the value or item of a node that an offset lies in, the
// zero Node where there is none.
func childAround(n syntax.Node, off int) syntax.Node {
	value := func(i int) syntax.Node {
		if n.Kind() == syntax.Mapping {
			_, v := n.Pair(i)
			return v
		}
		return n.Item(i)
	}
	i := sort.Search(n.Len(), func(i int) bool { return off < value(i).Span().End })
	if i < n.Len() && value(i).Span().Start <= off {
		return value(i)
	}
	return syntax.Node{}
}

// anchored reports whether something within a node has a name that aliases may
// call it by.
func anchored(n syntax.Node) bool {
	if n.Anchor() != "" {
		return true
	}
	for k, v := range n.Pairs() {
		if k.Anchor() != "" || anchored(v) {
			return true
		}
	}
	for _, item := range n.Items() {
		if anchored(item) {
			return true
		}
	}
	return false
}

// repeatsBroken reports whether a top-level key is there twice only because
// another line moved or lost its dash: the key that it repeats has a section
// that cannot be read either, and may be no section at all.
func repeatsBroken(f *syntax.File, repeated syntax.Error, errs []syntax.Error) bool {
	name := repeated.Span.Of(f.Source())
	var section text.Span // from the first such key up to the next one
	for k := range f.Root().Pairs() {
		at := k.Span()
		if section.Start < section.End && section.End == len(f.Source()) {
			section.End = at.Start
		}
		if at == repeated.Span {
			break
		}
		if at.Of(f.Source()) == name {
			section = text.Span{Start: at.Start, End: len(f.Source())}
		}
	}
	return section.Len() > 0 && slices.ContainsFunc(errs, func(e syntax.Error) bool {
		return e.Code != syntax.DuplicateKey && section.Start <= e.Span.Start && e.Span.Start < section.End
	})
}
