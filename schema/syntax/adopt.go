package syntax

import (
	"math"
	"strings"
)

// adoption is what became of a dash that stands where no item can be.
type adoption uint8

const (
	refused adoption = iota // it belongs to nothing: its lines are skipped
	taken                   // its items were added to the list before it
	next                    // it is the next entry of this collection, or of the one around it
)

// adopt deals with a dash at the position, deeper than the keys or dashes of
// the collection o or in line with its keys: the items of a list do not all
// stand in one line, or the first has lost the line with its dash.
func (p *parser) adopt(o *open) adoption {
	if o.kind == Sequence {
		p.realign(o)
		return next
	}
	last := len(p.stack) - 1
	value, col := &p.stack[last], p.col()
	n := len(p.opens)
	switch inItem := n > 1 && p.opens[n-2].kind == Sequence; {
	case inItem && col == o.col:
		return next
	case value.style != Block:
		return refused
	case value.kind == Mapping && p.lostDash(o, value):
		start := p.abs(value.start)
		p.structural(start, p.lineText(start), BadIndent, "this line needs a dash before it, or another indentation")
		value.repaired = true
		p.stack[last] = green{kind: Sequence, style: Block, start: value.start, end: value.end, coll: &children{nodes: []green{*value}}}
	case value.kind == Mapping:
		return refused
	default:
		at, begin := p.pos, p.abs(value.start)
		if d := (misfit{p, begin, at, o.col}); d.strain(begin) == math.MaxInt || value.count() == 1 && d.first() {
			at = begin
		} else {
			defer func(home int) { p.home = home }(p.home)
			p.home = p.indentOf(begin)
		}
		p.unaligned(at)
	}
	p.sequence(p.mark(), col, col == o.col)
	p.joinItems(last)
	return taken
}

// unaligned reports a dash that is not in line with the others.
func (p *parser) unaligned(at int) {
	p.structural(at, p.lineText(at), BadIndent, "this item is not in line with the others of its list")
}

// realign deals with a dash that is deeper than those of the sequence before
// it. Its item is one of the sequence all the same; where the first item is the
// odd one, the others are in line with the dash.
func (p *parser) realign(o *open) {
	at, col := p.pos, p.col()
	if col == p.home { // in line again with the items before the odd one
		o.odd, o.col, p.home = true, col, 0
		return
	}
	first := len(o.parts) == 0 && (o.chunked || len(p.stack) == o.stack+1)
	o.odd = true
	if !first {
		p.unaligned(at)
		return
	}
	parent := -1
	if n := len(p.opens); n > 1 {
		parent = p.opens[n-2].col
	}
	if d := (misfit{p, o.start, at, parent}); d.first() {
		p.unaligned(o.start)
		o.col = col
		return
	}
	p.unaligned(at)
}

// lostDash reports whether a mapping that is the last value of o is the first
// item of the list that goes on with the dash at the position.
func (p *parser) lostDash(o *open, value *green) bool {
	if last, _ := value.child(0, value.count()-1); last.style == Missing {
		return false // the list may be the value of its last key
	}
	col, inner := p.col(), p.indentOf(p.abs(value.start))
	if inner <= col || inner > col+8 || (inner-col)%2 != 0 {
		return false
	}
	gap, alike := p.blankAbove(p.pos), p.alike(value, col, inner)
	return alike && !gap || col > o.col && (alike || !gap)
}

// alike reports whether the item at the position, whose dash is at column col,
// has a key at column inner that the mapping has too.
func (p *parser) alike(mapping *green, col, inner int) bool {
	keys := map[string]bool{}
	for k := range (Node{mapping, p.f, p.base}).Pairs() {
		keys[k.Value()] = true
	}
	i, found := p.lineBelow(p.pos), false
	for !found && i < len(p.text) && p.indentOf(i) > col {
		end, _ := words(p.text, i, len(p.text), endsIn)
		found = p.indentOf(i) == inner && keys[p.text[i:end]]
		i = p.lineBelow(i)
	}
	p.far = max(p.far, i+2)
	return found
}

