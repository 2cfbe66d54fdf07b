package rules

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// quiet knows which parts of a half-typed manifest cannot be relied on: what is
// defined there is not known, and what is used there is not finished.
type quiet struct {
	all      bool // a top-level key itself is unreadable: nothing is known
	sections map[string]bool
}

// silence is what unreadable says of the manifest that a pass looks at.
var silence = analysis.NewFact(func(p *analysis.Pass) quiet { return unreadable(p.Document.File) })

// unreadable looks where the file's syntax errors are.
func unreadable(f *syntax.File) quiet {
	q := quiet{sections: map[string]bool{}}
	if analysis.Binary(f) || !manifest.IsBundle(f.Root()) {
		q.all = true
	}
	// Between braces the indentation says nothing about where a section ends.
	if f.Root().Style() == syntax.Flow && len(f.RootErrors()) > 0 {
		q.all = true
	}
	for _, e := range f.RootErrors() {
		var key, value syntax.Node
		for k, v := range f.Root().Pairs() {
			if k.Span().Start > e.Span.Start {
				break
			}
			key, value = k, v
		}
		behindKey := f.Lines().Line(key.Span().Start) == f.Lines().Line(e.Span.Start) &&
			e.Span.Start >= key.Span().End && e.Code != syntax.MissingColon
		if key.IsZero() || behindKey && !isName(key) || !behindKey && (closed(value, e) || misplaced(f, value, e) || !insideSection(f, e.Span.Start)) {
			q.all = true
		}
		q.sections[key.Value()] = true
	}
	return q
}

// isName reports whether a key with a mistake behind it can be taken at its
// word. One that is neither a field nor looks like an action's name may well have
// lost its colon and reach up to another one.
func isName(key syntax.Node) bool {
	return manifest.IsField(key.Value()) || !strings.ContainsAny(key.Value(), " \t[]{},:\"'")
}

// closed reports whether a section's value is text or in brackets and ends
// before an error: what is indented below it then belongs to a key that is still
// to come, or that has lost its name.
func closed(section syntax.Node, e syntax.Error) bool {
	switch section.Style() {
	case syntax.Missing, syntax.Block:
		return false
	case syntax.Flow:
		return e.Span.Start >= section.Span().End
	}
	return true
}

// misplaced reports whether an error is about indentation and its line may well
// be another section's than the one that it stands in: a section's key that
// moved, an item of a list where there is none, or keys in line with a list's
// items or less deep than the rest of a map, whose own section has lost its key.
func misplaced(f *syntax.File, section syntax.Node, e syntax.Error) bool {
	if e.Code != syntax.BadIndent && e.Code != syntax.TabIndent {
		return false
	}
	line := f.Lines().Span(f.Lines().Line(e.Span.Start)).Of(f.Source())
	what := strings.TrimLeft(line, " \t")
	if strings.HasPrefix(what, "-") {
		return section.Kind() == syntax.Mapping
	}
	indent := len(line) - len(what)
	if section.Style() == syntax.Block {
		at := f.Lines().Span(f.Lines().Line(section.Span().Start))
		column := section.Span().Start - at.Start
		if indent < column || indent == column && section.Kind() == syntax.Sequence {
			return true
		}
	}
	what, _, _ = strings.Cut(what, " #")
	return indent <= 2 && strings.HasSuffix(strings.TrimRight(what, " "), ":")
}

// insideSection reports whether the line of an offset is indented or a list
// item, so that it belongs to the top-level key above it. Below an empty line
// that is not sure: the key may be about to be typed there.
func insideSection(f *syntax.File, off int) bool {
	n := f.Lines().Line(off)
	line := f.Lines().Span(n).Of(f.Source())
	if line == "" || line[0] != ' ' && line[0] != '\t' && line[0] != '-' {
		return false
	}
	return n == 0 || strings.TrimSpace(f.Lines().Span(n-1).Of(f.Source())) != ""
}

// section reports whether to be silent about a top-level key and what is in it.
func (q quiet) section(key string) bool { return q.all || q.sections[key] }

// anyAction reports whether the steps of any action are unreadable.
func (q quiet) anyAction(d *analysis.Document) bool {
	for _, a := range d.Manifest.Actions {
		if q.section(a.Name.Value) {
			return true
		}
	}
	return q.all
}
