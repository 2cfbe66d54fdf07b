package ide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// values adds what a value at the place may be.
func (c *completer) values() {
	if c.path.Where != syntax.InValue && c.wrap != dashed {
		return
	}
	if c.path.Where == syntax.InValue && c.path.Either && c.wrap == bare && c.word.colon {
		return // a key, though its map cannot be read
	}
	if c.wrap == below || c.wrap == braced {
		return
	}
	if c.named() {
		return
	}
	field := c.field
	if len(c.items) > 0 {
		field.Examples = nil // what is at hand says more
	}
	c.fieldValues(field)
	c.expressionValues()
}

// fieldValues adds the values that a schema knows of.
func (c *completer) fieldValues(f schema.Field) {
	for _, v := range f.Enum {
		c.addLiteral(v, "", likely)
	}
	switch {
	case len(f.Enum) > 0:
		return
	case isBoolean(f):
		first := f.Default == false
		c.addLiteral(first, "", likely)
		c.addLiteral(!first, "", likely)
	}
	if f.HasDefault && !isBoolean(f) {
		c.addLiteral(f.Default, "the default", usual)
	}
	if isProse(f) {
		return
	}
	for _, e := range f.Examples {
		if f.HasDefault && e == f.Default {
			continue
		}
		if literal(e) != "" && e != nil {
			c.addLiteral(e, "for example", rare)
		}
	}
}

// isBoolean reports whether a field is true or false, or else hardly ever
// anything that could be written on its line.
func isBoolean(f schema.Field) bool {
	return len(f.Types) > 0 && f.Fits("boolean") && !f.Fits("string")
}

// isProse reports whether a field is for people to read: its values are nobody
// else's to propose.
func isProse(f schema.Field) bool {
	return f.Name == "description" || f.Name == "title" || f.Name == "$comment"
}

// addLiteral adds a value of the schema or of the manifest.
func (c *completer) addLiteral(v any, detail string, r rank) {
	switch v := v.(type) {
	case string:
		c.addText(v, Item{Kind: ValueItem, Detail: detail, rank: r})
	case nil, bool, int, float64:
		if c.word.quote != 0 {
			return // would be a text
		}
		c.addRaw(literal(v), Item{Kind: ValueItem, Detail: detail, rank: r})
	}
}

// addText adds a text, quoted where the place wants that.
func (c *completer) addText(s string, i Item) {
	if i.Label == "" {
		i.Label = s
	}
	var written string
	switch {
	case c.word.quote != 0:
		written = escapeQuoted(s, c.word.quote) + string(c.word.quote)
	case c.json:
		written = `"` + escapeQuoted(s, '"') + `"`
	default:
		written = scalar(s)
	}
	c.addWritten(written, i)
}

// addRaw adds what is written as it is.
func (c *completer) addRaw(s string, i Item) {
	i.Label = s
	c.addWritten(s, i)
}

func (c *completer) addWritten(s string, i Item) {
	d := &draft{}
	c.open(d)
	d.text(s)
	c.shut(d)
	c.put(&i, d)
	c.add(i)
}

// expressionValues adds the templates that a value in a step may be, where it is
// still empty or a dollar sign was typed.
func (c *completer) expressionValues() {
	if !c.Manifest() || !strings.HasPrefix(c.shape, "action[]") || c.word.Len() > 0 || c.json {
		return
	}
	if isProse(c.field) || len(c.field.Enum) > 0 || len(c.field.Types) == 1 && c.field.Types[0] == "object" || strings.HasSuffix(c.shape, "outputs[].name") {
		return
	}
	c.wholeTemplates(text.Span{Start: c.off, End: c.off})
}

// names adds texts of one kind.
func (c *completer) names(names []string, kind ItemKind, detail string, r rank) {
	seen := map[string]bool{}
	for _, name := range names {
		if name != "" && !seen[name] {
			seen[name] = true
			c.addText(name, Item{Kind: kind, Detail: detail, rank: r})
		}
	}
}

// literal writes a scalar as it would be written in a document, "" for maps and
// lists.
func literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string, bool, int, float64:
		return fmt.Sprint(v)
	}
	return ""
}

// without returns names that are not among others.
func without(names []string, others ...string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(others, n) })
}
