package format

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
	"gopkg.in/yaml.v3"
)

// laws holds a text against all that is promised of every text.
func laws(t testing.TB, src []byte) {
	t.Helper()
	f := syntax.Parse(src, nil)
	edits, refused := whole(f, Options{})
	if refused > 0 {
		t.Errorf("%d entries would have become something else", refused)
	}
	now, err := text.Apply(src, edits)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(visible(src), visible(now)) {
		t.Fatalf("more than blanks changed:\n%s", cmp.Diff(string(src), string(now)))
	}
	was, errWas := documents(src)
	is, errIs := documents(now)
	if (errWas == nil) != (errIs == nil) || !reflect.DeepEqual(was, is) {
		t.Errorf("the meaning changed: %v, %v\n%s", errWas, errIs, cmp.Diff(string(src), string(now)))
	}
	again := syntax.Parse(now, nil)
	if more := File(again, Options{}); len(more) > 0 {
		twice, _ := text.Apply(now, more)
		t.Errorf("laid out twice it is something else again:\n%s", cmp.Diff(string(now), string(twice)))
	}
	for _, d := range []template.Delims{template.Dollar, template.Braces} {
		if diff := cmp.Diff(tags(src, d), tags(now, d)); diff != "" {
			t.Errorf("the templates of %s changed: %s", d.Open, diff)
		}
	}
}

// visible is a text without its blanks and line breaks.
func visible(src []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n", r) {
			return -1
		}
		return r
	}, src)
}

// documents decodes what comes before the first mistake.
func documents(src []byte) (all []any, err error) {
	d := yaml.NewDecoder(bytes.NewReader(src))
	for {
		var v any
		if err := d.Decode(&v); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return all, err
		}
		all = append(all, v)
	}
}

// tags are the tags that Porter finds when it loads a file.
func tags(src []byte, d template.Delims) (all []string) {
	found, _ := template.ScanFile(string(src), d)
	for _, tag := range found {
		all = append(all, tag.Span.Of(src))
	}
	return all
}

func TestLaws(t *testing.T) {
	for _, m := range manifests(t) {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			laws(t, m.Source)
		})
	}
}

// manifests are those of the corpora and of the bundles of other tests.
func manifests(t testing.TB) []corpus.Manifest {
	t.Helper()
	all := corpus.All(t)
	more, err := filepath.Glob("../../testdata/bundles/*/porter.yaml")
	if err != nil || len(more) == 0 {
		t.Fatalf("no bundles: %v", err)
	}
	for _, name := range more {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, corpus.Manifest{Name: name, Source: src})
	}
	return all
}

// A part of a file is laid out as it is in the whole file, and means the same with
// the rest as it was.
func TestRange(t *testing.T) {
	rounds := 3
	if corpus.Long() {
		rounds = 200
	}
	for _, m := range manifests(t) {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			f := syntax.Parse(m.Source, nil)
			all := map[text.Edit]bool{}
			for _, e := range File(f, Options{}) {
				all[e] = true
			}
			was, errWas := documents(m.Source)
			random := rand.New(rand.NewPCG(1, uint64(len(m.Source))))
			for range rounds {
				a, b := random.IntN(len(m.Source)+1), random.IntN(len(m.Source)+1)
				within := text.Span{Start: min(a, b), End: max(a, b)}
				edits := Range(f, within, Options{})
				lines := fullLines(f.Lines(), within)
				for _, e := range edits {
					if !all[e] || !lines.Covers(e.Span) {
						t.Errorf("in %v: %v %q is no part of the whole or beyond the lines %v", within, e.Span, e.New, lines)
					}
				}
				now, err := text.Apply(m.Source, edits)
				if err != nil {
					t.Fatal(err)
				}
				if is, errIs := documents(now); (errWas == nil) != (errIs == nil) || !reflect.DeepEqual(was, is) {
					t.Errorf("in %v the meaning changed: %v\n%s", within, errIs, cmp.Diff(string(m.Source), string(now)))
				}
			}
		})
	}
}

func FuzzFile(f *testing.F) {
	for _, m := range corpus.Own(f) {
		if len(m.Source) < 4000 {
			f.Add(m.Source)
		}
	}
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) < 1<<16 {
			laws(t, src)
		}
	})
}

var seeds = []string{
	"a:\n- b\n-   c: |2\n     x\n    d: 1 # e\n",
	"a: [b,\n  {c: d}, # e\n  f\n ]\nb: 'x\n\n   y'\n",
	"a: |+\n   x\n\n\n# b\nc: &d !!str e\n--- # f\n? g\n: h\n",
	"a: |\n  x",
}
