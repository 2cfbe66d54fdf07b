package syntax

import "github.com/porter-ls/porter-ls/schema/text"

// Map returns the source offset of byte off of the decoded Value, for any
// scalar style; off == len(Value) gives the place behind the last byte. It lets
// a finding inside a folded, escaped or block scalar be at its own column.
func (n Node) Map(off int) int {
	s := n.Span()
	if n.Style() == DoubleQuoted || n.Style() == SingleQuoted {
		s.Start++
	}
	return s.Start + off
}

// MapSpan returns the source bytes of a range of the decoded Value.
func (n Node) MapSpan(s text.Span) text.Span {
	return text.Span{Start: n.Map(s.Start), End: n.Map(s.End)}
}
