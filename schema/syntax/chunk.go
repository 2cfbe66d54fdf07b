package syntax

import (
	"slices"
	"sort"
	"strings"

	"github.com/porter-ls/porter-ls/schema/text"
)

// chunk is an entry of the outermost collection, or of a big collection right
// within one: a key with its value, or an item. It reaches to the next entry,
// with the comments and blank lines between, and is parsed without looking
// back; so where the same text stands again in the next version of a file, the
// chunk is taken over as it is.
type chunk struct {
	nodes    []green // an item, or a key and its value; offsets count from the chunk's begin
	size     int32   // bytes to the next entry
	reach    int32   // bytes that were looked at
	column   int32   // of the next entry's begin, as the parser counts
	place    place
	repaired bool // something in it was left out or guessed
	broken   bool // and reported, so that what that causes is kept quiet
	aliased  bool
	suspect  bool
	notes    *notes // nil where there is nothing to note
}

// notes are what was found in a chunk beside its nodes, relative to its begin.
type notes struct {
	errs     []Error
	comments []text.Span
}

// place is what a chunk's meaning depends on beside its text.
type place struct {
	kind       Kind
	level      uint8
	indentless bool
	fixed      bool // depends on more, so that it can never be taken over
	col        int32
}

// bigSection is from how many bytes on the collection below an outermost key
// is cut into chunks.
const bigSection = 1024

// previous are the chunks of a collection's previous version.
type previous struct {
	text  string
	parts []part
	base  int
	next  int // the first one that was not come by yet
	clean bool
}

// open is a block collection being parsed.
type open struct {
	kind       Kind
	col        int
	indentless bool
	root       bool
	start      int
	base       int
	stack      int
	repairs    int
	at         mark // the begin of the entry being parsed, for a collection in chunks
	chunked    bool
	parts      []part
	count      int32
	old        *previous
	anew       []int // which parts are not taken over
	torn       bool  // lines between the entries were skipped
	odd        bool  // the entry being parsed depends on more than its text and place
	place      place // of the entry being parsed
	suspect    bool  // the parser's, before the entry being parsed
}

// open begins a block collection at a mark, with keys nodes of its first entry
// on the stack already. It returns nil where there are too many around it.
func (p *parser) open(at mark, kind Kind, col, keys int, indentless bool) (o *open) {
	if p.blockDepth >= maxDepth {
		p.unmark(at)
		p.structural(at.pos, at.pos+1, TooDeep, "this is nested too deeply")
		p.pop(len(p.stack) - keys)
		p.missing(at.pos)
		p.skipBlock(col - 1)
		return nil
	}
	p.blockDepth++
	p.level++
	defer func() { p.opens = append(p.opens, o) }()
	o = &open{
		kind: kind, col: col, indentless: indentless, root: p.level == 1,
		start: at.pos, base: p.base, stack: len(p.stack) - keys, repairs: at.repairs, at: at,
	}
	if o.chunked = o.root || p.level == 2 && p.bigSection(at.pos); !o.chunked {
		p.unmark(at)
		return o
	}
	o.old, o.place = p.previous(o), p.place(o)
	if keys > 0 {
		p.base = at.pos
		if len(p.errs) == at.errs {
			p.broken = false
		}
		rebase(&p.stack[len(p.stack)-1], int32(at.pos-o.base))
		if o.old != nil && len(o.old.parts) > 0 {
			p.hint, p.hintBase = &o.old.parts[0], o.old.base
		}
	} else {
		p.unmark(at)
	}
	return o
}

// bigSection reports whether the section that holds i goes on for long.
func (p *parser) bigSection(i int) bool {
	stop := i + bigSection
	if stop >= len(p.text) {
		return false
	}
	for i < stop {
		n := strings.IndexByte(p.text[i:stop], '\n')
		if n < 0 {
			break
		}
		i += n + 1
		if c := p.at(i); c > ' ' && c != '#' && c != '-' {
			p.far = max(p.far, i+1)
			return false
		}
	}
	p.far = max(p.far, stop+1)
	return true
}

// entry begins an entry at the position.
func (p *parser) entry(o *open) {
	if p.level <= 2 {
		p.broken = false
	}
	if o.chunked {
		p.validate(p.pos)
		o.odd, o.place = false, p.place(o)
		o.at = p.mark()
		p.aliased, o.suspect = false, p.suspect
		p.suspect = false
		p.base = p.pos
	}
}

// seal ends an entry at the position, where the next one may begin.
func (p *parser) seal(o *open) {
	if !o.chunked {
		return
	}
	p.validate(p.pos)
	start := p.base
	c := &chunk{
		nodes: p.pop(o.stack), size: int32(p.pos - start), column: int32(p.col()), place: o.place,
		reach: int32(max(p.far, p.pos+8) - start), repaired: p.repairs > o.at.repairs, broken: p.broken, aliased: p.aliased, suspect: p.suspect,
	}
	c.place.fixed = c.place.fixed || o.odd
	if len(p.errs) > o.at.errs || len(p.comments) > o.at.comments {
		c.notes = &notes{slices.Clone(p.errs[o.at.errs:]), slices.Clone(p.comments[o.at.comments:])}
		c.notes.shift(-start)
	}
	p.base = o.base
	p.aliased, p.suspect = p.aliased || o.at.aliased, p.suspect || o.suspect
	p.unmark(o.at)
	o.anew = append(o.anew, len(o.parts))
	o.add(c, start)
}

