package syntax

import "strings"

// blockNode parses the node that begins at the position, inside a block
// collection at column indent (-1 for a document). A sequence may stand at
// that very column where indentless says so.
func (p *parser) blockNode(indent int, indentless bool) {
	if p.level <= 1 { // a chunk may begin here, and has only its own errors
		p.validate(p.pos)
	}
	at := p.mark()
	fresh, col := p.fresh, p.col()
	switch {
	case p.indicator('-') && fresh:
		p.sequence(at, col, indentless && col == indent)
		return
	case p.indicator('?') && fresh:
		p.mapping(at, col, false)
		return
	}
	p.atom(indent, len(p.text), false, indentless)
	if !p.indicator(':') {
		p.unmark(at)
		return
	}
	switch {
	case p.row == at.row && fresh:
		p.checkLength(at.pos)
		p.mapping(at, col, true)
	case p.row == at.row:
		p.secondColon()
		p.unmark(at)
	case p.plainAbove():
		p.untangle(at, indent, fresh, col)
	default:
		p.unmark(at)
	}
}

// plainAbove reports whether the node just parsed is a plain scalar that began
// on a line above and ends on the current one.
func (p *parser) plainAbove() bool {
	g := &p.stack[len(p.stack)-1]
	return g.style == Plain && p.abs(g.end) >= p.line
}

// secondColon reports a colon behind a value on the line of its key, and takes
// the rest of the line as part of the value.
func (p *parser) secondColon() {
	p.structural(p.pos, p.pos+1, OtherError, "a second colon on one line; put the value in quotes if the colon is part of it")
	g := &p.stack[len(p.stack)-1]
	if g.kind != Scalar || g.style != Plain || g.extra != nil {
		return
	}
	start, end := p.abs(g.start), lineEnd(p.text, p.pos)
	if i := strings.Index(p.text[p.pos:end], " #"); i >= 0 {
		end = p.pos + i
	}
	p.pos = end
	g.end = p.rel(trimBlanks(p.text, start, end))
	g.repaired = true
}

// untangle reads again what looked like a plain scalar of several lines with a
// colon in its last line: a line that was not finished, before one that is a
// key. If that one is a key beside or below it, the first is a key without its
// colon; but deeper than an item's text, or behind a blank line, it may as well
// belong to an item that has lost its dash.
func (p *parser) untangle(at mark, indent int, fresh bool, col int) {
	last := p.line
	for p.at(last) == ' ' {
		last++
	}
	lastCol, gap := last-p.line, p.blankAbove(last)
	p.rewind(at)
	p.fresh = fresh
	inItem := len(p.opens) > 0 && p.opens[len(p.opens)-1].kind == Sequence
	if fresh && !p.dashAt(last) && (lastCol == col && !(inItem && gap) || lastCol > col && !inItem) {
		p.mapping(at, col, false)
		return
	}
	p.atom(indent, p.beforeDash(at.pos, last), false, false)
	p.unmark(at)
}

// beforeDash returns the end of the line before the first one from i to last
// that begins with a dash, or before last.
func (p *parser) beforeDash(i, last int) int {
	for {
		end := lineEnd(p.text, i)
		i = p.lineBelow(i)
		if i >= last || p.dashAt(i) {
			return end
		}
	}
}

// dashAt reports whether the dash of an item is at i.
func (p *parser) dashAt(i int) bool { return p.at(i) == '-' && blankz(p.text, i+1) }

// atom parses a scalar, alias or flow collection with its properties; or, where
// properties end their line, the node on the lines below.
func (p *parser) atom(indent, limit int, key, indentless bool) {
	row := p.row
	var pr props
	p.props(&pr, p.next)
	if pr.any() && (p.row != row || p.marker()) {
		if p.belongs(indent, indentless) && !key {
			p.blockNode(indent, indentless)
		} else {
			p.missing(pr.end)
		}
		p.attach(&pr)
		return
	}
	s := p.text
	switch c := p.at(p.pos); {
	case c == '"' || c == '\'':
		p.quoted(len(s), false)
	case c == '|' || c == '>':
		p.blockScalar(indent)
	case c == '[' || c == '{':
		p.flow(indent)
	case c == '*':
		p.alias()
	case class[c]&noPlain == 0 || c == '-' && !blankz(s, p.pos+1) || (c == '?' || c == ':') && !blankz(s, p.pos+1):
		p.fresh = false
		p.plain(indent, limit, false, key)
	case c == ':' && pr.any():
		p.missing(pr.end)
	default:
		p.unreadable(c)
	}
	p.attach(&pr)
	if n := len(p.stack) - 1; p.stack[n].style != Plain || p.stack[n].kind == Alias {
		for p.at(p.pos) == ' ' || p.at(p.pos) == '\t' && !p.fresh {
			p.pos++
		}
	}
}

