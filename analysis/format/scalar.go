package format

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// scalar lays out a scalar or an alias. Its text stays as it is; lines of it move
// along with what is around.
func (p *printer) scalar(n syntax.Node, l lead) {
	s := n.Span()
	if n.Kind() != syntax.Scalar && n.Kind() != syntax.Alias {
		p.failed = true
		return
	}
	if s.Len() == 0 {
		return
	}
	if n.Style() == syntax.Literal || n.Style() == syntax.Folded {
		p.blockText(n, l)
		return
	}
	end := lineEnd(p.src[:s.End], s.Start)
	stop := end
	if n.Style() == syntax.Plain {
		stop = s.Start + len(strings.TrimRight(p.src[s.Start:end], " \t"))
	}
	p.token(s.Start, stop, l)
	if end == s.End || p.failed {
		return
	}
	var at level
	if len(p.levels) > 0 {
		at = p.levels[len(p.levels)-1]
	}
	p.moreLines(n, at)
}

// moreLines goes over the further lines of a plain or quoted scalar in a
// collection at a level. How deep they are indented means nothing, but for being
// deeper than the collection.
func (p *printer) moreLines(n syntax.Node, at level) {
	last := n.Span().End
	i := p.pos
	for {
		end := lineEnd(p.src[:last], i)
		if n.Style() == syntax.Plain || i == p.lineStart && strings.Trim(p.src[i:end], " \t") == "" {
			stop := i + len(strings.TrimRight(p.src[i:end], " \t"))
			if end < last { // the blanks of the last line are before its quote
				p.trim(stop, end)
			}
		}
		if end >= last {
			p.pos, p.depth = last, len(p.levels)
			return
		}
		brk := breakAt(p.src, end)
		p.newline(end, brk)
		i = end + brk
		text := i
		for text < last && (p.src[text] == ' ' || p.src[text] == '\t') {
			text++
		}
		if breakAt(p.src, text) == 0 {
			p.indent(text, max(at.is+1, at.is+text-i-at.was))
			i = text
		}
	}
}

// blockText lays out a block scalar: a header, and a text that moves as a whole.
func (p *printer) blockText(n syntax.Node, l lead) {
	s := n.Span()
	head := s.Start + 1
	for head < s.End && strings.IndexByte("+-0123456789", p.src[head]) >= 0 {
		head++
	}
	header := p.src[s.Start:head]
	p.token(s.Start, head, l)
	body := p.bodyStart(head)
	if p.failed || body >= s.End {
		return
	}
	p.headerEnd(head)
	was, is, ok := p.textColumns(body, s.End, header, l)
	if !ok {
		p.failed = true
		return
	}
	outer := p.group
	if p.group == 0 && was != is {
		p.groups++
		p.group = p.groups
	}
	p.moveText(body, s.End, was, is)
	p.group = outer
	p.depth = len(p.levels) + 1 // the text is a level to the comments behind it
	p.levels = append(p.levels, level{was, is})[:len(p.levels)]
	p.open = p.pos == len(p.src) && p.pos > p.lineStart && !strings.Contains(header, "-")
}

// bodyStart is where the line behind a block scalar's header begins.
func (p *printer) bodyStart(head int) int { return nextLine(p.src, head) }

// headerEnd goes over the rest of a header's line.
func (p *printer) headerEnd(head int) {
	i := head
	for i < len(p.src) && (p.src[i] == ' ' || p.src[i] == '\t') {
		i++
	}
	if i < len(p.src) && p.src[i] == '#' {
		i = p.comment(head, i, false, level{-1, -1})
	} else {
		p.trim(head, i)
	}
	n := breakAt(p.src, i)
	if n == 0 {
		p.failed = true
		return
	}
	p.newline(i, n)
}

// textColumns returns the column of a block scalar's text, and the one that it
// goes to: that of a value on a line of its own or, where the header says how deep
// the text is indented, just so deep.
func (p *printer) textColumns(body, end int, header string, l lead) (was, is int, ok bool) {
	if i := strings.IndexAny(header, "123456789"); i >= 0 {
		if len(p.levels) == 0 {
			return 0, 0, false
		}
		around, deeper := p.levels[len(p.levels)-1], int(header[i]-'0')
		return around.was + deeper, around.is + deeper, true
	}
	for i := body; i < end; i = nextLine(p.src, i) {
		text := i
		for text < end && p.src[text] == ' ' {
			text++
		}
		if text < end && breakAt(p.src, text) == 0 {
			return text - i, l.col, true
		}
	}
	return 0, 0, true // there are only empty lines
}

// moveText moves the lines of a text from a column to another. Lines that are
// empty lose their blanks, unless these are part of the text.
func (p *printer) moveText(body, end, was, is int) {
	for i := body; i < end; {
		stop := lineEnd(p.src[:end], i)
		text := i
		for text < stop && p.src[text] == ' ' && text-i < was {
			text++
		}
		switch {
		case text == stop:
			p.edit(i, stop, "", 0)
		case text-i < was:
			p.failed = true
			return
		case is < was:
			p.edit(i, i+was-is, "", p.group)
		case is > was:
			p.edit(i, i, blanks(is-was), p.group)
		}
		p.lineStart = i
		if i = stop; i < end {
			n := breakAt(p.src, i)
			p.newline(i, n)
			i += n
		}
	}
	p.pos, p.shift = end, 0
}

// openText reports whether the file ends within the last line of a text, which a
// line break would become part of.
func (p *printer) openText() bool { return p.open }
