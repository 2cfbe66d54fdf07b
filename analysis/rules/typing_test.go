package rules

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// TestTyping types every line of the good examples anew, byte by byte. While a
// line does not parse, nothing but the syntax error may be reported outside the
// section that it is in: a neighbour that became unreadable is no reason.
func TestTyping(t *testing.T) {
	sources := map[string][]byte{}
	files := map[string]string{} // what the example is called as a file
	for _, rule := range All() {
		_, all := examples(t, rule.Name)
		for _, e := range all {
			// Who types does not see what the installed mixins of an example say.
			if !e.bad && e.installed() == nil {
				name := rule.Name + "/" + e.name
				sources[name], files[name] = e.src, e.document(e.src).Name
			}
		}
	}
	hello, err := os.ReadFile("../../testdata/bundles/hello/porter.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sources["hello"], files["hello"] = hello, "porter.yaml"
	for name, src := range sources {
		states := 0
		for start := 0; start < len(src); {
			end := len(src)
			if i := bytes.IndexByte(src[start:], '\n'); i >= 0 {
				end = start + i
			}
			for at := start; at < end; at++ {
				half := append(append([]byte{}, src[:at]...), src[end:]...)
				if typed(t, name, files[name], half, at) {
					states++
				}
			}
			start = end + 1
		}
		t.Logf("%s: %d states that do not parse", name, states)
	}
}

// typed checks one half-typed state of a file and reports whether it has a syntax
// error.
func typed(t *testing.T, name, file string, src []byte, at int) bool {
	t.Helper()
	doc := analysis.Parse(file, src, nil)
	if len(doc.File.RootErrors()) == 0 {
		return false
	}
	b := &analysis.Bundle{Manifest: doc}
	section := sectionAt(doc.File, at)
	for _, d := range checked(b) {
		if d.Rule != "yaml-syntax" && sectionAt(doc.File, d.Span.Start) != section {
			t.Errorf("%s: typing at %d leads to %s %s\n%s", name, at, place(b, d.File, d.Span), d.Message, src)
			return true
		}
	}
	return true
}

func sectionAt(f *syntax.File, off int) string {
	section := ""
	for k := range f.Root().Pairs() {
		if k.Span().Start > off {
			break
		}
		section = k.Value()
	}
	return section
}

// TestCorpusTyping does the same with places in whole manifests that have no
// findings, spread evenly.
func TestCorpusTyping(t *testing.T) {
	states, broken := 0, 0
	for _, m := range corpus.Some(t, 60) {
		b := &analysis.Bundle{Manifest: analysis.Parse(m.Name, m.Source, nil)}
		if m.Says != nil && !m.Says.Loads() || len(checked(b)) > 0 {
			continue
		}
		stride := max(61, len(m.Source)/100)
		for at := stride; at < len(m.Source); at += stride {
			end := len(m.Source)
			if i := bytes.IndexByte(m.Source[at:], '\n'); i >= 0 {
				end = at + i
			}
			states++
			if typed(t, m.Name, "porter.yaml", slices.Concat(m.Source[:at], m.Source[end:]), at) {
				broken++
			}
		}
	}
	t.Logf("%d states, %d of them do not parse", states, broken)
}
