package text

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// maxDistance bounds how many lines Diff looks for that were put in or taken
// out, before it takes all between the first and the last change as one edit.
const maxDistance = 200

// Diff returns edits that turn a into b: few and small ones, but not always the
// fewest. They are in order, do not overlap, and do not cut characters in two.
func Diff(a, b []byte) []Edit {
	prefix, suffix := common(a, b)
	if prefix == len(a) && prefix == len(b) {
		return nil
	}
	a, b = a[prefix:len(a)-suffix], b[prefix:len(b)-suffix]
	var edits []Edit
	for _, h := range hunks(splitLines(a), splitLines(b)) {
		p, s := common(h.a.in(a), h.b.in(b))
		e := Edit{Span: Span{h.a.Start + p, h.a.End - s}, New: string(b[h.b.Start+p : h.b.End-s])}
		e.Span = e.Span.Shift(prefix)
		edits = append(edits, e)
	}
	return edits
}

// common returns how many bytes of whole characters a and b begin and end with
// alike; what ends alike does not overlap what begins alike.
func common(a, b []byte) (prefix, suffix int) {
	n := min(len(a), len(b))
	for prefix < n && a[prefix] == b[prefix] {
		prefix++
	}
	for prefix > 0 && (inside(a, prefix) || inside(b, prefix)) {
		prefix--
	}
	for suffix < n-prefix && a[len(a)-1-suffix] == b[len(b)-1-suffix] {
		suffix++
	}
	for suffix > 0 && (inside(a, len(a)-suffix) || inside(b, len(b)-suffix)) {
		suffix--
	}
	return prefix, suffix
}

// inside reports whether i is within a character or between CR and LF.
func inside(b []byte, i int) bool {
	if i <= 0 || i >= len(b) {
		return false
	}
	return !utf8.RuneStart(b[i]) || b[i] == '\n' && b[i-1] == '\r'
}

// lines are a text cut into lines, each with its line break.
type lines struct {
	text []byte
	offs []int // where lines begin, and the end
}

func splitLines(b []byte) lines {
	l := lines{text: b, offs: []int{0}}
	for i := 0; i < len(b); {
		n := bytes.IndexByte(b[i:], '\n')
		if n < 0 {
			n = len(b) - i - 1
		}
		i += n + 1
		l.offs = append(l.offs, i)
	}
	return l
}

func (l lines) count() int      { return len(l.offs) - 1 }
func (l lines) at(i int) []byte { return l.text[l.offs[i]:l.offs[i+1]] }

// hunk is a range of bytes of a that became a range of bytes of b.
type hunk struct{ a, b Span }

func (s Span) in(b []byte) []byte { return b[s.Start:s.End] }

// hunks compares two texts line by line, by the greedy algorithm of Myers: for
// each number d of lines put in or taken out, and each diagonal k of the grid
// of lines of a and b, it goes as far as it can.
func hunks(a, b lines) []hunk {
	var trace [][]int
	reach := map[int]int{1: 0}
	for d := 0; d <= min(maxDistance, a.count()+b.count()); d++ {
		row := make([]int, 2*d+1)
		for k := -d; k <= d; k += 2 {
			x := reach[k-1] + 1 // a line of a is taken out
			if k == -d || k != d && reach[k-1] < reach[k+1] {
				x = reach[k+1] // a line of b is put in
			}
			for x < a.count() && x-k < b.count() && bytes.Equal(a.at(x), b.at(x-k)) {
				x++
			}
			reach[k], row[k+d] = x, x
			if x >= a.count() && x-k >= b.count() {
				return backtrack(a, b, append(trace, row))
			}
		}
		trace = append(trace, row)
	}
	return []hunk{{Span{0, len(a.text)}, Span{0, len(b.text)}}}
}

// backtrack walks the way that hunks found from its end to its begin.
func backtrack(a, b lines, trace [][]int) []hunk {
	var found []hunk
	x, y := a.count(), b.count()
	for d := len(trace) - 1; d > 0; d-- {
		at := func(k int) int { // how far d-1 changes came on a diagonal
			if k < 1-d || k > d-1 {
				return -1
			}
			return trace[d-1][k+d-1]
		}
		k := x - y
		fromX := at(k - 1)
		down := k == -d || k != d && at(k-1) < at(k+1)
		if down {
			fromX = at(k + 1)
		}
		fromY := fromX - (k - 1)
		toX, toY := fromX+1, fromY
		if down {
			fromY = fromX - (k + 1)
			toX, toY = fromX, fromY+1
		}
		h := hunk{Span{a.offs[fromX], a.offs[toX]}, Span{b.offs[fromY], b.offs[toY]}}
		if n := len(found); n > 0 && found[n-1].a.Start == h.a.End && found[n-1].b.Start == h.b.End {
			found[n-1].a.Start, found[n-1].b.Start = h.a.Start, h.b.Start
		} else {
			found = append(found, h)
		}
		x, y = fromX, fromY
	}
	slices.Reverse(found)
	return found
}
