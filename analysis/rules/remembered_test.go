package rules

import (
	"bytes"
	"context"
	"math/rand"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/internal/corpus"
)

// typos are what edits put in.
var typos = []string{
	"x", " ", "  ", "\n", ":", ": ", "- ", "#", "'", "\"", "*a", "&a ", "0", "${ bundle.parameters.x }", "${ bundle.", "\n  - ",
	"<<: *a\n", "\n      command: bash -c", "# porter-ls: ignore[exec-flag-split]", "\n  - exec:\n      command: bash\n      flags:\n        c: echo a b\n",
	"\r\n", "{", "]", "1.10", "\n\n", "é",
}

// edit changes a text in one place, as a hand or a paste would.
func edit(r *rand.Rand, src []byte) []byte {
	at := r.Intn(len(src) + 1)
	line := func(at int) (start, end int) {
		start, end = bytes.LastIndexByte(src[:at], '\n')+1, len(src)
		if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		return start, end
	}
	start, end := line(at)
	switch r.Intn(8) {
	case 0:
		return slices.Concat(src[:at], src[min(len(src), at+1+r.Intn(12)):])
	case 1:
		return slices.Concat(src[:start], src[end:])
	case 2: // a line goes elsewhere, or stands there too
		to, _ := line(r.Intn(len(src) + 1))
		return slices.Concat(src[:to], src[start:end], src[to:])
	case 3:
		return bytes.Replace(src, []byte("schemaVersion: 1."), []byte("schemaVersion: 1.1."), 1)
	}
	return slices.Concat(src[:at], []byte(typos[r.Intn(len(typos))]), src[at:])
}

// TestEditsInSequence types into every example and into manifests of the corpus.
// After each edit, what is found with all that is remembered of the versions
// before is what is found in the same text afresh; whatever else was asked of the
// document, and also where no version in between was checked.
func TestEditsInSequence(t *testing.T) {
	all := map[string]example{"large": {src: corpus.Large(300)}}
	for _, rule := range All() {
		_, list := examples(t, rule.Name)
		for _, e := range list {
			if e.isManifest() {
				all[rule.Name+"/"+e.folder()+"/"+e.name] = e
			}
		}
	}
	for _, m := range corpus.Some(t, 60) {
		all[m.Name] = example{src: m.Source}
	}
	edits := 10
	if corpus.Long() {
		edits = 200
	}
	states := 0
	for name, e := range all {
		r := rand.New(rand.NewSource(int64(len(e.src))))
		doc, src := e.document(e.src), e.src
		for i := range edits {
			if src = edit(r, src); i%5 == 4 {
				src = e.src
			}
			doc = analysis.Parse(doc.Name, src, doc)
			if r.Intn(4) == 0 {
				continue
			}
			states++
			fresh, b := e.bundle(src), e.bundle(src)
			b.Manifest = doc
			in := []analysis.Inputs{e.inputs()}
			if e.installed() != nil {
				in = append(in, analysis.Offline{}, in[0])
			}
			for _, in := range in {
				if diff := cmp.Diff(checkedWith(fresh, in), checkedWith(b, in)); diff != "" {
					t.Fatalf("%s: -fresh +edited\n%s\n%s", name, diff, src)
				}
				fresh.Manifest = e.document(src)
			}
		}
	}
	t.Logf("%d states", states)
}

// An edit in a step leaves that step to be read, and no other.
func TestOneStepIsRead(t *testing.T) {
	src := corpus.Large(500)
	doc := analysis.Parse("porter.yaml", src, nil)
	var read, steps int
	count := &analysis.Analyzer{Name: "count", Severity: analysis.Hint, Run: func(p *analysis.Pass) {
		t := execSteps.Of(p)
		read, steps = 0, len(t.Rows)
		for _, r := range t.Rows {
			if r.WasRead() {
				read++
			}
		}
	}}
	check := func() {
		analysis.Check(context.Background(), &analysis.Bundle{Manifest: doc}, nil, append(All(), count), analysis.Config{Library: library})
	}
	if check(); read != steps || steps < 20 {
		t.Fatalf("%d of %d steps were read for the first check", read, steps)
	}
	for _, edit := range []struct{ old, new string }{
		{"--host ", "--hosts "},
		{"Upgrade service 7\n", "Upgrade service seven\n"},
		{"- service-9\n", "- service-nine\n"},
		{"helm3:\n", "helm3: # another mixin\n"},
		{"schemaVersion", "# nothing\nschemaVersion"},
	} {
		src = bytes.Replace(src, []byte(edit.old), []byte(edit.new), 1)
		doc = analysis.Parse("porter.yaml", src, doc)
		if check(); read > 1 {
			t.Errorf("%q: %d of %d steps were read", edit.new, read, steps)
		}
	}
}

// Versions of a document may be checked at the same time, as an editor does that
// does not wait for the check before.
func TestCheckedAtOnce(t *testing.T) {
	src := corpus.Large(100)
	doc := analysis.Parse("porter.yaml", src, nil)
	var all sync.WaitGroup
	defer all.Wait()
	for i := range 8 {
		text := slices.Concat(src, bytes.Repeat([]byte("# more\n"), i))
		doc = analysis.Parse("porter.yaml", text, doc)
		b := &analysis.Bundle{Manifest: doc}
		for range 2 {
			all.Go(func() {
				if found := checked(b); len(found) > 0 {
					t.Errorf("%d findings: %s", len(found), found[0].Message)
				}
			})
		}
	}
}
