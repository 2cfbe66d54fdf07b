package rules_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// own are the repository's manifests that yaml.v3 reads, but for those so long
// that they only say the same things again and again.
func own(t *testing.T) []corpus.Manifest {
	const longest = 20_000 // bytes
	return slices.DeleteFunc(corpus.Own(t), func(m corpus.Manifest) bool {
		return len(m.Source) > longest || newOracle(string(m.Source)) == nil
	})
}

// given are thirty of the further manifests that yaml.v3 reads, spread over
// their sizes.
func given(t *testing.T) []corpus.Manifest {
	var all []corpus.Manifest
	for _, m := range corpus.Given(t) {
		same := func(n corpus.Manifest) bool { return string(n.Source) == string(m.Source) }
		if newOracle(string(m.Source)) != nil && !slices.ContainsFunc(all, same) {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b corpus.Manifest) int { return len(a.Source) - len(b.Source) })
	var chosen []corpus.Manifest
	n := min(30, len(all))
	for i := range n {
		chosen = append(chosen, all[i*len(all)/n])
	}
	return chosen
}

// ambiguous are states in which either of two lines may be the one that is
// wrong: "NAME:LINE STATE", with the reason behind a tab.
func ambiguous(t *testing.T) map[string]bool {
	data, err := os.ReadFile("testdata/ambiguous.tsv")
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if line[0] == '#' {
			continue
		}
		state, reason, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if reason == "" {
			t.Fatalf("%q has no reason", line)
		}
		states[state] = false
	}
	return states
}

// tally counts what became of the states.
type tally struct {
	states, valid, otherwise           int // valid YAML; of those what means something else elsewhere
	lost, wrong, stray, unlike, differ int
	shown                              map[string]int
	ambiguous                          map[string]bool // whether each was come by
}

// fail reports the first few failures of a kind in full.
func (c *tally) fail(t *testing.T, count *int, kind, format string, args ...any) {
	*count++
	if c.shown[kind]++; c.shown[kind] <= 12 {
		t.Logf("%s: %s", kind, fmt.Sprintf(format, args...))
	}
}

func (c *tally) known(state string) bool {
	_, ok := c.ambiguous[state]
	return ok
}

// TestHalfTyped holds every state of every line of the manifests to three
// promises: nothing outside of the section or list item that is edited is lost,
// and nothing new is reported there; the path at the cursor is what the line was
// going to be; and parsing what an edit left of a text is parsing that text.
//
// Where a state is valid YAML, it means what yaml.v3 says instead. With
// PORTER_LS_LONG set all states are looked at, else a twentieth.
func TestHalfTyped(t *testing.T) {
	t.Run("own", func(t *testing.T) {
		// One to a pattern, they have far more odd forms than bundles have.
		c := tally{shown: map[string]int{}, ambiguous: ambiguous(t)}
		c.run(t, own(t), 1)
		for state, met := range c.ambiguous {
			if !met && corpus.Long() {
				t.Errorf("%s is no longer ambiguous", state)
			}
		}
	})
	t.Run("given", func(t *testing.T) {
		c := tally{shown: map[string]int{}}
		c.run(t, given(t), 0.5)
	})
}

// run looks at the states of manifests, of whose paths that many percent may be
// wrong.
func (c *tally) run(t *testing.T, manifests []corpus.Manifest, most float64) {
	r := rand.New(rand.NewSource(6))
	for _, m := range manifests {
		base := newManuscript(t, m)
		for line := range base.oracle.lines.Count() {
			for _, st := range states(base.src, base.oracle.lines, line) {
				if corpus.Long() || r.Intn(20) == 0 {
					base.check(t, st, c)
				}
			}
		}
	}
	percent := func(n int) float64 { return 100 * float64(n) / float64(c.states) }
	t.Logf("%d manifests, %d states; %d are valid YAML, %d of them with another meaning elsewhere", len(manifests), c.states, c.valid, c.otherwise)
	t.Logf("%d lose something elsewhere, %d are read unlike yaml.v3, %d have findings elsewhere, %d are parsed unlike anew", c.lost, c.unlike, c.stray, c.differ)
	t.Logf("%d paths are wrong: %.3f %% right", c.wrong, 100-percent(c.wrong))
	if c.lost+c.unlike+c.stray+c.differ > 0 {
		t.Error("a line that is being typed costs something elsewhere")
	}
	if !corpus.Long() {
		most *= 1.5 // a sample may be worse than the whole
	}
	if percent(c.wrong) > most {
		t.Errorf("more than %v %% of the paths are wrong", most)
	}
}

// manuscript is a valid manifest to edit.
type manuscript struct {
	name   string
	src    string
	oracle *oracle
	doc    *analysis.Document
	found  []analysis.Diagnostic
	leaves map[string]int // what its tree says, with the place of each
}

func newManuscript(t *testing.T, m corpus.Manifest) *manuscript {
	b := &manuscript{name: m.Name, src: string(m.Source), oracle: newOracle(string(m.Source))}
	b.doc = analysis.Parse(m.Name, m.Source, nil)
	if s := unlikeNode(b.doc.File.Root(), b.oracle.root); s != "" {
		t.Fatalf("%s is not read as yaml.v3 reads it: %s", m.Name, s)
	}
	b.found = findings(b.doc)
	b.leaves = leaves(b.doc.File, 0, 0)
	return b
}

var library = schema.NewLibrary()

