package text

import (
	"sort"
	"unicode/utf8"
)

// Encoding says in which unit a column counts.
type Encoding uint8

// The column units: bytes, UTF-16 code units (the language server protocol's
// default) and code points (also LSP's utf-32, and what terminals are told).
const (
	UTF8 Encoding = iota
	UTF16
	UTF32
)

// stride is how many bytes of a long line are walked at most to find a column.
const stride = 512

// mark is a place in a long line, at the begin of a character, with its column
// in every encoding. The begin of a line is a mark that needs not be kept.
type mark struct {
	off  int
	cols [UTF32 + 1]int
}

// longLine appends the marks of a line: none for most, and one every stride
// bytes for those that are longer.
func longLine(marks []mark, src []byte, line Span) []mark {
	m := mark{off: line.Start}
	for line.End-m.off > stride {
		m = m.next(src[:line.End], m.off+stride)
		marks = append(marks, m)
	}
	return marks
}

// next walks on to the last begin of a character that is not behind off.
func (m mark) next(src []byte, off int) mark {
	for m.off < off {
		r, size := utf8.DecodeRune(src[m.off:])
		if m.off+size > off {
			break
		}
		m.off += size
		for enc := range m.cols {
			m.cols[enc] += width(r, size, Encoding(enc))
		}
	}
	return m
}

// markAt returns the last mark of the line that reached reports as not behind
// what is looked for.
func (l *Lines) markAt(line Span, reached func(mark) bool) mark {
	i := sort.Search(len(l.marks), func(i int) bool {
		return l.marks[i].off >= line.Start && (l.marks[i].off > line.End || !reached(l.marks[i]))
	})
	if i > 0 && l.marks[i-1].off >= line.Start {
		return l.marks[i-1]
	}
	return mark{off: line.Start}
}

// column returns the column of an offset of a line.
func (l *Lines) column(line Span, off int, enc Encoding) int {
	m := l.markAt(line, func(m mark) bool { return m.off <= off })
	col := m.cols[enc]
	if enc == UTF8 {
		return col + off - m.off
	}
	for m.off < off {
		r, size := utf8.DecodeRune(l.src[m.off:line.End])
		if m.off += size; m.off > off {
			break
		}
		col += width(r, size, enc)
	}
	return col
}

// offset returns the offset of a column of a line.
func (l *Lines) offset(line Span, col int, enc Encoding) int {
	m := l.markAt(line, func(m mark) bool { return m.cols[enc] <= col })
	off := m.off
	col -= m.cols[enc]
	for off < line.End {
		r, size := utf8.DecodeRune(l.src[off:line.End])
		col -= width(r, size, enc)
		if col < 0 {
			break
		}
		off += size
	}
	return off
}

// width is what one decoded rune counts in enc. A byte that is not UTF-8
// counts one in every encoding, as the replacement character it decodes to.
func width(r rune, size int, enc Encoding) int {
	switch {
	case enc == UTF8:
		return size
	case enc == UTF16 && r >= 0x10000:
		return 2
	default:
		return 1
	}
}