// unreadable reports a character that begins no value here, and takes the rest
// of the line as text.
func (p *parser) unreadable(c byte) {
	start := p.pos
	end := trimBlanks(p.text, start, lineEnd(p.text, start))
	message := "a value cannot begin with " + string(rune(c)) + "; put it in quotes"
	switch c {
	case '-':
		message = "a list item must begin on a line of its own"
	case '?', ':':
		message = "a key is missing before this " + string(rune(c))
	case ']', '}', ',':
		message = "there is no bracket that this " + string(rune(c)) + " belongs to"
	}
	p.structural(start, start+1, OtherError, message)
	p.push(green{kind: Scalar, style: Plain, repaired: true, start: p.rel(start), end: p.rel(max(end, start+1))})
	p.pos, p.fresh = max(end, start+1), false
}

// belongs reports whether what stands at the position, on a line of its own,
// is inside a block collection at column indent.
func (p *parser) belongs(indent int, indentless bool) bool {
	if p.marker() {
		return false
	}
	c := p.col()
	if p.home > 0 && c == p.home && p.indicator('-') {
		return false
	}
	if c != indent {
		return c > indent
	}
	b := p.text[p.pos]
	return indentless && p.indicator('-') || b == '|' || b == '>'
}

// sequence parses a block sequence whose dashes stand at column col. An
// indentless one ends where its mapping goes on.
func (p *parser) sequence(at mark, col int, indentless bool) {
	o := p.open(at, Sequence, col, 0, indentless)
	if o == nil {
		return
	}
	for {
		if !p.reuse(o) {
			p.entry(o)
			p.item(p.col())
			p.settle(o)
			p.seal(o)
		}
		if p.marker() || p.col() < o.col || !p.indicator('-') {
			break
		}
	}
	p.close(o)
}

func (p *parser) item(col int) {
	row := p.row
	p.pos++
	p.fresh = true
	after := p.pos
	p.next()
	if p.row == row && p.pos < len(p.text) || p.belongs(col, false) {
		p.blockNode(col, false)
		return
	}
	p.missing(after)
}

// mapping parses a block mapping whose keys stand at column col. The first key
// may be on the stack already, with the position at its colon.
func (p *parser) mapping(at mark, col int, keyed bool) {
	keys := 0
	if keyed {
		keys = 1
	}
	o := p.open(at, Mapping, col, keys, false)
	if o == nil {
		return
	}
	for {
		if keyed || !p.reuse(o) {
			if !keyed {
				p.entry(o)
			}
			p.pair(col, keyed)
			keyed = false
			p.settle(o)
			p.seal(o)
		}
		if p.marker() || p.col() < col || p.indicator('-') {
			break
		}
	}
	p.close(o)
}

// pair parses a key and its value.
func (p *parser) pair(col int, keyed bool) {
	if !keyed && p.indicator('?') {
		p.explicitPair(col)
	} else {
		if keyed || p.key(col) {
			p.pos++ // the colon; where it is missing, as if it were there
			p.fresh = false
		}
		p.value(col)
	}
	p.checkPair(len(p.stack) - 2)
}

// key parses a key and reports whether its colon follows.
func (p *parser) key(col int) bool {
	start, row := p.pos, p.row
	p.atom(col, len(p.text), true, false)
	g := &p.stack[len(p.stack)-1]
	if p.row == row && p.indicator(':') {
		p.checkLength(start)
		return true
	}
	end := p.abs(g.end)
	if p.row != row {
		end = min(end, lineEnd(p.text, start))
	}
	p.structural(start, max(end, start+1), MissingColon, "a colon is missing behind this key")
	g.repaired = true
	return false
}

// checkLength reports a key from start to the position that is too long.
func (p *parser) checkLength(start int) {
	if !p.within(start) {
		p.structural(start, p.pos, BadKey, "a key and its colon must stand within 1024 characters; begin the key with ? or shorten it")
	}
}

