package syntax

import "testing"

// What an edit only moves is the same data, and every node below it is found at
// its new place.
func TestSame(t *testing.T) {
	const before = "name: a\nparameters:\n  - name: \"b\\n\"\n    env: [X, &y Y]\nlast: 1\n"
	was := Parse([]byte(before), nil)
	is := Parse([]byte("# new\nname: longer\nparameters:\n"+before[len("name: a\nparameters:\n"):]), was)
	old, now := was.Root().Get("parameters"), is.Root().Get("parameters")
	if !now.Same(old) {
		t.Fatal("the section was parsed anew")
	}
	by := now.Span().Start - old.Span().Start
	if by == 0 || now == old {
		t.Fatal("the section did not move")
	}
	var walk func(a, b Node)
	walk = func(a, b Node) {
		if a.In(is, by) != b {
			t.Errorf("%v is not where %v went", b.Span(), a.Span())
		}
		for i := range a.Len() {
			if a.Kind() == Sequence {
				walk(a.Item(i), b.Item(i))
				continue
			}
			ak, av := a.Pair(i)
			bk, bv := b.Pair(i)
			walk(ak, bk)
			walk(av, bv)
		}
	}
	walk(old, now)
	if is.Root().Get("name").Same(was.Root().Get("name")) {
		t.Error("an edited value is the same")
	}
	if (Node{}).Same(Node{}) || !(Node{}).In(is, 1).IsZero() {
		t.Error("the zero Node is something")
	}
}
