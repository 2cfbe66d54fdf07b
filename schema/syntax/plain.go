package syntax

// plain parses a plain scalar and the blanks and line breaks behind it, up to
// limit. Lines that continue it are indented deeper than indent; in flow
// context any do. A scalar that can only be a key stays on its line.
func (p *parser) plain(indent, limit int, flow, oneLine bool) {
	s, start := p.text, p.pos
	stops := uint8(endsIn)
	if flow {
		stops = endsOut
	}
	end, i := words(s, start, limit, stops)
	p.pos = i
	var dec decoding
	from := start
	for !oneLine && i < limit && breakAt(s, i) > 0 {
		p.indentation(indent, limit)
		j := p.pos
		if j >= limit || stopsPlain(s, j, stops) || !flow && p.col() <= indent || p.pos == p.line && markerAt(s, j) || p.home > 0 && p.col() == p.home && p.indicator('-') {
			break
		}
		dec.text(p, from, end)
		dec.fold(p, i, j)
		dec.reserve(p, indent)
		from = j
		end, i = words(s, j, limit, stops)
		p.pos, p.fresh = i, false
	}
	if p.pos >= len(s) {
		p.far = len(s) + 1
	}
	p.push(green{kind: Scalar, style: Plain, start: p.rel(start), end: p.rel(end), extra: dec.finish(p, from, end)})
}

// words returns where the words of a plain scalar on the line of i end, and
// where what follows them begins: a line break, a comment, an indicator.
func words(s string, i, limit int, stops uint8) (end, next int) {
	for {
		for i < limit && class[s[i]]&stops == 0 {
			i++
		}
		if i >= limit {
			return limit, limit
		}
		switch s[i] {
		case ' ', '\t':
			end = i
			for i < limit && (s[i] == ' ' || s[i] == '\t') {
				i++
			}
			if i >= limit || stopsPlain(s, i, stops) {
				return end, i
			}
		case '#':
			i++
		default:
			if stopsPlain(s, i, stops) {
				return i, i
			}
			i++
		}
	}
}

// stopsPlain reports whether what stands at i, behind a blank or at a line's
// begin, ends a plain scalar.
func stopsPlain(s string, i int, stops uint8) bool {
	c := s[i]
	if class[c]&stops == 0 {
		return false
	}
	switch c {
	case ':':
		return blankz(s, i+1)
	case 0xC2, 0xE2:
		return breakAt(s, i) > 0
	}
	return true
}

// indentation moves from a line break over blank lines to the first character
// of the line that could continue a plain scalar. A tab at or left of indent
// stops it: that is an error for whoever reads on.
func (p *parser) indentation(indent, limit int) {
	for p.pos < limit {
		if n := breakAt(p.text, p.pos); n > 0 {
			p.newline(n)
			continue
		}
		if c := p.text[p.pos]; c != ' ' && (c != '\t' || p.col() <= indent) {
			return
		}
		p.pos++
	}
}