func (o *open) add(c *chunk, start int) {
	o.parts = append(o.parts, part{c, int32(start - o.base), o.count})
	o.count += int32(len(c.nodes))
}

func (n *notes) shift(by int) {
	for i := range n.errs {
		n.errs[i].Span = n.errs[i].Span.Shift(by)
	}
	for i := range n.comments {
		n.comments[i] = n.comments[i].Shift(by)
	}
}

func (p *parser) place(o *open) place {
	fixed := len(p.tags) > 0 || p.home > 0 || p.wary || o.kind == Sequence && p.col() != o.col
	return place{kind: o.kind, level: uint8(p.level), indentless: o.indentless, fixed: fixed, col: int32(o.col)}
}

// close ends a block collection and pushes it.
func (p *parser) close(o *open) {
	p.level--
	p.blockDepth--
	p.opens = p.opens[:len(p.opens)-1]
	g := green{kind: o.kind, style: Block, start: int32(o.start - o.base), repaired: p.repairs > o.repairs}
	if o.chunked {
		last := o.parts[len(o.parts)-1]
		g.coll = &children{parts: slices.Clip(o.parts)}
		g.end = last.base + last.chunk.nodes[len(last.chunk.nodes)-1].end
	} else {
		g.coll = &children{nodes: p.pop(o.stack)}
		g.end = g.coll.nodes[len(g.coll.nodes)-1].end
	}
	p.push(g)
	if o.kind == Mapping && (o.root || !o.torn) { // else they follow from what was reported
		p.checkDuplicates(len(p.stack)-1, o)
	}
}

// previous finds the chunks of a collection's previous version.
func (p *parser) previous(o *open) *previous {
	if p.prev == nil {
		return nil
	}
	old := &previous{text: p.prev.text}
	defer func() { o.parts = make([]part, 0, len(old.parts)+2) }()
	if o.root {
		if i := len(p.roots); i < len(p.prev.roots) {
			g := p.prev.roots[i].g
			if g.coll != nil {
				old.parts, old.clean = g.coll.parts, !g.coll.repeats
			}
		}
		return old
	}
	if p.hint == nil {
		return nil
	}
	base := p.hintBase + int(p.hint.base)
	for i := range p.hint.chunk.nodes {
		if c := p.hint.chunk.nodes[i].coll; c != nil && len(c.parts) > 0 {
			old.parts, old.base, old.clean = c.parts, base, !c.repeats
			return old
		}
	}
	return nil
}

// reuse takes over the entry at the position from the previous version, if it
// stands there too.
func (p *parser) reuse(o *open) bool {
	p.hint = nil
	old := o.old
	at := p.place(o)
	if old == nil || len(old.parts) == 0 || at.fixed {
		return false
	}
	for i := old.next; i < min(old.next+near, len(old.parts)); i++ {
		if old.matches(i, p, at) {
			p.take(o, i)
			return true
		}
	}
	// Text was taken out or put in: the same distance to the end counts.
	off := len(old.text) - (len(p.text) - p.pos) - old.base
	i := sort.Search(len(old.parts), func(i int) bool { return int(old.parts[i].base) >= off })
	if i > old.next && i < len(old.parts) && old.matches(i, p, at) {
		p.take(o, i)
		return true
	}
	if i := old.edited(p.text[p.pos:]); i < len(old.parts) {
		p.hint, p.hintBase = &old.parts[i], old.base
	}
	return false
}

// near is how many entries may have been taken out for the next one to be found.
const near = 8

// edited returns the chunk that a text at the position is most likely an edit of:
// one that begins with the same line, for of two entries that were edited the
// first may be new as well, or else the next.
func (old *previous) edited(is string) int {
	line, _, _ := strings.Cut(is, "\n")
	for i := old.next; i < min(old.next+near, len(old.parts)); i++ {
		if was, _, _ := strings.Cut(old.text[old.base+int(old.parts[i].base):], "\n"); was == line {
			return i
		}
	}
	return old.next
}

// matches reports whether all that the i-th chunk's parser looked at stands at
// the position.
func (old *previous) matches(i int, p *parser, at place) bool {
	c := old.parts[i].chunk
	if c.place != at {
		return false
	}
	was, is := old.text[old.base+int(old.parts[i].base):], p.text[p.pos:]
	if n := int(c.reach); n <= len(was) {
		return n <= len(is) && was[:n] == is[:n]
	}
	return was == is
}

// take takes over the i-th chunk.
func (p *parser) take(o *open, i int) {
	old, start := o.old, p.pos
	c := old.parts[i].chunk
	old.next = i + 1
	p.validate(start)
	o.add(c, start)
	p.pos += int(c.size)
	p.line = p.pos - int(c.column)
	p.row++
	p.fresh = true
	p.broken = c.broken
	p.valid = p.pos
	p.far = max(p.far, start+int(c.reach))
	p.aliased, p.suspect = p.aliased || c.aliased, p.suspect || c.suspect
	if c.repaired {
		p.repairs++
	}
	if n := c.notes; n != nil {
		for _, e := range n.errs {
			e.Span = e.Span.Shift(start)
			p.errs = append(p.errs, e)
		}
		for _, s := range n.comments {
			p.comments = append(p.comments, s.Shift(start))
		}
	}
}
