package format

import (
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// sure returns the edits of the entries that mean what they meant. That is all of
// them, unless there is a mistake in this package: then an author's file must not
// be what it is found out by. It also returns how many entries were left out.
func (p *printer) sure() (edits []text.Edit, refused int) {
	edits = p.edits()
	if len(edits) == 0 {
		return nil, 0
	}
	if same, ok := p.same(edits); !ok {
		return nil, 1
	} else if len(same) > 0 {
		p.drop(same)
		edits = p.edits()
		if again, ok := p.same(edits); !ok || len(again) > 0 {
			return nil, 1
		}
		return edits, len(same)
	}
	return edits, 0
}

func (p *printer) edits() []text.Edit {
	edits := make([]text.Edit, len(p.pieces))
	for i, e := range p.pieces {
		edits[i] = e.Edit
	}
	return edits
}

// drop gives up what was to change in some entries, which are in order.
func (p *printer) drop(entries []text.Span) {
	p.pieces = slices.DeleteFunc(p.pieces, func(e piece) bool {
		i := sort.Search(len(entries), func(i int) bool { return entries[i].End >= e.Span.End })
		return i < len(entries) && entries[i].Covers(e.Span)
	})
}

// same returns the outermost entries that the edits would make something else; ok
// is false where they change more than entries.
func (p *printer) same(edits []text.Edit) (other []text.Span, ok bool) {
	now, err := text.Apply(p.file.Source(), edits)
	if err != nil {
		return nil, false
	}
	f := syntax.Parse(now, p.file)
	was, is := p.file.Docs(), f.Docs()
	if len(was) != len(is) || len(f.Errors()) != len(p.file.Errors()) || !sameComments(p.file, f) {
		return nil, false
	}
	entry := 0
	for d := range was {
		if was[d].Style() != syntax.Block || was[d].Kind() != syntax.Mapping {
			if !equal(was[d], is[d]) {
				return nil, false
			}
			if was[d].Style() == syntax.Block {
				entry++
			}
			continue
		}
		if !alike(was[d], is[d]) {
			return nil, false
		}
		for i := range was[d].Len() {
			k, v := was[d].Pair(i)
			l, w := is[d].Pair(i)
			if !equal(k, l) || !equal(v, w) {
				other = append(other, p.entries[entry])
			}
			entry++
		}
	}
	return other, true
}

func sameComments(a, b *syntax.File) bool {
	return slices.EqualFunc(a.Comments(), b.Comments(), func(s, t text.Span) bool {
		return strings.TrimRight(s.Of(a.Source()), " \t") == strings.TrimRight(t.Of(b.Source()), " \t")
	})
}

// equal reports whether two nodes mean the same and are written in the same way.
func equal(a, b syntax.Node) bool {
	if a.Same(b) {
		return true
	}
	if !alike(a, b) {
		return false
	}
	switch a.Kind() {
	case syntax.Mapping:
		for i := range a.Len() {
			k, v := a.Pair(i)
			l, w := b.Pair(i)
			if !equal(k, l) || !equal(v, w) {
				return false
			}
		}
	case syntax.Sequence:
		for i := range a.Len() {
			if !equal(a.Item(i), b.Item(i)) {
				return false
			}
		}
	}
	return true
}

func alike(a, b syntax.Node) bool {
	return a.Kind() == b.Kind() && a.Style() == b.Style() && a.Len() == b.Len() && a.Value() == b.Value() &&
		a.Tag() == b.Tag() && a.Anchor() == b.Anchor()
}

// keepTemplates gives up the entries in which an edit would be within a template's
// tag, which stays as it is, byte for byte: one that goes over several lines, or
// one that is half-typed where YAML sees something else in it.
func (p *printer) keepTemplates() {
	torn := map[int]bool{}
	for _, tag := range templates(p.src) {
		i := sort.Search(len(p.pieces), func(i int) bool { return p.pieces[i].Span.End > tag.Start })
		if i == len(p.pieces) || p.pieces[i].Span.Start >= tag.End {
			continue
		}
		first := sort.Search(len(p.entries), func(i int) bool { return p.entries[i].End > tag.Start })
		for i := first; i < len(p.entries) && p.entries[i].Start < tag.End; i++ {
			torn[i] = true
		}
	}
	if len(torn) > 0 {
		var entries []text.Span
		for _, i := range slices.Sorted(maps.Keys(torn)) {
			entries = append(entries, p.entries[i])
		}
		p.drop(entries)
	}
}

// templates are the tags of a text with either kind of delimiter; one that is not
// closed reaches to the next end, as it does for Porter.
func templates(src string) (tags []text.Span) {
	for _, d := range [...]struct{ open, end string }{{"${", "}"}, {"{{", "}}"}} {
		for i := 0; ; {
			n := strings.Index(src[i:], d.open)
			if n < 0 {
				break
			}
			i += n
			end := len(src)
			if n := strings.Index(src[i:], d.end); n >= 0 {
				end = i + n + len(d.end)
			}
			if strings.HasPrefix(src[i+len(d.open):], "=") {
				end = len(src) // from here on tags have delimiters of the file's own
			}
			tags = append(tags, text.Span{Start: i, End: end})
			i = end
		}
	}
	return tags
}
