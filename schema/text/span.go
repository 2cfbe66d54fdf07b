// Package text holds what every other package says positions in: byte spans,
// edits, and the one mapper between byte offsets and the line and column
// notations of editors and terminals.
//
// Byte offsets are the only coordinate below the language server; nothing here
// knows what the text means.
package text

import "fmt"

// Span is a half-open range of byte offsets, [Start, End).
// An empty span (Start == End) is a place between two bytes.
type Span struct{ Start, End int }

// Len returns the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether off is inside the span or directly behind it, which
// is where an editor's cursor stands after typing the span's last byte.
func (s Span) Contains(off int) bool { return s.Start <= off && off <= s.End }

// Covers reports whether o lies within s.
func (s Span) Covers(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Shift returns the span moved by n bytes.
func (s Span) Shift(n int) Span { return Span{s.Start + n, s.End + n} }

// Of returns the bytes of src that the span covers. The span must lie in src.
func (s Span) Of(src []byte) string { return string(src[s.Start:s.End]) }

// String formats the span as "start-end".
func (s Span) String() string { return fmt.Sprintf("%d-%d", s.Start, s.End) }
