package ide

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// template adds what may stand within a template tag, and reports whether the
// cursor is in one.
func (c *completer) template() bool {
	x := c.Document.Symbols
	e, ok := x.TagAt(c.off)
	if !ok {
		return c.opening()
	}
	if !c.rendered(e.Action) {
		return false
	}
	if e.Typed == nil || e.Segment < 0 || e.Kind == template.End || e.Kind == template.Partial {
		return true
	}
	if len(e.Typed) == 1 && e.Typed[0].Span.Len() == 0 && e.Name.Len() > 0 && e.Name.Start > c.off {
		return true // before a name there is no room for another
	}
	t := &tag{completer: c, Expression: e}
	t.find()
	t.members()
	return true
}

// rendered reports whether Porter fills in templates at the cursor: in steps, and
// in what dependencies are given where the manifest's version has that.
func (c *completer) rendered(action string) bool {
	if action != "" {
		return true
	}
	steps := c.Document.File.PathAt(c.off).Steps
	if len(steps) < 4 || steps[0].Key != "dependencies" || steps[1].Key != "requires" {
		return false
	}
	switch steps[3].Key {
	case "parameters", "credentials", "outputs":
		return c.Schema().Root().Child("dependencies").Child("provides").Available
	}
	return false
}

// tag is the tag that the cursor stands in.
type tag struct {
	*completer
	symbols.Expression
	before []string  // the names before the one that is typed
	span   text.Span // that one
	lead   string    // what has to stand before it
	trail  string    // and behind it
	tight  bool      // no blanks stand within the delimiters
	also   []text.Edit
	shut   string // what ends the tag, and its quotes, where nothing does
}

func (t *tag) find() {
	for _, s := range t.Typed[:len(t.Typed)-1] {
		t.before = append(t.before, s.Name)
	}
	last := t.Typed[len(t.Typed)-1]
	t.span = text.Span{Start: last.Span.Start, End: t.off}
	for t.span.End < len(t.src) && isNameByte(t.src[t.span.End]) {
		t.span.End++
	}
	delims := t.Document.Manifest.Delims
	open := strings.HasSuffix(t.src[:t.span.Start], delims.Open)
	if begin := t.Span.Start + len(delims.Open); begin <= t.Name.Start && t.Kind != template.Raw {
		sigil := t.src[begin:t.Name.Start]
		t.tight = len(t.before)+t.span.Len()+len(sigil) > 0 && !strings.ContainsAny(sigil, " \t")
	}
	if open && t.span.Len() == 0 {
		t.lead = " "
	}
	switch {
	case t.tight && !t.Closed:
		t.shut = delims.Close
	case !t.Closed:
		t.shut = " " + delims.Close
	case !t.tight && strings.HasPrefix(t.src[t.span.End:], delims.Close):
		t.trail = " "
	}
	end := t.Span.End
	if !t.Closed {
		end = t.span.End
	}
	if at, to, ok := t.unquoted(t.Span.Start, end, delims); ok {
		t.also = append(t.also, text.Edit{Span: text.Span{Start: at, End: at}, New: `"`})
		if t.Closed {
			t.also = append(t.also, text.Edit{Span: text.Span{Start: to, End: to}, New: `"`})
		} else {
			t.shut += `"`
		}
	}
}

func isNameByte(b byte) bool {
	return b == '_' || b == '-' || b == '/' || '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z' || b >= 0x80
}

// unquoted reports whether a tag stands in a plain scalar in which YAML does not
// take it, and where that scalar begins and ends on its line.
func (c *completer) unquoted(start, end int, d template.Delims) (from, to int, ok bool) {
	lines := c.Document.File.Lines()
	line := lines.Span(lines.Line(start))
	quoted, depth, from := scanLine(c.src[line.Start:start])
	from += line.Start
	if quoted {
		return 0, 0, false
	}
	path := c.Document.File.PathAt(start)
	if n := path.Node; path.Where == syntax.InComment || n.Kind() == syntax.Scalar && n.Style() != syntax.Plain && n.Style() != syntax.Missing && n.Span().Start < start {
		return 0, 0, false
	}
	flow := depth > 0
	for _, s := range path.Steps {
		if s.Node.Style() == syntax.Flow && s.Node.Span().Start < start && start <= s.Node.Span().End {
			flow = true
		}
	}
	if !flow && (d.Open != "{{" || from < start) {
		return 0, 0, false
	}
	for to = end; to < line.End && (!flow || strings.IndexByte(",]}", c.src[to]) < 0) && !strings.HasPrefix(c.src[to:], " #"); to++ {
	}
	for to > end && c.src[to-1] == ' ' {
		to--
	}
	return from, to, true
}

// scanLine reads the beginning of a line: whether its end is in a quoted text, in
// how many brackets, and where the plain text that is there begins.
func scanLine(s string) (quoted bool, depth, from int) {
	quote := byte(0)
	begin := true // nothing of a scalar stands yet
	for i := 0; i < len(s); i++ {
		b := s[i]
		switch {
		case quote == '"' && b == '\\':
			i++
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case b == ' ' || b == '\t':
		case begin && (b == '"' || b == '\''):
			quote = b
			begin = false
		case strings.HasPrefix(s[i:], "${") || strings.HasPrefix(s[i:], "{{"):
			if begin {
				from, begin = i, false
			}
			if end := strings.IndexByte(s[i:], '}'); end > 0 {
				i += end
			} else {
				i++
			}
		case begin && (b == '[' || b == '{'):
			depth++
		case depth > 0 && b == ',':
			begin = true
		case depth > 0 && (b == ']' || b == '}'):
			depth--
		case (b == ':' || begin && (b == '-' || b == '?')) && (i+1 == len(s) || s[i+1] == ' '):
			begin = true
		case begin:
			from, begin = i, false
		}
	}
	if begin {
		from = len(s)
	}
	return quote != 0, depth, from
}

// name adds a name that can follow those before it. Of what leads on, more
// follows behind a dot.
func (t *tag) name(name string, i Item, leads bool) {
	if name == "" || strings.ContainsAny(name, "\"'\\ \t\r\n{}") {
		return
	}
	d := &draft{}
	d.text(t.lead + name)
	i.Label, i.Leads = name, leads
	i.Replace, i.Insert = t.span, text.Span{Start: t.span.Start, End: t.off}
	i.Also = t.also
	if leads && t.shut+t.trail != "" {
		d.stop("")
		d.text(t.trail + t.shut)
		i.Plain = t.lead + name
		if t.trail != "" {
			i.Plain += t.trail
		}
		if len(t.also) > 0 { // quotes have to be closed
			i.Plain = d.b.String()
		}
	} else {
		d.text(t.trail + t.shut)
	}
	i.New = d.snippet()
	t.add(i)
}
