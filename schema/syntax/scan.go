package syntax

// Classes of bytes, one bit each, so that scanning looks at a byte once.
const (
	inWord  = 1 << iota // letters, digits, _ and -: names of anchors and tags
	inURI               // may stand in a tag
	endsIn              // may end a plain scalar in block context
	endsOut             // may end one in flow context
	noPlain             // cannot begin a plain scalar
	odd                 // not a printable ASCII character: needs a closer look
)

var class = classes()

func classes() (t [256]uint8) {
	set := func(chars string, bit uint8) {
		for i := range len(chars) {
			t[chars[i]] |= bit
		}
	}
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
	set(letters, inWord|inURI)
	set(";/?:@&=+$,.!~*'()[]%", inURI)
	set(":# \t\n\r\xC2\xE2", endsIn|endsOut)
	set(",?[]{}", endsOut)
	set("-?:,[]{}#&*!|>'\"%@`", noPlain)
	for i := range 256 {
		if i < 0x20 && i != '\t' && i != '\n' && i != '\r' || i > 0x7E {
			t[i] |= odd
		}
	}
	return t
}

// breakAt returns the length of the line break at i, 0 where there is none.
// Like yaml.v3, next line, line separator and paragraph separator break lines.
func breakAt(s string, i int) int {
	if i >= len(s) {
		return 0
	}
	switch s[i] {
	case '\n':
		return 1
	case '\r':
		if i+1 < len(s) && s[i+1] == '\n' {
			return 2
		}
		return 1
	case 0xC2:
		if i+1 < len(s) && s[i+1] == 0x85 {
			return 2
		}
	case 0xE2:
		if i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] == 0xA8 || s[i+2] == 0xA9) {
			return 3
		}
	}
	return 0
}

// blankz reports whether a blank, a line break or the end of the text is at i.
func blankz(s string, i int) bool {
	return i >= len(s) || s[i] == ' ' || s[i] == '\t' || breakAt(s, i) > 0
}

// lineEnd returns where the line that holds i ends, before its break.
func lineEnd(s string, i int) int {
	for i < len(s) {
		if c := s[i]; (c == '\n' || c == '\r' || c == 0xC2 || c == 0xE2) && breakAt(s, i) > 0 {
			return i
		}
		i++
	}
	return i
}

// trimBlanks returns the end of s[start:end] without trailing blanks.
func trimBlanks(s string, start, end int) int {
	for end > start && (s[end-1] == ' ' || s[end-1] == '\t') {
		end--
	}
	return end
}

// at returns the byte at i, 0 behind the end.
func (p *parser) at(i int) byte {
	if i < len(p.text) {
		return p.text[i]
	}
	return 0
}

// col is the column of the position. A tab that indents, which is an error,
// counts as several columns.
func (p *parser) col() int { return p.pos - p.line }

// newline moves behind the line break of n bytes at the position.
func (p *parser) newline(n int) {
	p.pos += n
	p.line = p.pos
	p.row++
	p.fresh = true
}

// next moves to the next token of a block context, over blanks, line breaks and
// comments. Where a line's indentation or a block entry could begin (p.fresh),
// a tab is an error.
func (p *parser) next() {
	tab := -1
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; c {
		case ' ':
			p.pos++
		case '\t':
			if p.fresh && p.pos != tab {
				tab = p.tabs()
				break
			}
			p.pos++
		case '#':
			p.comment()
		case '\n', '\r', 0xC2, 0xE2:
			n := breakAt(p.text, p.pos)
			if n == 0 {
				return
			}
			p.newline(n)
		default:
			return
		}
	}
	p.far = len(p.text) + 1
}

// comment notes the comment at the position and moves to its line's end. If it
// is not behind other text, and more comment lines follow with only blanks
// between, tabs before them are harmless to yaml.v3, so they are to us.
func (p *parser) comment() {
	several := p.fresh || p.marked
	for {
		end := lineEnd(p.text, p.pos)
		p.comments = append(p.comments, span(p.pos, end))
		p.pos = end
		if !several {
			return
		}
		i, line := end, p.line
		for i < len(p.text) && i-end < 512 {
			if n := breakAt(p.text, i); n > 0 && p.text[i] < 0x80 {
				i += n
				line = i
			} else if p.text[i] == ' ' || p.text[i] == '\t' {
				i++
			} else {
				break
			}
		}
		if p.at(i) != '#' || line == p.line {
			return
		}
		p.pos, p.line, p.fresh = i, line, true
		p.row++
	}
}

// marker reports whether a document marker or a directive, or the end of the
// text, is at the position: what ends every block.
func (p *parser) marker() bool {
	if p.pos >= len(p.text) {
		return true
	}
	return p.pos == p.line && (p.text[p.pos] == '%' || markerAt(p.text, p.pos))
}

// markerAt reports whether --- or ... stands at i, which begins a line.
func markerAt(s string, i int) bool {
	return i+3 <= len(s) && (s[i] == '-' || s[i] == '.') && (s[i:i+3] == "---" || s[i:i+3] == "...") && blankz(s, i+3)
}

// indicator reports whether that indicator is at the position.
func (p *parser) indicator(c byte) bool {
	return p.pos < len(p.text) && p.text[p.pos] == c && blankz(p.text, p.pos+1)
}

// skipBlock moves over the rest of the line and all following lines that are
// indented deeper than indent, to the next token.
func (p *parser) skipBlock(indent int) {
	for {
		p.pos = lineEnd(p.text, p.pos)
		if n := breakAt(p.text, p.pos); n > 0 {
			p.newline(n)
		}
		for p.at(p.pos) == ' ' || p.at(p.pos) == '\t' {
			if p.text[p.pos] == '\t' {
				p.line--
			}
			p.pos++
		}
		if p.pos >= len(p.text) {
			p.far = len(p.text) + 1
			return
		}
		if breakAt(p.text, p.pos) == 0 && p.text[p.pos] != '#' && (p.col() <= indent || p.marker()) {
			return
		}
		if p.text[p.pos] == '#' {
			p.comments = append(p.comments, span(p.pos, lineEnd(p.text, p.pos)))
		}
	}
}

// within reports whether a key that began at start may still find its colon at
// the position: YAML allows 1024 characters between.
func (p *parser) within(start int) bool {
	if p.pos-start <= 1024 {
		return true
	}
	n := 0
	for range p.text[start:p.pos] {
		n++
	}
	return n <= 1024
}

// word returns the end of the name that begins at i.
func word(s string, i int) int {
	for i < len(s) && class[s[i]]&inWord != 0 {
		i++
	}
	return i
}
