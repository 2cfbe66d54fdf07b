package text

import (
	"bytes"
	"sort"
)

// Lines maps between byte offsets and lines and columns of one text. It is
// immutable. Lines end at LF, CRLF or a lone CR, as in the language server
// protocol; lines and columns count from 0.
type Lines struct {
	src    []byte
	starts []int  // where the lines begin
	marks  []mark // places in long lines, in order
}

// NewLines indexes src, which must not change afterwards.
func NewLines(src []byte) *Lines {
	l := &Lines{src: src, starts: lineStarts(src)}
	for i := range l.starts {
		if i+1 < len(l.starts) && l.starts[i+1]-l.starts[i] <= stride {
			continue
		}
		l.marks = longLine(l.marks, src, l.Span(i))
	}
	return l
}

// lineStarts returns where the lines of src begin.
func lineStarts(src []byte) []int {
	starts := make([]int, 1, bytes.Count(src, []byte{'\n'})+1)
	if bytes.IndexByte(src, '\r') >= 0 {
		return mixedStarts(src, starts)
	}
	for i := 0; ; {
		n := bytes.IndexByte(src[i:], '\n')
		if n < 0 {
			return starts
		}
		i += n + 1
		starts = append(starts, i)
	}
}

// mixedStarts appends the begins of the lines of a text that has carriage
// returns.
func mixedStarts(src []byte, starts []int) []int {
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '\n':
			starts = append(starts, i+1)
		case '\r':
			if i+1 < len(src) && src[i+1] == '\n' {
				i++
			}
			starts = append(starts, i+1)
		}
	}
	return starts
}

// Text returns what was indexed; it must not be changed.
func (l *Lines) Text() []byte { return l.src }

// Count returns the number of lines, at least 1.
func (l *Lines) Count() int { return len(l.starts) }

// Line returns the line that holds the offset; offsets outside the text are
// taken to its nearest end.
func (l *Lines) Line(off int) int {
	return max(0, sort.SearchInts(l.starts, off+1)-1)
}

// Span returns the bytes of a line without its line break.
func (l *Lines) Span(line int) Span {
	start, end := l.starts[line], len(l.src)
	if line+1 < len(l.starts) {
		end = l.starts[line+1]
		if end > start && l.src[end-1] == '\n' {
			end--
		}
		if end > start && l.src[end-1] == '\r' {
			end--
		}
	}
	return Span{start, end}
}

// Position returns the line and column of an offset. An offset outside the
// text is taken to its nearest end, one inside a line break to the line's end,
// and one inside a character to that character's start, unless columns are bytes.
func (l *Lines) Position(off int, enc Encoding) (line, col int) {
	off = min(max(off, 0), len(l.src))
	line = l.Line(off)
	span := l.Span(line)
	return line, l.column(span, min(off, span.End), enc)
}

// Offset returns the byte offset of a line and column. A column behind the
// line's end is taken to that end, a line behind the text to the text's end,
// and a column inside a character to that character's start.
func (l *Lines) Offset(line, col int, enc Encoding) int {
	if line < 0 {
		return 0
	}
	if line >= len(l.starts) {
		return len(l.src)
	}
	return l.offset(l.Span(line), col, enc)
}
