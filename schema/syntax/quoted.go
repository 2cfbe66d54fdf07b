package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// quoted parses a quoted scalar. One whose end quote is missing, or cannot be
// the right one, is taken to end with its line, so that a quote just typed does
// not swallow what follows.
func (p *parser) quoted(limit int, flow bool) bool {
	start := p.pos
	q := quotation{p: p, quote: p.text[start]}
	end, ok := q.find(start+1, limit)
	if ok && q.lines > 0 && !p.mayFollow(end, flow) {
		ok = false
	}
	if ok && q.lines > 0 && p.swallows(start, end) {
		p.suspect = true
		ok = !p.wary
	}
	p.far = max(p.far, min(end+8, len(p.text)+1))
	if !ok {
		if p.strict {
			return false
		}
		p.unclosed(start)
		return true
	}
	style := DoubleQuoted
	if q.quote == '\'' {
		style = SingleQuoted
	}
	g := green{kind: Scalar, style: style, start: p.rel(start), end: p.rel(end)}
	if q.lines > 0 || q.escapes > 0 {
		g.extra = q.decode(start+1, end-1)
	}
	p.push(g)
	p.pos, p.fresh = end, false
	if q.lines > 0 {
		p.row += q.lines
		p.line = q.line
	}
	return true
}

// mayFollow reports whether what stands behind a quoted scalar of several
// lines that ends at i can stand there.
func (p *parser) mayFollow(i int, flow bool) bool {
	s := p.text
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	if i >= len(s) || s[i] == '#' || breakAt(s, i) > 0 {
		return true
	}
	return flow && (s[i] == ',' || s[i] == ']' || s[i] == '}' || s[i] == ':' && p.strict)
}

// swallows reports whether a quoted scalar of several lines has one in it that
// looks like a key or item beside the scalar's own: it may be a quote without
// its end that found another one further down.
func (p *parser) swallows(start, end int) bool {
	line := start - p.indentOf(start)
	for p.at(line) == ' ' {
		line++
	}
	base := p.indentOf(line)
	for i := p.lineBelow(start); i < end; i = p.lineBelow(i) {
		if p.indentOf(i) <= base && (p.dashAt(i) || plainKey(p.text, i)) {
			return true
		}
	}
	return false
}

// unclosed reports the quote at start and takes the rest of the line as its
// text.
func (p *parser) unclosed(start int) {
	end := trimBlanks(p.text, start+1, lineEnd(p.text, start))
	style, name := DoubleQuoted, "double"
	if p.text[start] == '\'' {
		style, name = SingleQuoted, "single"
	}
	p.structural(start, end, UnclosedQuote, "this "+name+" quote is never closed")
	p.push(green{
		kind: Scalar, style: style, repaired: true, start: p.rel(start), end: p.rel(end),
		extra: &extra{decoded: true, value: strings.Clone(p.text[start+1 : end]), runs: []run{{0, p.rel(start + 1)}}},
	})
	p.pos, p.fresh = end, false
}

// quotation reads one quoted scalar.
type quotation struct {
	p       *parser
	quote   byte
	escapes int // how many sequences between the quotes do not mean themselves
	pieces  int // how many of them do not follow another at once
	lines   int // line breaks between the quotes
	line    int // where the last line begins
}

// find returns the place behind the end quote; or how far it looked for one.
func (q *quotation) find(i, limit int) (end int, ok bool) {
	s, last := q.p.text, -1 // behind the last escape
	for i < limit {
		switch c := s[i]; {
		case c == q.quote:
			if c == '"' || i+1 >= len(s) || s[i+1] != '\'' {
				return i + 1, true
			}
			q.escapes++
			if i != last {
				q.pieces++
			}
			i += 2
			last = i
		case c == '\\' && q.quote == '"':
			q.escapes++
			if i != last {
				q.pieces++
			}
			i++
			if breakAt(s, i) == 0 {
				i++
			}
			last = i
		case c == '\n' || c == '\r' || c == 0xC2 || c == 0xE2:
			n := breakAt(s, i)
			if n == 0 {
				i++
				continue
			}
			i += n
			q.lines++
			q.line = i
			if markerAt(s, i) {
				return i, false
			}
		default:
			i++
		}
	}
	return i, false
}