// joinItems adds the items of the sequence on the top of the stack to those of
// the one below, the i-th.
func (p *parser) joinItems(i int) {
	a, b := &p.stack[i], &p.stack[i+1]
	a.repaired = true
	switch {
	case b.kind != Sequence: // nested too deeply
	case len(a.coll.parts)+len(b.coll.parts) == 0:
		a.coll = &children{nodes: append(a.coll.nodes, b.coll.nodes...)}
		a.end = b.end
	default:
		parts, first := a.coll.cut(), int32(a.count())
		for _, q := range b.coll.cut() {
			q.first += first
			parts = append(parts, q)
		}
		a.coll = &children{parts: parts}
		a.end = b.end
	}
	p.pop(i + 1)
}

// cut returns children in parts: as one that is never taken over, if they are
// not cut yet.
func (c *children) cut() []part {
	if len(c.parts) > 0 {
		return c.parts
	}
	base := c.nodes[0].start
	for i := range c.nodes {
		rebase(&c.nodes[i], base)
	}
	return []part{{chunk: &chunk{nodes: c.nodes, place: place{fixed: true}}, base: base}}
}

// misfit is a list of which only one item is read, the first, and whose next
// dash is in another column.
type misfit struct {
	p           *parser
	begin, next int // where the dashes are
	parent      int // the column of the collection around the list
}

// first reports whether the first item is the odd one rather than the next: the
// one that is at odds with its own lines; else the one that the others are not
// in line with, or that stands deeper than is usual.
func (d misfit) first() bool {
	p := d.p
	x, y := d.strain(d.begin), d.strain(d.next)
	switch {
	case x == 0:
		return false
	case x < 0 && y >= 0:
		return y == 0
	case x > 0 && y >= 0 && x != y:
		return x > y
	}
	a, b := p.indentOf(d.begin), p.indentOf(d.next)
	old, anew, i := 0, 0, d.next
	for i < len(p.text) && old == 0 && anew < 2 {
		col := p.indentOf(i)
		if dash := p.dashAt(i); col < min(a, b) || col == d.parent && !dash {
			break
		} else if dash && col == a {
			old++
		} else if dash && col == b {
			anew++
		}
		i = p.lineBelow(i)
	}
	p.far = max(p.far, i+2)
	if old > 0 || anew > 1 {
		return old == 0
	}
	return a != d.parent && a != d.parent+2
}

// strain is how far the line below a dash's line is from where it should be: in
// line with the item's text, or two columns deeper where that ends in a colon.
// It is -1 where the item has no line below, and endless where a tab indents it.
func (d misfit) strain(dash int) int {
	p := d.p
	if strings.Contains(p.text[dash-p.indentOf(dash):dash], "\t") {
		return math.MaxInt
	}
	i := dash + 1
	for p.at(i) == ' ' {
		i++
	}
	want := p.indentOf(dash) + i - dash
	if what, _, _ := strings.Cut(p.text[i:lineEnd(p.text, i)], " #"); strings.HasSuffix(strings.TrimRight(what, " \t"), ":") {
		want += 2
	}
	below := p.lineBelow(i)
	p.far = max(p.far, below+2)
	if got := p.indentOf(below); below < len(p.text) && got > d.parent && p.at(below) != '-' {
		return max(want-got, got-want)
	}
	return -1
}

// lineBelow returns the first text on a line below i that is no comment.
func (p *parser) lineBelow(i int) int {
	for i < len(p.text) {
		i = lineEnd(p.text, i)
		i += breakAt(p.text, i)
		for p.at(i) == ' ' || p.at(i) == '\t' {
			i++
		}
		if i < len(p.text) && breakAt(p.text, i) == 0 && p.text[i] != '#' {
			return i
		}
	}
	return i
}

// indentOf returns the column of i in bytes.
func (p *parser) indentOf(i int) int {
	return i - strings.LastIndexAny(p.text[:i], "\r\n") - 1
}
