package ide_test

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// unfinished are the rules whose errors an entry may bring that has just begun:
// what was written still wants a value, a name or what goes with it.
var unfinished = map[string]string{
	"missing-required":               "a key with no value is as if it were not there, and only what is always wanted is written with an entry",
	"state-path-missing":             "the same",
	"file-without-path":              "the same",
	"credential-without-destination": "the same",
	"malformed-step":                 "of a mixin nothing may be wanted for certain",
	"schema-version-missing":         "the head of a manifest is written key by key",
	"missing-action":                 "the same",
	"schema-version-unsupported":     "versions that want an experimental feature come last, and say so",
	"unsatisfiable-schema":           "the list of allowed values begins with an empty one",
	"step-without-mixin":             "a step is a dash until its mixin is chosen",
}

// An acceptance is one manifest in which completions are accepted.
type acceptance struct {
	*testing.T
	corpus.Manifest
	library *schema.Library
	doc     *analysis.Document
	before  []analysis.Diagnostic
}

// TestAcceptEverything accepts completions all over real manifests: each is in the
// text that the editor shows, leaves YAML that can be read as far as it could be
// before, and brings no error but those of what is unfinished.
func TestAcceptEverything(t *testing.T) {
	library := schema.NewLibrary()
	for _, m := range corpus.Some(t, 90) {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			a := &acceptance{T: t, Manifest: m, library: library}
			a.doc = analysis.Parse(m.Name, m.Source, nil)
			if a.doc.Kind != analysis.BundleManifest || a.doc.Legacy {
				return
			}
			a.before = a.find(a.doc)
			step := max(1, len(m.Source)/12)
			if corpus.Long() {
				step = 1
			}
			for off := 0; off <= len(m.Source); off += step {
				a.at(off)
			}
		})
	}
}

func (a *acceptance) view(doc *analysis.Document) *ide.View {
	name := path.Base(doc.Name)
	files := analysis.NewFiles(fstest.MapFS{name: {Data: doc.File.Source()}, "helpers.sh": {Data: []byte("run() { :; }\n\"$@\"\n")}}, nil)
	file := analysis.NewFile(doc.Name, doc.File.Source(), func() *analysis.Document { return doc })
	return ide.NewView(ide.View{File: file, Path: name, Document: doc, Files: files, Inputs: analysis.Offline{}, Config: analysis.Config{Library: a.library}})
}

func (a *acceptance) find(doc *analysis.Document) []analysis.Diagnostic {
	b := &analysis.Bundle{Manifest: doc}
	return analysis.Check(context.Background(), b, analysis.Offline{}, rules.All(), analysis.Config{Library: a.library, PropagatePanics: true})
}

// at accepts what is offered at an offset of the manifest, and of the manifest
// in which what begins there is still to be written: the rest of the line, and
// the lines that are indented deeper.
func (a *acceptance) at(off int) {
	a.all(off, false)
	end := restEnd(string(a.Source), off)
	half := *a
	half.Source = slices.Concat(a.Source[:off], a.Source[end:])
	half.doc = analysis.Parse(a.Name, half.Source, a.doc)
	half.before = half.find(half.doc)
	half.all(off, true)
}

// restEnd returns where the rest of an entry ends.
func restEnd(src string, off int) int {
	lines := syntax.Parse([]byte(src), nil).Lines()
	n := lines.Line(off)
	indent := func(n int, of string) int {
		line := lines.Span(n).Of([]byte(src))
		return len(line) - len(strings.TrimLeft(line, of))
	}
	begin := indent(n, " -")
	for n+1 < lines.Count() && lines.Span(n+1).Len() > 0 && indent(n+1, " ") > begin {
		n++
	}
	return max(off, lines.Span(n).End)
}

func (a *acceptance) all(off int, half bool) {
	if a.doc.Kind != analysis.BundleManifest {
		return
	}
	looked := 7 // one in so many is checked
	if corpus.Long() {
		looked = 31
	}
	found := ide.Complete(a.view(a.doc), off, "")
	for n := range found.Items {
		item := &found.Items[n]
		for _, snippet := range []bool{false, true} {
			written := item.New.Text
			if !snippet && item.Plain != "" {
				written = item.Plain
			} else if !snippet && item.Plain == "" {
				continue
			}
			a.accept(off, item, item.Replace, written, half, (half || item.Replace.Len() == 0 && len(a.doc.File.Errors()) == 0) && n%looked == off%looked)
		}
		if item.Insert != item.Replace && !covers(item.Replace, item.Insert) {
			a.Errorf("%d: %s: %v is not at the begin of %v", off, item.Label, item.Insert, item.Replace)
		}
	}
}

func covers(replace, insert text.Span) bool {
	return insert.Start == replace.Start && insert.End <= replace.End
}

// accept makes an item's edits and looks at what comes of them.
func (a *acceptance) accept(off int, item *ide.Item, span text.Span, written string, half, look bool) {
	if !span.Contains(off) || strings.ContainsAny(span.Of(a.Source), "\r\n") {
		a.Errorf("%d: %s: the span %v is not on the line around the cursor", off, item.Label, span)
		return
	}
	edits := append([]text.Edit{{Span: span, New: written}}, item.Also...)
	now, err := text.Apply(a.Source, edits)
	if err != nil {
		a.Errorf("%d: %s: %v", off, item.Label, err)
		return
	}
	doc := analysis.Parse(a.Name, now, a.doc)
	if len(doc.File.Errors()) > len(a.doc.File.Errors()) && unread(doc, span.Start) > unread(a.doc, span.Start) {
		a.Errorf("%d: %s: %v\n%s", off, item.Label, doc.File.Errors()[0].Message, around(now, span.Start))
		return
	}
	if !look {
		return
	}
	for _, d := range analysis.Beyond(a.before, a.find(doc)) {
		if half && (d.Span.End < span.Start || d.Span.Start > span.Start+len(written)) {
			continue // which comes to light because more can be read now
		}
		if d.Severity == analysis.Error && unfinished[d.Rule] == "" {
			a.Errorf("%d: %s: %s: %s\n%s", off, item.Label, d.Rule, d.Message, around(now, span.Start))
		}
	}
}

// unread is how much cannot be read from an offset on. What stands before may
// have been cut off from its end.
func unread(doc *analysis.Document, off int) int {
	n := 0
	for _, e := range doc.File.Errors() {
		if e.Span.End >= off {
			n++
		}
	}
	return n
}

// around shows the lines about an offset.
func around(src []byte, off int) string {
	f := syntax.Parse(src, nil)
	line := f.Lines().Line(off)
	var b strings.Builder
	for i := max(0, line-2); i < min(f.Lines().Count(), line+4); i++ {
		fmt.Fprintf(&b, "%5d|%s\n", i+1, f.Lines().Span(i).Of(src))
	}
	return b.String()
}
