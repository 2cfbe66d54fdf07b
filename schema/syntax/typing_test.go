package syntax

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/schema/text"
)

// state is a text in the middle of an edit of one line.
type state struct {
	name string
	edit text.Edit
}

// states are what the line [start, end) may look like while it is typed or
// broken.
func states(r *rand.Rand, src string, start, end int) []state {
	line := src[start:end]
	indented := len(line) - len(strings.TrimLeft(line, " "))
	all := []state{
		{"deleted", text.Edit{Span: span(start, min(end+1, len(src)))}},
		{"emptied", text.Edit{Span: span(start, end)}},
		{"indented", text.Edit{Span: span(start, start), New: "  "}},
		{"tab", text.Edit{Span: span(start, start+indented), New: "\t"}},
	}
	if indented >= 2 {
		all = append(all, state{"dedented", text.Edit{Span: span(start, start+2)}})
	}
	for range 4 {
		if cut := indented + r.Intn(len(line)-indented+1); cut < len(line) {
			all = append(all, state{"typed", text.Edit{Span: span(start+cut, end)}})
		}
	}
	for i := range line {
		if strings.IndexByte("[]{}\"':", line[i]) >= 0 {
			all = append(all, state{"lost " + line[i:i+1], text.Edit{Span: span(start+i, start+i+1)}})
		}
	}
	for _, put := range []string{"\"", "'", "[", "{", ": ", "- "} {
		at := start + indented + r.Intn(len(line)-indented+1)
		all = append(all, state{"put " + put, text.Edit{Span: span(at, at), New: put}})
	}
	return all
}

// leaves returns what a tree says, scalar by scalar with its path; but for what
// is in skip. Offsets from at on are moved by by.
func leaves(f *File, skip text.Span, at, by int) map[string]bool {
	found := map[string]bool{}
	var walk func(n Node, path string)
	walk = func(n Node, path string) {
		s := n.Span()
		if n.g.coll == nil {
			if s.Start >= skip.Start && s.Start < skip.End {
				return
			}
			if s.Start >= at {
				s = s.Shift(by)
			}
			found[fmt.Sprintf("%s %v %q", path, s, n.Value())] = true
			return
		}
		for k, v := range n.Pairs() {
			walk(k, path+".")
			walk(v, path+"."+k.Value())
		}
		for i, item := range n.Items() {
			walk(item, fmt.Sprintf("%s[%d]", path, i))
		}
	}
	walk(f.Root(), "")
	return found
}

// sectionAt returns the section, from one column-0 key to the next, that holds
// the offset.
func sectionAt(f *File, off int) text.Span {
	s := span(0, len(f.src))
	for k := range f.Root().Pairs() {
		if at := k.Span().Start; at <= off {
			s.Start = at
		} else {
			s.End = at
			break
		}
	}
	return s
}

// TestTyping holds that a line that is being typed costs nothing outside the
// section it is in, and is not reported elsewhere.
func TestTyping(t *testing.T) {
	files := corpusFiles(t)
	var names []string
	for name, src := range files {
		f := Parse([]byte(src), nil)
		if strings.HasSuffix(name, "porter.yaml") && len(f.Errors()) == 0 && f.Root().Len() > 5 && len(src) > 1500 && len(src) < 9000 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	r := rand.New(rand.NewSource(4))
	total, lost, reported, bad := 0, 0, 0, 0
	for i := range 8 {
		name := names[i*len(names)/8]
		src := files[name]
		f := Parse([]byte(src), nil)
		for l := range f.Lines().Count() {
			line := f.Lines().Span(l)
			if line.Len() == 0 {
				continue
			}
			for _, st := range states(r, src, line.Start, line.End) {
				if st.edit.Span.Len() == 0 && st.edit.New == "" {
					continue
				}
				if r.Intn(4) > 0 {
					continue
				}
				total++
				if s := typing(f, st); s != "" {
					if strings.HasPrefix(s, "lost") {
						lost++
					} else {
						reported++
					}
					if bad++; bad <= 12 {
						t.Errorf("%s:%d %s %q: %s", name, l+1, st.name, src[line.Start:line.End], s)
					}
				}
			}
		}
	}
	t.Logf("%d states: %d lose something elsewhere, %d report something elsewhere", total, lost, reported)
}

// typing says what a state of a line costs elsewhere.
func typing(f *File, st state) string {
	now, err := text.Apply(f.src, []text.Edit{st.edit})
	if err != nil {
		return err.Error()
	}
	g := Parse(now, f)
	if len(g.Errors()) == 0 {
		return "" // valid; it means what it means
	}
	section := sectionAt(f, st.edit.Span.Start)
	by := len(now) - len(f.src)
	before := leaves(f, section, section.End, by)
	after := leaves(g, text.Span{}, 0, 0)
	for leaf := range before {
		if !after[leaf] {
			return fmt.Sprintf("lost %s", leaf)
		}
	}
	for _, e := range g.Errors() {
		if e.Span.Start < section.Start || e.Span.Start > section.End+by {
			return fmt.Sprintf("error %v %s", e.Span, e.Message)
		}
	}
	if s := sameAsAnew(g); s != "" {
		return s
	}
	return ""
}
