package syntax

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

const remembering = `a:
  - x: 1 # one
    y: [2, 3]
  - x: *here
  - z: &here 5
b: {c: d}
`

// big makes a's list one that is taken over item by item.
func big() string {
	return strings.Replace(remembering, "b: {", strings.Repeat("  - filler: text\n", 80)+"b: {", 1)
}

// What is remembered is there for the same key, in all versions in which nothing
// in the node has changed, wherever it moved.
func TestMemo(t *testing.T) {
	var first, second Memo[string, int]
	src := big()
	f := Parse([]byte(src), nil)
	item := func(f *File, i int) Node { return f.Root().Get("a").Item(i) }
	for i := range 3 {
		if _, ok := first.Get(item(f, i), "key"); ok {
			t.Errorf("something of item %d is remembered before anything was", i)
		}
		first.Put(item(f, i), "key", i)
	}
	second.Put(item(f, 0), "key", 10)
	first.Put(item(f, 0).Get("x"), "key", 1) // a scalar
	says := func(f *File, i int, key string) string {
		v, ok := first.Get(item(f, i), key)
		w, _ := second.Get(item(f, i), key)
		return fmt.Sprint(v, ok, w)
	}
	edited := Parse([]byte("# more\n"+strings.Replace(src, "z: &", "zz: &", 1)), f)
	for _, c := range []struct {
		name string
		got  string
		want string
	}{
		{"remembered", says(f, 0, "key"), "0 true 10"},
		{"another key", says(f, 0, "other"), "0 false 0"},
		{"with an alias", says(f, 1, "key"), "0 false 0"},
		{"with an anchor", says(f, 2, "key"), "2 true 0"},
		{"moved", says(edited, 0, "key"), "0 true 10"},
		{"edited", says(edited, 2, "key"), "0 false 0"},
		{"read anew", says(Parse([]byte(src), nil), 0, "key"), "0 false 0"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
	first.Put(item(f, 0), "other", 7)
	if got := says(f, 0, "key") + ", " + says(edited, 0, "other"); got != "0 false 10, 7 true 0" {
		t.Errorf("after another key took its place: %s", got)
	}
	if _, ok := first.Get(f.Root().Get("a").Item(0).Get("x"), "key"); ok {
		t.Error("something of a scalar is remembered")
	}
	first.Put(Node{}, "key", 1)
	if _, ok := first.Get(Node{}, "key"); ok {
		t.Error("something of no node is remembered")
	}
}

// What takes the place of another leaves the rest remembered, whichever was first,
// and no more than one thing for each Memo.
func TestMemoReplaced(t *testing.T) {
	memos := make([]Memo[string, int], 3)
	n := Parse([]byte("a: 1\n"), nil).Root()
	want := make([]int, len(memos))
	for i := range 30 {
		m := i * i % len(memos)
		if i < len(memos) {
			m = i
		}
		want[m] = i
		memos[m].Put(n, fmt.Sprint(i), i)
		for j := range memos {
			if got, ok := memos[j].Get(n, fmt.Sprint(want[j])); ok != (j <= i) || got != want[j] {
				t.Fatalf("after %d: %d (%t) for the Memo %d, want %d", i, got, ok, j, want[j])
			}
		}
	}
	count := 0
	for known := n.g.coll.memory.Load(); known != nil; known = known.next {
		count++
		if begin := known.self.(*remembered[string, int]); &begin.memory != known {
			t.Error("what is remembered leads to what was replaced")
		}
	}
	if count != len(memos) {
		t.Errorf("%d things are remembered for %d Memos", count, len(memos))
	}
}

// A comment within a node is a part of it.
func TestMemoComments(t *testing.T) {
	var memo Memo[int, int]
	f := Parse([]byte(big()), nil)
	memo.Put(f.Root().Get("a").Item(0), 0, 1)
	edited := Parse([]byte(strings.Replace(big(), "# one", "# two", 1)), f)
	if _, ok := memo.Get(edited.Root().Get("a").Item(0), 0); ok {
		t.Error("remembered with another comment")
	}
}

func TestDetach(t *testing.T) {
	f := Parse([]byte(big()), nil)
	before := f.Root().Get("a").Item(0)
	y := before.Get("y").Detach(before)
	edited := Parse([]byte("# more\n"+big()), f)
	after := edited.Root().Get("a").Item(0)
	if !after.Same(before) {
		t.Fatal("the item was not taken over")
	}
	if got := y.Attach(after); got != after.Get("y") || got.Item(1).Value() != "3" {
		t.Errorf("attached at %v, want %v", got.Span(), after.Get("y").Span())
	}
	if zero := (Node{}).Detach(before); !zero.IsZero() || !zero.Attach(after).IsZero() {
		t.Error("no node became one")
	}
}

// Versions of a file may be looked at at the same time.
func TestMemoAtOnce(t *testing.T) {
	memos := make([]Memo[int, int], 8)
	n := Parse([]byte("a: 1\n"), nil).Root()
	var all sync.WaitGroup
	for i := range memos {
		all.Go(func() {
			for v := range 100 {
				memos[i].Put(n, v%3, v)
				if got, ok := memos[i].Get(n, v%3); !ok || got != v {
					t.Errorf("%d (%t), want %d", got, ok, v)
				}
			}
		})
	}
	all.Wait()
}
