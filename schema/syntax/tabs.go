package syntax

import "strings"

// tabs reports the tabs that indent the line from the position on, once, and
// takes the line to be indented as fits best.
func (p *parser) tabs() int {
	start, end, n := p.pos, p.pos, 0
	i := p.pos
	for ; p.at(i) == ' ' || p.at(i) == '\t'; i++ {
		if p.text[i] == '\t' {
			end = i + 1
			n++
		}
	}
	p.report(start, end, TabIndent, "a tab cannot indent YAML; use spaces")
	p.repairs++
	for _, o := range p.opens {
		o.odd = true
	}
	col := i - p.line + n // two columns for each tab
	if begins := strings.TrimRight(p.text[:start], " "); begins == "" || breakAt(begins, len(begins)-1) > 0 {
		col = p.tabbed(i, n, col)
	}
	p.line = i - col
	p.pos = end
	return end
}

// tabbed finds the column of a line with n tabs before its text at i: that of a
// collection around it, or of the value that is still to come, whichever goes
// best with the line below and with usual widths of tabs. It is usual where
// there is none.
func (p *parser) tabbed(i, n, usual int) int {
	t := tabbedLine{p: p, dash: p.dashAt(i)}
	t.read(i)
	best, score := usual, 0
	try := func(col, bonus int) {
		if col == 0 && (p.at(i) == '%' || markerAt(p.text, i)) {
			return // it would end the document
		}
		if s := t.fits(col) + bonus; s > score {
			best, score = col, s
		}
	}
	plain := i - p.line - n // its columns without the tabs
	for j := len(p.opens) - 1; j >= 0; j-- {
		o, bonus := p.opens[j], 0 // how sure the width of the tabs is
		if t.dash != (o.kind == Sequence) || j == 0 && score > 0 && !p.blankAbove(i) {
			continue
		}
		switch w := o.col - plain; w {
		case 2 * n:
			bonus = 2
		case 4 * n, 8 * n:
			bonus = 1
		}
		try(o.col, bonus)
	}
	if p.pending > 0 {
		col, bonus := p.pending+1, 2
		if t.below >= p.pending && t.dash == t.belowDash {
			col = t.below
		}
		if t.dash {
			bonus = 3
		}
		try(col, bonus)
	}
	return best
}

// tabbedLine is a line that a tab indents, with the line below.
type tabbedLine struct {
	p         *parser
	dash      bool
	inner     int  // how much deeper than the line its text is, behind a dash
	opens     bool // it ends in a colon: its value may be below
	below     int  // the column of the line below, -1 where there is none
	belowDash bool
}

func (t *tabbedLine) read(i int) {
	p, begin := t.p, i
	if t.dash {
		for i++; p.at(i) == ' '; i++ {
		}
	}
	t.inner = i - begin
	end := lineEnd(p.text, i)
	t.opens = strings.HasSuffix(strings.TrimRight(p.text[i:end], " \t"), ":")
	next := p.lineBelow(i)
	p.far = max(p.far, next+2)
	t.below = -1
	if next < len(p.text) {
		t.below = p.indentOf(next)
		t.below += strings.Count(p.text[next-t.below:next], "\t") // two columns each
		t.belowDash = p.dashAt(next)
	}
}

// blankAbove reports whether the line above that of i is blank: then a section
// may well begin.
func (p *parser) blankAbove(i int) bool {
	s := strings.TrimRight(p.text[:i], " \t")
	return strings.Count(s[len(strings.TrimRight(s, " \t\r\n")):], "\n") != 1
}

// fits says how well the line goes with the one below if it is at that column.
func (t *tabbedLine) fits(col int) int {
	text := col + t.inner
	switch {
	case t.dash && t.belowDash && t.below == col:
		return 3
	case t.opens && t.below == text+2:
		return 4
	case t.opens && t.belowDash && t.below == text:
		return 3
	case t.opens && t.below > text:
		return 2
	case t.opens:
		return 1
	case t.below == text && !t.belowDash:
		return 3
	case t.below <= text:
		return 2
	}
	return 0
}