// decode returns what stands between the quotes, from start to end.
func (q *quotation) decode(start, end int) *extra {
	p, s := q.p, q.p.text
	var dec decoding
	dec.buf.Grow(end - start - q.escapes)
	dec.runs = make([]run, 0, q.escapes+q.pieces+2*q.lines+1)
	from := start // where text begins that is not appended yet
	for i := start; i < end; {
		switch c := s[i]; {
		case c == '\'' && q.quote == '\'':
			dec.text(p, from, i)
			dec.escape(p, i, "'")
			i += 2
			from = i
		case c == '\\' && q.quote == '"':
			dec.text(p, from, i)
			i = q.escape(&dec, i, end)
			from = i
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xC2 || c == 0xE2:
			stop := i
			for i < end && (s[i] == ' ' || s[i] == '\t') {
				i++
			}
			if i >= end || breakAt(s, i) == 0 {
				i = max(i, stop+1)
				continue
			}
			dec.text(p, from, stop)
			brk := i
			i = q.blank(i, end)
			dec.fold(p, brk, i)
			from = i
		default:
			i++
		}
	}
	dec.text(p, from, end)
	return dec.done()
}

// blank returns the first place from i on that is neither blank nor a break.
func (q *quotation) blank(i, end int) int {
	for i < end {
		if n := breakAt(q.p.text, i); n > 0 {
			i += n
		} else if c := q.p.text[i]; c == ' ' || c == '\t' {
			i++
		} else {
			break
		}
	}
	return i
}

// escapes are what one character behind a backslash means.
var escapes = [256]string{
	'0': "\x00", 'a': "\a", 'b': "\b", 't': "\t", '\t': "\t", 'n': "\n", 'v': "\v", 'f': "\f", 'r': "\r",
	'e': "\x1B", ' ': " ", '"': `"`, '\'': "'", '\\': `\`, 'N': "\u0085", '_': "\u00A0", 'L': "\u2028", 'P': "\u2029",
}

// escapeDigits is how many hexadecimal digits follow a backslash and c.
func escapeDigits(c byte) int {
	switch c {
	case 'x':
		return 2
	case 'u':
		return 4
	case 'U':
		return 8
	}
	return 0
}

// escape appends what the backslash at i begins and returns what follows it.
func (q *quotation) escape(dec *decoding, i, end int) int {
	p, s := q.p, q.p.text
	if n := breakAt(s, i+1); n > 0 { // the line goes on behind its indentation
		j := q.blank(i+1+n, end)
		dec.breaks(p, i+1+n, j)
		return j
	}
	c := p.at(i + 1)
	if text := escapes[c]; text != "" {
		dec.escape(p, i, text)
		return i + 2
	}
	digits := escapeDigits(c)
	if digits == 0 {
		_, n := utf8.DecodeRuneInString(s[i+1:])
		p.report(i, i+1+n, BadEscape, fmt.Sprintf(`%s is no escape in double quotes; write \\ for a backslash, or use single quotes`, s[i:i+1+n]))
		dec.text(p, i, min(i+1+n, end))
		return min(i+1+n, end)
	}
	value, j := 0, i+2
	for ; j < i+2+digits && j < end && strings.IndexByte("0123456789abcdefABCDEF", s[j]) >= 0; j++ {
		value = value<<4 | hex(s[j])
	}
	if j < i+2+digits || value > 0x10FFFF || value >= 0xD800 && value < 0xE000 {
		p.report(i, j, BadEscape, fmt.Sprintf(`\%c needs %d hexadecimal digits that name a character`, c, digits))
		dec.text(p, i, j)
		return j
	}
	dec.escape(p, i, string(rune(value)))
	return j
}

func hex(c byte) int {
	switch {
	case c >= 'a':
		return int(c-'a') + 10
	case c >= 'A':
		return int(c-'A') + 10
	}
	return int(c - '0')
}
