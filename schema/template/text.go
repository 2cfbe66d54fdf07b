package template

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// maxWork bounds how many elements one step may expand to: lists within lists
// and aliases of aliases multiply.
const maxWork = 1_000_000

// element is a piece of a template: literal text, or a tag with what is within
// it.
type element struct {
	text string
	tag  *Tag
	kids []element // of a Section or Inverted
}

// elements cuts a scalar into its pieces. tags must be without errors.
func elements(s string, tags []Tag, block bool) []element {
	c := cutter{s: s, tags: tags, block: block}
	return c.until()
}

type cutter struct {
	s     string
	tags  []Tag
	at    int // the next byte of s
	next  int // the next tag
	block bool
}

// until reads pieces up to the end of the section it is called in.
func (c *cutter) until() []element {
	var out []element
	for c.next < len(c.tags) {
		t := &c.tags[c.next]
		c.next++
		start, end := c.standalone(*t)
		out = append(out, element{text: c.s[c.at:start]})
		c.at = end
		switch t.Kind {
		case End:
			return out
		case Section, Inverted:
			out = append(out, element{tag: t, kids: c.until()})
		case Variable, Raw, Partial:
			out = append(out, element{tag: t})
		}
	}
	return append(out, element{text: c.s[c.at:]})
}

// standalone returns the bytes that a tag takes away. In a block scalar a line
// with nothing but one tag that prints nothing goes away as a whole; in other
// scalars a line of the value is no line of the template.
func (c *cutter) standalone(t Tag) (start, end int) {
	start, end = t.Span.Start, t.Span.End
	if !c.block || t.Kind == Variable || t.Kind == Raw {
		return start, end
	}
	before := strings.TrimRight(c.s[c.at:start], " \t")
	lineStart := c.at + len(before)
	if lineStart > 0 && c.s[lineStart-1] != '\n' {
		return start, end
	}
	after := strings.TrimLeft(c.s[end:], " \t")
	switch {
	case after == "":
		return lineStart, len(c.s)
	case after[0] == '\n':
		return lineStart, len(c.s) - len(after) + 1
	case strings.HasPrefix(after, "\r\n"):
		return lineStart, len(c.s) - len(after) + 2
	}
	return start, end
}

// printer expands one scalar's pieces. The innermost section's value is last
// in context.
type printer struct {
	r       *renderer
	node    syntax.Node
	context []Value
	out     strings.Builder
}

func (p *printer) print(elems []element) error {
	for _, e := range elems {
		if err := p.r.spend(p.node.Span()); err != nil {
			return err
		}
		p.out.WriteString(e.text)
		if e.tag == nil {
			continue
		}
		if err := p.tag(e); err != nil {
			return err
		}
		if p.out.Len() > maxText {
			return p.r.tooLarge(p.node.Span())
		}
	}
	return nil
}

// maxText bounds the text of one scalar, in bytes.
const maxText = 64 << 20

func (p *printer) tag(e element) error {
	switch e.tag.Kind {
	case Variable, Raw:
		v, err := p.value(*e.tag)
		if err != nil {
			return err
		}
		p.out.WriteString(v.text())
	case Partial:
		return &Error{NoPartials, p.node.MapSpan(e.tag.Span), "partials such as " + p.source(e.tag.Span) + " are not supported"}
	case Section:
		return p.section(e)
	case Inverted:
		if v, ok := p.lookup(*e.tag); !ok || v.empty() {
			return p.print(e.kids)
		}
	}
	return nil
}

// section prints what is within it once for every item of a list, else once.
// Unlike a variable it may name what does not exist.
func (p *printer) section(e element) error {
	v, ok := p.lookup(*e.tag)
	if !ok || v.empty() {
		return nil
	}
	items := []Value{v}
	if list, ok := v.Tree.([]any); ok {
		items = items[:0]
		for _, item := range list {
			items = append(items, ValueOf(item))
		}
	}
	depth := len(p.context)
	for _, item := range items {
		p.context = append(p.context[:depth], item)
		if err := p.print(e.kids); err != nil {
			return err
		}
	}
	p.context = p.context[:depth]
	return nil
}

func (p *printer) source(span text.Span) string { return p.node.Value()[span.Start:span.End] }

func (p *printer) value(t Tag) (Value, error) {
	v, ok := p.lookup(t)
	if !ok {
		return Value{}, &MissingError{Path: names(t.Path), Span: p.node.MapSpan(t.Span)}
	}
	return v, nil
}

// lookup finds the name's first part in the sections around the tag, the
// innermost first, else asks the data for the whole name.
func (p *printer) lookup(t Tag) (Value, bool) {
	path := names(t.Path)
	for i := len(p.context) - 1; i >= 0; i-- {
		c := p.context[i]
		if len(path) == 1 && path[0] == "." {
			return c, true
		}
		if first, ok := c.Field(path[:1]); ok {
			return first.Field(path[1:])
		}
	}
	if p.r.data.Lookup == nil {
		return Value{}, false
	}
	return p.r.data.Lookup(path)
}

func names(path []Segment) []string {
	out := make([]string, len(path))
	for i, s := range path {
		out[i] = s.Name
	}
	return out
}
