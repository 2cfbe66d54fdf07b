package ide

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/text"
)

// opening adds whole templates where the beginning of a delimiter was typed.
func (c *completer) opening() bool {
	d := c.Document.Manifest.Delims
	first := d.Open[:1]
	if !strings.HasSuffix(c.src[:c.off], first) || strings.HasSuffix(c.src[:c.off], d.Open) {
		return false
	}
	span := text.Span{Start: c.off - 1, End: c.off}
	if first == "{" && strings.HasPrefix(c.src[c.off:], "}") {
		span.End++ // of an editor that closes brackets
	}
	if next := c.src[span.End:]; strings.HasPrefix(next, "{") || next != "" && isNameByte(next[0]) {
		return false
	}
	if e, _ := c.Document.Symbols.TagAt(c.off); !c.rendered(e.Action) {
		return false
	}
	before := len(c.items)
	c.wholeTemplates(span)
	return len(c.items) > before
}

// mostTemplates bounds how many whole templates are offered at once.
const mostTemplates = 200

// wholeTemplates adds templates of all that has a value here, in place of a span.
func (c *completer) wholeTemplates(span text.Span) {
	x, d := c.Document.Symbols, c.Document.Manifest.Delims
	e, _ := x.TagAt(c.off)
	if e.Action == "" {
		return
	}
	before, after := "", ""
	var also []text.Edit
	if from, to, ok := c.unquoted(span.Start, span.End, d); ok {
		switch {
		case from == span.Start && to == span.End:
			before, after = `"`, `"`
		default:
			return
		}
	}
	n, key := 0, c.keyOfValue()
	for _, s := range x.Visible(e.Action, e.Step) {
		section, ok := sectionOf[s.Kind]
		if !ok || strings.Contains(s.Name, ".") || strings.ContainsAny(s.Name, "\"'\\ {}") {
			continue
		}
		if n++; n > mostTemplates {
			c.incomplete = true
			return
		}
		whole := d.Open + " " + section + s.Name + " " + d.Close
		i := Item{
			Label: whole, Kind: VariableItem, Detail: symbolDetail(c.Document.Manifest, s), Words: describeSymbol(s),
			Replace: span, Insert: text.Span{Start: span.Start, End: c.off}, Also: also, rank: rare,
			New: Snippet{Text: before + whole + after},
		}
		if key != "" && words(s.Name) == key {
			i.rank = urgent
		}
		if span.End > c.off {
			i.Insert = span
		}
		if c.blank && span.Len() == 0 {
			i.New.Text = " " + i.New.Text
		}
		if span.Len() == 0 { // at a place that was found
			w := &draft{}
			c.open(w)
			w.text(before + whole + after)
			c.shut(w)
			c.put(&i, w)
		}
		c.add(i)
	}
}

// keyOfValue returns the words of the key whose value the cursor is in, "" for
// the items of a list: what is handed on mostly goes by the name that it has.
func (c *completer) keyOfValue() string {
	steps := c.Document.File.PathAt(c.off).Steps
	if len(steps) == 0 || steps[len(steps)-1].Index >= 0 {
		return ""
	}
	return words(steps[len(steps)-1].Key)
}

// words writes names that differ in case and in what is between their words alike.
func words(name string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "", ".", "").Replace(name))
}

// sectionOf is what stands before a symbol's name in a template.
var sectionOf = map[symbols.Kind]string{
	symbols.Parameter: "bundle.parameters.", symbols.Credential: "bundle.credentials.",
	symbols.Output: "bundle.outputs.", symbols.StepOutput: "bundle.outputs.",
}
