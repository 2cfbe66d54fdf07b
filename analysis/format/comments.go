package format

import (
	"unicode/utf8"

	"github.com/porter-ls/porter-ls/schema/text"
)

// trailing is a comment behind something, or one on a line of its own that goes
// on with such a one.
type trailing struct {
	piece    int // the edit of the blanks before it
	line     int
	col      int // in characters
	end      int // the new column, in characters, behind what it follows
	gap      int // how many characters were between
	goesOn   bool
	from, to int
}

// comment goes over the comment at i, which blanks from start on are before, and
// returns its end. next are the columns of the token behind it.
func (p *printer) comment(start, i int, fresh bool, next level) (end int) {
	stop := lineEnd(p.src, i)
	end = stop
	for end > i && (p.src[end-1] == ' ' || p.src[end-1] == '\t') {
		end--
	}
	line := p.file.Lines().Line(i)
	col := utf8.RuneCountInString(p.src[p.lineStart:i])
	switch {
	case !fresh:
		was := utf8.RuneCountInString(p.src[p.lineStart:start])
		p.trailing = append(p.trailing, trailing{
			piece: len(p.pieces), line: line, col: col, end: was + p.shift, gap: col - was, from: start, to: i,
		})
		p.pieces = append(p.pieces, piece{}) // decided once all of them are known
	case p.goesOn(line, col, next):
		p.trailing = append(p.trailing, trailing{piece: len(p.pieces), line: line, col: col, goesOn: true, from: start, to: i})
		p.pieces = append(p.pieces, piece{})
	default:
		p.set(start, i, p.commentColumn(i-p.lineStart, next), p.group)
	}
	p.trim(end, stop)
	return stop
}

// goesOn reports whether a comment on a line of its own goes on with one that is
// behind something on the line above.
func (p *printer) goesOn(line, col int, next level) bool {
	if len(p.trailing) == 0 || col == next.was {
		return false
	}
	for _, l := range p.around() {
		if l.was == col {
			return false
		}
	}
	last := p.trailing[len(p.trailing)-1]
	return last.line == line-1 && last.col == col
}

// around are the columns of the collections that the last token was in.
func (p *printer) around() []level { return p.levels[:min(max(p.depth, 0), cap(p.levels))] }

// commentColumn is where a comment goes that stands on a line of its own: along
// with the collection that it was in line with, of those that the token above is
// in, or with the token below. One that was between two of them stays between:
// which step a comment belongs to is told by its column.
func (p *printer) commentColumn(col int, next level) int {
	if col == next.was {
		return next.is
	}
	var outer level
	inner := level{-1, -1}
	consider := func(l level) {
		if l.was <= col && l.was >= outer.was {
			outer = l
		}
		if l.was > col && (inner.was < 0 || l.was < inner.was) {
			inner = l
		}
	}
	for _, l := range p.around() {
		if l.was == col {
			return l.is
		}
		consider(l)
	}
	if next.was >= 0 {
		consider(next)
	}
	now := outer.is + col - outer.was
	if inner.was < 0 {
		return now
	}
	if inner.is-outer.is != inner.was-outer.was {
		now = outer.is + (col-outer.was)*(inner.is-outer.is)/(inner.was-outer.was)
		if now == outer.is && col > outer.was {
			now++
		}
	}
	return max(min(now, inner.is-1), outer.is)
}

// alignComments decides how far comments stand behind what they follow. Those of
// lines in a row that were in line with each other are so again; any other is as
// far away as most are, one blank or two.
func (p *printer) alignComments() {
	var gaps votes
	p.rows(func(row []trailing, aligned bool) {
		least := 3
		for _, c := range row {
			if c.goesOn || c.gap > 2 {
				continue
			}
			least = min(least, c.gap)
			if !aligned {
				gaps.add(c.gap)
			}
		}
		if aligned && least <= 2 {
			gaps.add(least)
		}
	})
	gap := gaps.most(1, 1)
	p.rows(func(row []trailing, aligned bool) {
		end := 0
		for _, c := range row {
			end = max(end, c.end)
		}
		col := end + gap
		for _, c := range row {
			if !aligned && !c.goesOn {
				col = c.end + gap
			}
			p.pieces[c.piece] = piece{text.Edit{Span: text.Span{Start: c.from, End: c.to}, New: blanks(col - c.end)}, 0}
		}
	})
}

// rows ranges over the comments of lines in a row that follow something.
func (p *printer) rows(yield func(row []trailing, aligned bool)) {
	for i := 0; i < len(p.trailing); {
		j, count, aligned := i, 0, true
		for ; j < len(p.trailing) && p.trailing[j].line == p.trailing[i].line+j-i; j++ {
			if !p.trailing[j].goesOn {
				count++
				aligned = aligned && p.trailing[j].col == p.trailing[i].col
			}
		}
		yield(p.trailing[i:j:j], aligned && count > 1)
		i = j
	}
}
