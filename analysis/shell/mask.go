package shell

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// source is a text as a shell gets it, and how far its bytes have moved from
// where they stand in the text that was written.
type source struct {
	out  string
	gone []gap // in order
}

// gap is a place in out before which a number of bytes are left out.
type gap struct{ at, bytes int }

// templateMask is what the word in a template's place begins with.
const templateMask = "___"

// masked puts words in the place of a text's template tags, so that a parser for
// shells takes them. A comment renders as nothing: $${!}{HOME} is what is
// written for ${HOME}. It is false where what is rendered cannot be foreseen.
func masked(s string, d template.Delims) (source, bool) {
	if !strings.Contains(s, d.Open) {
		return source{out: s}, true
	}
	tags, errs := template.Scan(s, d)
	if len(errs) > 0 {
		return source{}, false
	}
	var out strings.Builder
	var gone []gap
	last := 0
	for _, tag := range tags {
		out.WriteString(s[last:tag.Span.Start])
		switch {
		case !tag.Closed:
			return source{}, false
		case tag.Kind == template.Variable || tag.Kind == template.Raw:
			out.WriteString(strings.Repeat("_", tag.Span.Len()))
		case tag.Kind == template.Comment:
			gone = append(gone, gap{out.Len(), tag.Span.Len()})
		default:
			return source{}, false
		}
		last = tag.Span.End
	}
	out.WriteString(s[last:])
	return source{out.String(), gone}, true
}

// span returns where a range of what the shell gets was written.
func (s source) span(start, end int) text.Span {
	written := text.Span{Start: start, End: end}
	for _, g := range s.gone {
		if g.at <= start {
			written.Start += g.bytes
		}
		if g.at < end || g.at <= start {
			written.End += g.bytes
		}
	}
	return written
}
