package manifest

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// edit changes a text in one place: it takes some of it away, or puts in what
// matters to the structure.
func edit(r *rand.Rand, src string) string {
	parts := []string{"\n", "\n  - ", "name: x\n", "x", ": ", "  ", "- exec:\n    command: y\n", "&a ", "*a", "<<: *a\n", "outputs:\n", "\"", "#", "[", "}"}
	at := r.Intn(len(src) + 1)
	switch r.Intn(4) {
	case 0:
		return src[:at] + src[min(len(src), at+1+r.Intn(40)):]
	case 1: // a line twice, or a line away
		lines := strings.SplitAfter(src, "\n")
		i := r.Intn(len(lines))
		lines[i] = strings.Repeat(lines[i], 2*r.Intn(2))
		return strings.Join(lines, "")
	}
	return src[:at] + parts[r.Intn(len(parts))] + src[at:]
}

// What is taken over from the version before is what would have been read.
func TestDecodeAgain(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	sources := []string{every, long(40)}
	for _, m := range corpus.All(t) {
		sources = append(sources, string(m.Source))
	}
	compare := cmp.AllowUnexported(Parameter{}, Credential{}, Output{}, Step{})
	node := cmp.Comparer(func(a, b syntax.Node) bool { return a == b })
	for i, src := range sources {
		edits := 2
		if corpus.Long() || i%20 == 0 {
			edits = 25
		}
		f := syntax.Parse([]byte(src), nil)
		m := Decode(f.Root(), nil)
		for range edits {
			src = edit(r, src)
			f = syntax.Parse([]byte(src), f)
			m = Decode(f.Root(), m)
			if d := cmp.Diff(Decode(f.Root(), nil), m, compare, node); d != "" {
				t.Fatalf("(-fresh +taken over):\n%s\nof\n%s", d, src)
			}
		}
	}
}

// long returns a manifest with that many steps, parameters and outputs.
func long(n int) string {
	var b strings.Builder
	b.WriteString(fine[:strings.Index(fine, "install")] + "parameters:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - name: p%d\n    type: string\n    default: \"%d\"\n    applyTo: [install]\n", i, i)
	}
	b.WriteString("outputs:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - name: o%d\n    path: /o/%d\n", i, i)
	}
	for _, action := range []string{"install", "uninstall"} {
		b.WriteString(action + ":\n")
		for i := range n {
			fmt.Fprintf(&b, "  - exec:\n      description: Step %d\n      command: echo\n      arguments:\n        - ${ bundle.parameters.p%d }\n      outputs:\n        - name: o%d\n", i, i, i)
		}
	}
	return b.String()
}

// After one keystroke almost everything is taken over: not more is read than
// what the parser could not keep.
func TestDecodeAgainReadsLittle(t *testing.T) {
	src := long(200)
	at := strings.Index(src, "Step 100")
	f := syntax.Parse([]byte(src), nil)
	m := Decode(f.Root(), nil)
	g := syntax.Parse([]byte(src[:at]+"x"+src[at:]), f)
	read := 0
	a, _ := m.Action("install")
	list := g.Root().Get("install")
	old := matcher[Step, *Step]{prev: a.Steps}
	r := &reader{aliases: syntax.Follower{Root: g.Root()}}
	for i, item := range list.Items() {
		old.take(r, new(Step), item, list.Len()-i, func(n syntax.Node) Step {
			read++
			return r.step(n)
		})
	}
	if read == 0 || read > 40 {
		t.Errorf("%d of %d steps are read again", read, list.Len())
	}
}

func BenchmarkDecode(b *testing.B) {
	src := long(200)
	root := syntax.Parse([]byte(src), nil).Root()
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		Decode(root, nil)
	}
}

// BenchmarkDecodeAgain reads a manifest of 800 steps after each keystroke.
func BenchmarkDecodeAgain(b *testing.B) {
	src := long(400)
	at := strings.Index(src, "Step 200")
	versions := []*syntax.File{syntax.Parse([]byte(src), nil)}
	for i := range 2 {
		text := src[:at] + strings.Repeat("x", i+1) + src[at:]
		versions = append(versions, syntax.Parse([]byte(text), versions[i]))
	}
	m := Decode(versions[1].Root(), Decode(versions[0].Root(), nil))
	b.ReportAllocs()
	for b.Loop() {
		Decode(versions[2].Root(), m)
	}
}
