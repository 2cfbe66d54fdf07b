package ide_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/text"
)

// installed has one mixin, of whose schema the words are its author's.
type installed struct{ analysis.Offline }

func (installed) MixinInstalled(string) (string, analysis.Known) { return "v2.1.0", analysis.Value }

func (installed) MixinSchema(string) ([]byte, string, analysis.Known) {
	return []byte(`{"description": "Does [things](http://example.com)", "definitions": {"installStep": {"type": "object",
		"properties": {"mine": {"description": "One *step*", "type": "object", "properties": {
			"size": {"description": "How **large**, <b>in</b> bytes", "enum": ["small", "large"], "default": "small"}}}}}}}`), "v2.1.0", analysis.Value
}

// What an installed mixin prints of itself is shown, as somebody else's words.
func TestHoverInstalledMixin(t *testing.T) {
	src := "schemaVersion: 1.0.1\nname: a\nmixins: [mine]\ninstall:\n  - mine:\n      size: large\n"
	alone := *viewOf(t, []byte(src), nil)
	alone.Inputs = installed{}
	v := ide.NewView(alone)
	for at, want := range map[string][]string{
		"mine]":   {`Does \[things\](http\://example.com)`, "Installed: `v2.1.0`", "the installed version prints"},
		"mine:":   {`One \*step\*`, "Declared on line 3"},
		"size":    {`How \*\*large\*\*, \<b\>in\</b\> bytes`, "One of `small`, `large`", "Default: `small`"},
		"large\n": {"One of `small`, `large`"},
	} {
		h, ok := ide.Hover(v, strings.Index(src, at))
		if !ok {
			t.Errorf("nothing is said of %q", at)
			continue
		}
		for _, words := range want {
			if !strings.Contains(h.Text.Markdown(), words) {
				t.Errorf("%q is not said of %q, but\n%s", words, at, h.Text.Markdown())
			}
		}
	}
}

// What is sensitive is shown nowhere, wherever the cursor is.
func TestHoverKeepsSecrets(t *testing.T) {
	src := `schemaVersion: 1.0.1
name: a
version: 0.1.0
registry: localhost:5000
mixins: [exec]
parameters:
  - {name: p, type: string, sensitive: true, default: S3CRET-1, const: S3CRET-1, enum: [S3CRET-1]}
  - name: o
    type: object
    sensitive: true
    default: {user: S3CRET-2}
    properties: {user: {type: string}}
outputs:
  - {name: out, type: string, sensitive: true, default: S3CRET-3}
install:
  - exec:
      command: bash
      arguments: ["${ bundle.parameters.p } ${ bundle.parameters.o.user }", "${ bundle.parameters.o }${ bundle.outputs.out }", "${ env.P } $P"]
`
	v := viewOf(t, []byte(src), nil)
	said := 0
	for off := range len(src) + 1 {
		if h, ok := ide.Hover(v, off); ok {
			said++
			for _, shown := range []string{h.Text.Markdown(), h.Text.Plain()} {
				if strings.Contains(shown, "S3CRET") {
					t.Fatalf("at %.20q a secret is shown: %s", src[off:], shown)
				}
			}
		}
	}
	if said < len(src)/2 {
		t.Errorf("something is said at only %d of %d places", said, len(src))
	}
}

// Everywhere in every manifest, and in half-typed states of it: nothing panics, and
// what is said is about the place.
func TestEverywhere(t *testing.T) {
	library := schema.NewLibrary()
	step, states := 11, 2
	if corpus.Long() {
		step, states = 1, 20
	}
	for _, m := range corpus.Some(t, 40) {
		for i, src := range damaged(m.Source, states) {
			v := viewOf(t, src, library)
			if v.Document.Kind == analysis.Foreign {
				continue
			}
			for off := i % step; off <= len(src); off += step {
				if h, ok := ide.Hover(v, off); ok && (!inside(h.Span, src) || !h.Span.Contains(off)) {
					t.Errorf("%s: what is said at %d is about %v", m.Name, off, h.Span)
				}
			}
			whole := text.Span{Start: 0, End: len(src)}
			for _, h := range ide.Hints(v, whole, ide.AllHints()) {
				if h.Offset < 0 || h.Offset > len(src) || h.Label == "" {
					t.Errorf("%s: a hint %q at %d", m.Name, h.Label, h.Offset)
				}
				written(t, library, m.Name, src, h)
			}
			for _, l := range ide.Links(v) {
				if !inside(l.Span, src) || l.Target == "" {
					t.Errorf("%s: a link to %q at %v", m.Name, l.Target, l.Span)
				}
			}
		}
	}
}

func inside(s text.Span, src []byte) bool {
	return 0 <= s.Start && s.Start <= s.End && s.End <= len(src)
}

// written holds that a hint that is written into the file is gone from it, and that
// the file can be read as before.
func written(t *testing.T, library *schema.Library, name string, src []byte, h ide.Hint) {
	t.Helper()
	if h.Edits == nil {
		return
	}
	now, err := text.Apply(src, h.Edits)
	if err != nil {
		t.Errorf("%s: the hint %q cannot be written: %v", name, h.Label, err)
		return
	}
	before, after := viewOf(t, src, library), viewOf(t, now, library)
	if len(after.Document.File.RootErrors()) > len(before.Document.File.RootErrors()) {
		t.Errorf("%s: with the hint %q the file cannot be read: %v", name, h.Label, after.Document.File.RootErrors())
	}
	count := func(v *ide.View) int {
		return len(ide.Hints(v, text.Span{Start: 0, End: len(v.Source())}, ide.AllHints()))
	}
	if count(after) >= count(before) {
		t.Errorf("%s: the hint %q is still there after it was written:\n%s", name, h.Label, now)
	}
}

// large is a manifest of about 50,000 lines.
func large() string {
	var src bytes.Buffer
	src.WriteString("schemaVersion: 1.0.1\nname: large\nversion: 0.1.0\nregistry: localhost:5000\nmixins:\n  - exec\nparameters:\n")
	for i := range 2000 {
		fmt.Fprintf(&src, "  - name: parameter-%d\n    type: integer\n    default: %d\n", i, i)
	}
	src.WriteString("install:\n")
	for i := range 7000 {
		fmt.Fprintf(&src, "  - exec:\n      description: Step %d\n      command: ./helpers.sh\n      arguments:\n        - greet\n        - ${ bundle.parameters.parameter-%d }\n", i, i%2000)
	}
	return src.String()
}

// BenchmarkLarge is what a hover, and the hints of a screen, take in a large file
// that was parsed already.
func BenchmarkLarge(b *testing.B) {
	src := large()
	library := schema.NewLibrary()
	v := viewOf(b, []byte(src), library)
	fresh := func() *ide.View { return ide.NewView(*v) } // as every request has its own
	for name, at := range map[string]int{
		"name in a template": strings.Index(src, "parameter-1999 }"), "function": strings.LastIndex(src, "greet"),
		"field": strings.LastIndex(src, "command"), "parameter": strings.Index(src, "parameter-1500\n"), "mixin": strings.LastIndex(src, "exec"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := ide.Hover(fresh(), at); !ok {
					b.Fatal("nothing is said")
				}
			}
		})
	}
	b.Run("hints", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if len(ide.Hints(fresh(), text.Span{Start: len(src) / 2, End: len(src)/2 + 4000}, ide.AllHints())) == 0 {
				b.Fatal("no hints")
			}
		}
	})
	b.Run("links", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ide.Links(fresh())
		}
	})
}
