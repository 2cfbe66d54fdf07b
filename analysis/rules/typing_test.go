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

// TestTyping types every line of the good examples anew, some bytes at a time,
// with PORTER_LS_LONG set byte by byte. While a line does not parse, nothing but
// the syntax error may be reported outside the section that it is in: a neighbour
// that became unreadable is no reason.
func TestTyping(t *testing.T) {
	step := 3
	if corpus.Long() {
		step = 1
	}
	typing := map[string]example{}
	for _, rule := range All() {
		_, all := examples(t, rule.Name)
		for _, e := range all {
			// Who types does not see what the installed mixins of an example say.
			if !e.bad && e.installed() == nil {
				typing[rule.Name+"/"+e.name] = e
			}
		}
	}
	hello, err := os.ReadFile("../../testdata/bundles/hello/porter.yaml")
	if err != nil {
		t.Fatal(err)
	}
	typing["hello"] = example{src: hello}
	for name, e := range typing {
		states, src := 0, e.src
		for start := 0; start < len(src); {
			end := len(src)
			if i := bytes.IndexByte(src[start:], '\n'); i >= 0 {
				end = start + i
			}
			for at := start; at < end; at += step {
				half := append(append([]byte{}, src[:at]...), src[end:]...)
				if typed(t, name, e, half, at) {
					states++
				}
			}
			start = end + 1
		}
		t.Logf("%s: %d states that do not parse", name, states)
	}
}

// typed checks one half-typed state of an example and reports whether it has a
// syntax error.
func typed(t *testing.T, name string, e example, src []byte, at int) bool {
	t.Helper()
	b := e.bundle(src)
	doc := b.Manifest
	if len(doc.File.RootErrors()) == 0 {
		return false
	}
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
			if typed(t, m.Name, example{src: m.Source}, slices.Concat(m.Source[:at], m.Source[end:]), at) {
				broken++
			}
		}
	}
	t.Logf("%d states, %d of them do not parse", states, broken)
}
