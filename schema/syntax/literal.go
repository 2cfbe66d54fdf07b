package syntax

// blockScalar parses a literal or folded scalar with the lines that belong to
// it, inside a block collection at column indent.
func (p *parser) blockScalar(indent int) {
	start, s := p.pos, p.text
	b := blockText{p: p, folded: s[start] == '>', parent: indent}
	header := b.header()
	if b.step > 0 {
		b.indent = max(indent, 0) + b.step
	}
	if n := breakAt(s, p.pos); n > 0 {
		p.newline(n)
	}
	b.body()
	style := Literal
	if b.folded {
		style = Folded
	}
	end := b.end
	if b.end <= start {
		end = header
	}
	g := green{kind: Scalar, style: style, start: p.rel(start), end: p.rel(end), extra: b.dec.done()}
	p.fresh = true
	p.push(g)
}

// blockText reads one block scalar.
type blockText struct {
	p      *parser
	folded bool
	parent int // the column of the collection around it
	step   int // the indentation indicator, 0 where there is none
	chomp  byte
	indent int // the column of the text, 0 until known
	end    int // behind the last byte that is part of the value
	dec    decoding
}

// header parses the indicators and the rest of the first line, and returns
// where the indicators end.
func (b *blockText) header() int {
	p := b.p
	p.pos++
	for range 2 {
		switch c := p.at(p.pos); {
		case (c == '+' || c == '-') && b.chomp == 0:
			b.chomp = c
			p.pos++
		case c >= '1' && c <= '9' && b.step == 0:
			b.step = int(c - '0')
			p.pos++
		}
	}
	end := p.pos
	p.fresh = false
	for p.at(p.pos) == ' ' || p.at(p.pos) == '\t' {
		p.pos++
	}
	if p.at(p.pos) == '#' {
		p.comment()
	}
	if rest := lineEnd(p.text, p.pos); rest > p.pos {
		p.structural(p.pos, trimBlanks(p.text, p.pos, rest), OtherError, "nothing but a comment may follow the | or > of a block text; begin the text on the next line")
		p.pos = rest
	}
	return end
}

// body reads the lines. What is between two lines of text is only known to
// belong to the value when the second one is there.
func (b *blockText) body() {
	p, s := b.p, b.p.text
	breaks, end := b.skip()
	lead := -1 // the break behind the last line of text
	blankLead := false
	for p.pos < len(s) && p.col() == b.indent {
		blank := s[p.pos] == ' ' || s[p.pos] == '\t'
		if lead >= 0 {
			n := breakAt(s, lead)
			if b.folded && !blankLead && !blank && s[lead] != 0xE2 {
				if end == lead+n {
					b.dec.put(p, lead, " ")
				}
			} else {
				b.dec.put(p, lead, breakText(s, lead, n))
			}
		}
		b.dec.breaks(p, breaks, end)
		blankLead = blank
		stop := lineEnd(s, p.pos)
		b.dec.text(p, p.pos, stop)
		b.dec.reserve(p, b.parent)
		b.end = stop
		p.pos = stop
		lead = stop
		if n := breakAt(s, stop); n > 0 {
			p.newline(n)
		} else {
			lead = -1
		}
		breaks, end = b.skip()
	}
	if p.pos >= len(s) {
		p.far = len(s) + 1
	}
	if lead >= 0 && b.chomp != '-' {
		n := breakAt(s, lead)
		b.dec.put(p, lead, breakText(s, lead, n))
		b.end = lead + n
	}
	if b.chomp == '+' && b.dec.breaks(p, breaks, end) {
		b.end = end
	}
}

// skip moves over empty lines and the next line's indentation. It returns the
// range in which the empty lines' breaks stand, and finds out the text's
// indentation if that is not known yet.
func (b *blockText) skip() (from, to int) {
	p, s := b.p, b.p.text
	from, to = p.pos, p.pos
	deepest := 0
	for {
		for p.at(p.pos) == ' ' && (b.indent == 0 || p.col() < b.indent) {
			p.pos++
		}
		deepest = max(deepest, p.col())
		if p.at(p.pos) == '\t' && (b.indent == 0 || p.col() < b.indent) {
			if b.indent > 0 && b.keyBehindTab() {
				break
			}
			b.tab()
		}
		n := breakAt(s, p.pos)
		if n == 0 {
			break
		}
		p.newline(n)
		to = p.pos
	}
	if b.indent == 0 {
		b.indent = max(deepest, b.parent+1, 1)
	}
	return from, to
}

// keyBehindTab reports whether a key or item is behind the tab at the position
// rather than text: the scalar ends before it then.
func (b *blockText) keyBehindTab() bool {
	p, i := b.p, b.p.pos
	for p.at(i) == '\t' || p.at(i) == ' ' {
		i++
	}
	p.far = max(p.far, lineEnd(p.text, i)+1)
	return i < len(p.text) && (p.dashAt(i) || plainKey(p.text, i)) && i-p.line < b.indent
}

// tab reports the tab where the text's indentation is expected. The line is
// read all the same, as if it were indented like the text.
func (b *blockText) tab() {
	p := b.p
	start, end := p.pos, p.pos
	for ; p.at(p.pos) == '\t' || p.at(p.pos) == ' '; p.pos++ {
		if p.text[p.pos] == '\t' {
			end = p.pos + 1
		}
	}
	if b.indent == 0 {
		b.indent = max(p.col(), b.parent+1, 1)
	}
	p.line = p.pos - b.indent
	p.report(start, end, TabIndent, "a tab cannot indent YAML; use spaces")
	p.repairs++
}
