package format

import "strings"

// lead is what stands before a token: so many blanks behind the one before it,
// or, where it is the first one of its line, its column.
type lead struct {
	space, col int
	moves      bool // it is a key or a dash, and what is below it has to move along
}

// token goes over a token of one line.
func (p *printer) token(start, end int, l lead) {
	p.gap(start, l)
	if p.failed || end < start {
		p.failed = true
		return
	}
	p.pos, p.depth, p.hollow = end, len(p.levels), false
}

// char goes over a token of one character that must be the next one.
func (p *printer) char(c byte, l lead) {
	i := p.skip(p.pos)
	if i >= len(p.src) || p.src[i] != c {
		p.failed = true
		return
	}
	p.token(i, i+1, l)
}

// skip returns where the next token begins that is no comment.
func (p *printer) skip(i int) int {
	for i < len(p.src) {
		switch p.src[i] {
		case ' ', '\t', '\n', '\r':
			i++
		case '#':
			i = lineEnd(p.src, i)
		default:
			return i
		}
	}
	return i
}

// breaks reports whether a line ends between the last token and the next one.
func (p *printer) breaks(to int) bool {
	return p.pos == p.lineStart || p.pos < to && strings.ContainsAny(p.src[p.pos:to], "\n\r")
}

// gap goes from the last token to the next one.
func (p *printer) gap(to int, l lead) {
	if p.failed || to < p.pos {
		p.failed = true
		return
	}
	was := l.col
	if p.breaks(to) {
		was = p.column(to)
	}
	var empty emptyLines
	for i := p.pos; ; {
		j := i
		for j < to && (p.src[j] == ' ' || p.src[j] == '\t') {
			j++
		}
		fresh := i == p.lineStart
		n := breakAt(p.src, j)
		switch {
		case j == to:
			p.collapse(&empty, false)
			if fresh {
				p.indent(j, l.col)
			} else {
				p.space(i, j, l)
			}
			p.top = false
			return
		case p.src[j] == '#':
			p.collapse(&empty, false)
			i = p.comment(i, j, fresh, level{was, l.col})
			n = breakAt(p.src, i)
			p.top = false
			if i >= to {
				p.failed = true
				return
			}
			p.newline(i, n)
			i += n
		case n > 0 && fresh:
			empty.add(i, j+n)
			i = j + n
			p.lineStart, p.shift = i, 0
		case n > 0:
			p.trim(i, j)
			p.newline(j, n)
			i = j + n
		default:
			p.failed = true
			return
		}
	}
}

// newline goes over the line break of n bytes at i.
func (p *printer) newline(i, n int) {
	if n > 0 {
		if p.src[i:i+n] != p.style.newline {
			p.edit(i, i+n, p.style.newline, 0)
		}
		p.lineStart, p.shift = i+n, 0
	}
}

// trim takes away blanks at a line's end.
func (p *printer) trim(start, end int) {
	if !p.opts.KeepBlanks {
		p.edit(start, end, "", 0)
	}
}

// indent moves the token at i, the first one of its line, to a column.
func (p *printer) indent(i, col int) {
	p.set(p.lineStart, i, col, p.group)
	p.shift, p.lineCol = col-(i-p.lineStart), col
}

// space puts the lead's blanks in the place of those from start to end.
func (p *printer) space(start, end int, l lead) {
	group := 0
	if l.moves {
		group = p.group
	}
	p.set(start, end, l.space, group)
	p.shift += l.space - (end - start)
}

// set makes the blanks from start to end n ones, and changes as few of them as it
// takes.
func (p *printer) set(start, end, n, group int) {
	same := start
	for same < end && same-start < n && p.src[same] == ' ' {
		same++
	}
	p.edit(same, end, blanks(n-(same-start)), group)
}

// emptyLines are lines in a row with nothing in them but blanks.
type emptyLines struct{ start, end []int }

func (e *emptyLines) add(start, end int) {
	e.start, e.end = append(e.start, start), append(e.end, end)
}

// maxEmpty is how many empty lines in a row are kept.
const maxEmpty = 2

// collapse ends a row of empty lines: of those between others the first few
// stay, of those at the begin or end of the text none.
func (p *printer) collapse(e *emptyLines, last bool) {
	keep := maxEmpty
	if p.top || last {
		keep = 0
	}
	for i := range e.start {
		if i >= keep {
			p.edit(e.start[i], e.end[len(e.end)-1], "", 0)
			break
		}
		stop := e.end[i]
		n := 0
		for stop > e.start[i] && breakAt(p.src, stop-1) > 0 {
			stop--
			n++
		}
		p.trim(e.start[i], stop)
		if n > 0 && p.src[stop:stop+n] != p.style.newline {
			p.edit(stop, stop+n, p.style.newline, 0)
		}
	}
	*e = emptyLines{}
}

// end goes from the last token to the text's end.
func (p *printer) end() {
	var empty emptyLines
	for i := p.pos; ; {
		j := i
		for j < len(p.src) && (p.src[j] == ' ' || p.src[j] == '\t') {
			j++
		}
		fresh := i == p.lineStart
		n := breakAt(p.src, j)
		switch {
		case j < len(p.src) && p.src[j] == '#':
			p.collapse(&empty, false)
			i = p.comment(i, j, fresh, level{-1, -1})
			n = breakAt(p.src, i)
			p.top = false
			p.newline(i, n)
			i += n
			if n == 0 {
				p.finalBreak(i)
				return
			}
		case j == len(p.src):
			if fresh {
				if j > i {
					empty.add(i, j)
				}
				p.collapse(&empty, !p.opts.KeepEnd)
				return
			}
			p.trim(i, j)
			p.finalBreak(j)
			return
		case n == 0:
			return // what belongs to nothing is left as it is
		case fresh:
			empty.add(i, j+n)
			i = j + n
			p.lineStart, p.shift = i, 0
		default:
			p.trim(i, j)
			p.newline(j, n)
			i = j + n
		}
	}
}

// finalBreak ends the last line, unless the break would become part of a text.
func (p *printer) finalBreak(at int) {
	if !p.opts.NoFinalBreak && !p.openText() {
		p.edit(at, at, p.style.newline, 0)
	}
}