// value parses what stands behind a colon, in a mapping at column col.
func (p *parser) value(col int) {
	after, row := p.pos, p.row
	p.pending = col + 1
	p.next()
	p.pending = 0
	if p.pos < len(p.text) && p.row == row || p.belongs(col, true) {
		p.blockNode(col, true)
		return
	}
	if p.at(after) == ' ' {
		after++
	}
	p.missing(after)
}

// explicitPair parses `? key` and, on a line of its own, `: value`.
func (p *parser) explicitPair(col int) {
	p.pos++
	p.trailing()
	p.value(col)
	p.next()
	if p.fresh && !p.marker() && p.col() == col && p.indicator(':') {
		p.pos++
		p.trailing()
		p.value(col)
		return
	}
	p.missing(p.abs(p.stack[len(p.stack)-1].end))
}

// trailing moves over a comment behind a ? or : on its own line: there yaml.v3
// minds no tabs.
func (p *parser) trailing() {
	i := p.pos
	for p.at(i) == ' ' || p.at(i) == '\t' {
		i++
	}
	if p.at(i) == '#' {
		p.pos = i
		p.fresh = false
		p.comment()
	}
	p.fresh = true
}

// settle moves to the next token and skips what cannot stand there: what is
// behind a complete entry but belongs to nothing.
func (p *parser) settle(o *open) {
	p.next()
	for !p.marker() {
		if p.fresh && p.indicator('-') && (p.col() > o.col || p.col() == o.col && o.kind == Mapping) {
			switch p.adopt(o) {
			case next:
				return
			case taken:
				o.torn = true
				p.next()
				continue
			}
		}
		switch {
		case !p.fresh:
			p.structural(p.pos, trimBlanks(p.text, p.pos, lineEnd(p.text, p.pos)), OtherError, "nothing may follow here; begin a new line, or put the whole value in quotes")
		case p.col() > o.col && o.kind == Sequence:
			p.structural(p.pos, p.wordsEnd(), BadIndent, "this line needs a dash before it, or the line above a colon at its end")
			p.blockNode(o.col, false) // as an item: it may well be one
			p.stack[len(p.stack)-2].repaired, p.stack[len(p.stack)-1].repaired = true, true
			p.next()
			continue
		case p.col() > o.col:
			p.structural(p.pos, p.wordsEnd(), BadIndent, "this line is indented too deeply, or not deeply enough, for what is around it")
		case p.col() == o.col && o.kind == Mapping && p.indicator('-'):
			p.structural(p.pos, p.wordsEnd(), BadIndent, "a list item cannot stand between keys; indent it under its key")
		case p.col() == o.col && o.kind == Sequence && !p.indicator('-') && !o.root && (!o.indentless || p.amidItems()):
			p.structural(p.pos, p.wordsEnd(), BadIndent, "this line needs a dash before it, or another indentation")
		default:
			return
		}
		o.torn = true
		p.skipBlock(o.col)
	}
}

// amidItems reports whether the key at the position, in line with the dashes of
// a list, cannot be the next key of the mapping around the list, because it has
// a value and then the list goes on.
func (p *parser) amidItems() bool {
	if p.blankAbove(p.pos) {
		return false
	}
	col, i := p.col(), p.lineBelow(p.pos)
	what, _, _ := strings.Cut(p.text[p.pos:lineEnd(p.text, p.pos)], " #")
	value := !strings.HasSuffix(withoutProps(what), ":")
	for i < len(p.text) && p.indentOf(i) > col {
		value = true
		i = p.lineBelow(i)
	}
	p.far = max(p.far, i+2)
	return value && i < len(p.text) && p.indentOf(i) == col && p.dashAt(i)
}

// withoutProps cuts the anchor and tag off the end of a line, which say nothing
// yet of where the value stands that they belong to.
func withoutProps(line string) string {
	for {
		line = strings.TrimRight(line, " \t")
		i := strings.LastIndexAny(line, " \t") + 1
		if i == 0 || line[i] != '&' && line[i] != '!' {
			return line
		}
		line = line[:i]
	}
}

// wordsEnd is the end of the words at the position: of a key, or of the line's text.
func (p *parser) wordsEnd() int {
	end, _ := words(p.text, p.pos, len(p.text), endsIn)
	return max(end, p.pos+1)
}
