package ide_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/text"
)

// viewOf returns a view of a manifest that is alone in its folder.
func viewOf(t testing.TB, src []byte, library *schema.Library) *ide.View {
	t.Helper()
	files := analysis.NewFiles(fstest.MapFS{"porter.yaml": {Data: src}}, nil)
	file, err := files.File("porter.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return ide.NewView(ide.View{
		File: file, Path: "porter.yaml", Document: file.Document(), Files: files,
		Inputs: analysis.Offline{}, Config: analysis.Config{Library: library},
	})
}

// damaged are half-typed states of a text, chosen by a seed.
func damaged(src []byte, states int) [][]byte {
	random := rand.New(rand.NewPCG(1, uint64(len(src))))
	all := [][]byte{src}
	for range states {
		at := random.IntN(len(src) + 1)
		end := at + random.IntN(min(80, len(src)-at)+1)
		typed := []string{"", "${", "${ bundle.par", "\"", "[", "- ", "\t", "\r\n", "&a ", "世👋", "# ${ bundle.name }"}[random.IntN(11)]
		all = append(all, slices.Concat(src[:at], []byte(typed), src[end:]))
	}
	return all
}

// Whatever the text, tokens are in order, none is over another, each is within a
// line, and a part of the file has those of the whole that it touches.
func TestTokensAreInOrder(t *testing.T) {
	library, count := schema.NewLibrary(), 0
	for _, m := range corpus.Some(t, 25) {
		for _, src := range damaged(m.Source, 6) {
			v := viewOf(t, src, library)
			all := ide.Tokens(v, text.Span{Start: 0, End: len(src)})
			count += len(all)
			end := 0
			for _, token := range all {
				s := token.Span
				if s.Start < end || s.Len() <= 0 || s.End > len(src) || bytes.ContainsAny(src[s.Start:s.End], "\r\n") {
					t.Fatalf("%s: a token at %v, behind one that ends at %d of\n%s", m.Name, s, end, src)
				}
				end = s.End
			}
			for part := range 7 {
				within := text.Span{Start: len(src) * part / 7, End: len(src) * (part + 1) / 7}
				want := slices.DeleteFunc(slices.Clone(all), func(token ide.Token) bool {
					return token.Span.End < within.Start || within.End < token.Span.Start
				})
				if diff := cmp.Diff(want, append([]ide.Token{}, ide.Tokens(v, within)...)); diff != "" {
					t.Fatalf("%s: the tokens in %v (-of the whole file +asked for) of\n%s\n%s", m.Name, within, src, diff)
				}
			}
		}
	}
	if count == 0 {
		t.Error("there are no tokens")
	}
	t.Logf("%d tokens", count)
}

// Templates that YAML cannot read are no reason to look at the text again for
// each of them.
func TestTokensOfManyBrokenTemplates(t *testing.T) {
	src := []byte("schemaVersion: 1.0.1\nname: x\ninstall:\n- exec:\n    arguments: [" + string(bytes.Repeat([]byte("${ bundle.name [\n"), 20_000)) + "\n")
	all := ide.Tokens(viewOf(t, src, schema.NewLibrary()), text.Span{Start: 0, End: len(src)})
	if len(all) < 10 {
		t.Errorf("%d tokens", len(all))
	}
}

func BenchmarkTokens(b *testing.B) {
	src := corpus.Large(50_000)
	v := viewOf(b, src, schema.NewLibrary())
	screen := text.Span{Start: len(src) / 2, End: len(src)/2 + 2000}
	for name, within := range map[string]text.Span{"all": {Start: 0, End: len(src)}, "screen": screen} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ide.Tokens(v, within)
			}
		})
	}
}
