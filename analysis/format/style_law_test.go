package format

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// in lays out a text in a style that need not be its own.
func in(t testing.TB, src []byte, s style) []byte {
	t.Helper()
	edits, refused := layOutIn(syntax.Parse(src, nil), Options{}, s).sure()
	if refused > 0 {
		t.Errorf("in %+v %d entries would have become something else", s, refused)
	}
	now, err := text.Apply(src, edits)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

// Whatever style a file is laid out in, it means the same, its steps have the same
// templates with those in comments, and the way back leads to where it was.
func TestStyles(t *testing.T) {
	rounds := 2
	if corpus.Long() {
		rounds = 100
	}
	for _, m := range corpus.Some(t, 150) {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			own := styleOf(syntax.Parse(m.Source, nil), Options{})
			src := in(t, m.Source, own)
			was, errWas := documents(src)
			random := rand.New(rand.NewPCG(2, uint64(len(src))))
			for range rounds {
				s := style{
					step: 1 + random.IntN(6), itemStep: 1 + random.IntN(6), dash: random.IntN(5),
					brace: random.IntN(2), bracket: random.IntN(2), newline: []string{"\n", "\r\n"}[random.IntN(2)],
				}
				now := in(t, src, s)
				if is, errIs := documents(now); (errWas == nil) != (errIs == nil) || !reflect.DeepEqual(was, is) {
					t.Errorf("in %+v the meaning changed: %v\n%s", s, errIs, cmp.Diff(string(src), string(now)))
				}
				if again := in(t, now, s); string(again) != string(now) {
					t.Errorf("in %+v, twice it is something else again:\n%s", s, cmp.Diff(string(now), string(again)))
				}
				if diff := cmp.Diff(stepTags(src), stepTags(now)); diff != "" {
					t.Errorf("in %+v the templates of steps changed: %s", s, diff)
				}
				if min(s.dash, s.step, s.itemStep) < 2 {
					continue // no place is left then for a comment between two columns
				}
				if back := in(t, now, own); string(back) != string(src) {
					t.Errorf("from %+v it does not come back:\n%s", s, cmp.Diff(string(src), string(back)))
				}
			}
		})
	}
}

// stepTags are the templates' tags of every entry of every outermost list, with
// the comments that Porter renders with them.
func stepTags(src []byte) (all [][]string) {
	for _, list := range syntax.Parse(src, nil).Root().Pairs() {
		for _, step := range list.Items() {
			for _, d := range []template.Delims{template.Dollar, template.Braces} {
				uses, _ := template.ScanStep(step, d)
				var found []string
				for _, u := range uses {
					found = append(found, u.String())
				}
				all = append(all, found)
			}
		}
	}
	return all
}
