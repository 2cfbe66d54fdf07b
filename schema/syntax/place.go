package syntax

import "github.com/porter-ls/porter-ls/schema/text"

// Dash returns the place to point at for an item of a list: its own, or where it
// has no text the dash before it.
func (n Node) Dash() text.Span {
	span := n.Span()
	if span.Len() > 0 || n.f == nil {
		return span
	}
	for off := min(span.Start, len(n.f.text)) - 1; off >= 0; off-- {
		switch n.f.text[off] {
		case '-':
			return text.Span{Start: off, End: off + 1}
		case ' ', '\t', '\n', '\r':
		default:
			return span
		}
	}
	return span
}

// TextSpan returns where a scalar's text stands, without its quotes.
func (n Node) TextSpan() text.Span {
	if n.Style() == Plain {
		return n.Span()
	}
	return n.MapSpan(text.Span{End: len(n.Value())})
}

// FirstLine cuts a span at the end of the line it begins in.
func (f *File) FirstLine(s text.Span) text.Span {
	s.End = min(s.End, max(s.Start, f.lines.Span(f.lines.Line(s.Start)).End))
	return s
}

// Words says what a value is, for messages: "a map", "text" or "nothing".
func (n Node) Words() string {
	switch n.Kind() {
	case Mapping:
		return "a map"
	case Sequence:
		return "a list"
	case None, Alias:
		return "nothing"
	}
	switch t, _ := n.Resolve(); t {
	case Null:
		return "nothing"
	case Bool:
		return "true or false"
	case Int, Float:
		return "a number"
	case Timestamp:
		return "a date"
	}
	return "text"
}