func findings(d *analysis.Document) []analysis.Diagnostic {
	return analysis.Check(context.Background(), &analysis.Bundle{Manifest: d}, nil, rules.All(), analysis.Config{Library: library, PropagatePanics: true})
}

// check holds one state to the promises.
func (b *manuscript) check(t *testing.T, st state, c *tally) {
	src, err := text.Apply([]byte(b.src), []text.Edit{st.edit})
	if err != nil {
		t.Fatal(err)
	}
	where := fmt.Sprintf("%s:%d:%d %s %q", b.name, st.line+1, st.col+1, st.name, b.oracle.lines.Span(st.line).Of([]byte(b.src)))
	doc := analysis.Parse(b.name, src, b.doc)
	c.states++
	if s := unlikeFile(doc.File, syntax.Parse(src, nil)); s != "" {
		c.fail(t, &c.differ, "not as anew", "%s: %s", where, s)
	}
	chunk, by := b.chunk(st.line), len(src)-len(b.src)
	lost := b.lost(doc.File, chunk, by)
	if y := valid(src); y != nil {
		c.valid++
		if s := unlikeNode(doc.File.Root(), y); s != "" {
			c.fail(t, &c.unlike, "unlike yaml.v3", "%s: %s", where, s)
		}
		if lost != "" {
			c.otherwise++
		}
	} else if state := fmt.Sprintf("%s:%d %s", b.name, st.line+1, st.name); c.known(state) {
		c.ambiguous[state] = c.ambiguous[state] || lost != "" || b.stray(doc, chunk, by) != ""
	} else {
		if lost != "" {
			c.fail(t, &c.lost, "lost", "%s: %s", where, lost)
		}
		if s := b.stray(doc, chunk, by); s != "" {
			c.fail(t, &c.stray, "elsewhere", "%s: %s", where, s)
		}
	}
	want := b.oracle.at(st.line, st.col)
	switch {
	case st.indent >= 0:
		want = b.oracle.indented(st.line, st.indent)
	case strings.HasPrefix(st.name, "tab"):
		want = b.oracle.behindTab(st.line, st.col)
	}
	if got := doc.File.PathAt(st.cursor); !want.answers(got) {
		c.fail(t, &c.wrong, "path", "%s: %q where %d either %v, want %v", where, got, got.Where, got.Either, want)
	}
}

// valid returns the first document of a text that is YAML throughout.
func valid(src []byte) *yaml.Node {
	dec := yaml.NewDecoder(bytes.NewReader(src))
	var first, n yaml.Node
	if dec.Decode(&first) != nil || len(first.Content) == 0 {
		return nil
	}
	for {
		if err := dec.Decode(&n); errors.Is(err, io.EOF) {
			return first.Content[0]
		} else if err != nil {
			return nil
		}
	}
}

// chunk is the part of the text that the edit of a line is about, up to the next
// one: an item of a section's list, or the section where the line is in none.
func (b *manuscript) chunk(line int) text.Span {
	o, at := b.oracle, b.oracle.lines.Span(line).Start
	chunk := text.Span{Start: 0, End: len(b.src)}
	if o.root.Style&yaml.FlowStyle != 0 {
		return chunk // all of a text in brackets hangs together
	}
	narrow := func(off int) bool {
		off = o.lines.Span(o.lines.Line(off)).Start
		if off > at {
			chunk.End = min(chunk.End, off)
			return false
		}
		chunk.Start = off
		return true
	}
	var section *yaml.Node
	for i := 0; i < len(o.root.Content); i += 2 {
		if narrow(o.off(o.root.Content[i])) {
			section = o.root.Content[i+1]
		}
	}
	if section == nil || section.Kind != yaml.SequenceNode || section.Style&yaml.FlowStyle != 0 {
		return chunk
	}
	whole := chunk
	if narrow(o.dash(section.Content[0])); chunk.Start == whole.Start || b.src[at] == ':' {
		return whole
	}
	for _, item := range section.Content {
		narrow(o.dash(item))
	}
	return chunk
}

// lost says what a file no longer says outside of the chunk, or says anew.
func (b *manuscript) lost(f *syntax.File, chunk text.Span, by int) string {
	after := leaves(f, chunk.End+by, -by)
	for leaf, at := range b.leaves {
		if at < chunk.Start || at >= chunk.End {
			if _, ok := after[leaf]; !ok {
				return "no more " + leaf
			}
		}
	}
	for leaf, at := range after {
		if at < chunk.Start || at >= chunk.End+max(by, 0) {
			if _, ok := b.leaves[leaf]; !ok {
				return "new " + leaf
			}
		}
	}
	return ""
}

// stray says what is reported outside of the chunk that was not before.
func (b *manuscript) stray(d *analysis.Document, chunk text.Span, by int) string {
	for _, f := range findings(d) {
		was := f
		if f.Span.Start >= chunk.End+by {
			was.Span = f.Span.Shift(-by)
		} else if f.Span.Start >= chunk.Start {
			continue
		}
		known := func(g analysis.Diagnostic) bool {
			return g.Span == was.Span && g.Rule == was.Rule && g.Message == was.Message
		}
		alias := func(e syntax.Error) bool { return e.Code == syntax.BadAlias && e.Span == f.Span }
		if slices.ContainsFunc(d.File.Errors(), alias) {
			continue // the anchor can be read, and has another name
		}
		if !slices.ContainsFunc(b.found, known) {
			return fmt.Sprintf("%v %s [%s]", f.Span, f.Message, f.Rule)
		}
	}
	return ""
}
