package analysis

import (
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Remembered is what a rule finds in a part of a document where that depends on
// nothing but what is written in the part, and on a key. It is found out once
// for all versions of the document that an edit leaves the part alone in. A Remembered
// itself holds nothing and may be a package's variable.
type Remembered[K comparable] struct{ memo syntax.Memo[K, []Diagnostic] }

// Report reports what find reports of a mapping or a sequence, or what it
// reported of it before. It must ask neither the Inputs nor the Bundle's files,
// nor look at anything outside of the node, but for what the key says.
func (l *Remembered[K]) Report(p *Pass, n syntax.Node, key K, find func(*Pass)) {
	start := n.Span().Start
	if known, ok := l.memo.Get(n, key); ok {
		for i := range known {
			p.ReportDiagnostic(moved(known[i], p.Document.Name, start))
		}
		return
	}
	if p.apart == nil {
		p.apart = newRecording(p)
	}
	found := p.apart.of(find)
	local := true
	for _, d := range found {
		p.report(d)
		local = local && isWithin(d, p.Document.Name, n.Span())
	}
	if !local {
		return
	}
	var kept []Diagnostic
	for _, d := range found {
		kept = append(kept, moved(d, "", -start))
	}
	l.memo.Put(n, key, kept)
}

// recording is a copy of a rule's Pass that keeps what is reported. One serves for
// all parts of the document.
type recording struct {
	pass  Pass
	found []Diagnostic
}

func newRecording(p *Pass) *recording {
	r := &recording{pass: *p}
	r.pass.report = func(d Diagnostic) { r.found = append(r.found, d) }
	return r
}

func (r *recording) of(find func(*Pass)) []Diagnostic {
	r.found = nil
	find(&r.pass)
	return r.found
}

// isWithin reports whether all that a finding speaks of stands in a part of a
// file.
func isWithin(d Diagnostic, file string, part text.Span) bool {
	return d.File == file && part.Covers(d.Span) &&
		!slices.ContainsFunc(d.Related, func(r Related) bool { return r.File != file || !part.Covers(r.Span) }) &&
		!slices.ContainsFunc(d.Fixes, func(f SuggestedFix) bool {
			return len(f.Creates) > 0 || slices.ContainsFunc(f.Edits, func(e FileEdit) bool { return e.File != file || !part.Covers(e.Edit.Span) })
		})
}

// moved returns a finding that is all in one file as one in another version of
// it. It shares nothing with the first, whose texts may be cut from its file's.
func moved(d Diagnostic, to string, by int) Diagnostic {
	d.File, d.Span, d.Message = to, d.Span.Shift(by), strings.Clone(d.Message)
	d.Related = slices.Clone(d.Related)
	for i := range d.Related {
		r := &d.Related[i]
		r.File, r.Span, r.Message = to, r.Span.Shift(by), strings.Clone(r.Message)
	}
	d.Fixes = slices.Clone(d.Fixes)
	for i := range d.Fixes {
		f := &d.Fixes[i]
		f.Title, f.Edits = strings.Clone(f.Title), slices.Clone(f.Edits)
		for j := range f.Edits {
			e := &f.Edits[j]
			e.File, e.Edit.Span, e.Edit.New = to, e.Edit.Span.Shift(by), strings.Clone(e.Edit.New)
		}
	}
	return d
}
