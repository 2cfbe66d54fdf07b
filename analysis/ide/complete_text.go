package ide

import (
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// draft is a Snippet that is being written.
type draft struct {
	b     strings.Builder
	stops []text.Span
}

func (d *draft) text(s string) { d.b.WriteString(s) }

// stop is a place to fill in, with what is proposed for it.
func (d *draft) stop(proposed string) {
	start := d.b.Len()
	d.b.WriteString(proposed)
	d.stops = append(d.stops, text.Span{Start: start, End: d.b.Len()})
}

func (d *draft) snippet() Snippet { return Snippet{d.b.String(), d.stops} }

// open writes what has to stand before a key or value at the place.
func (p *place) open(d *draft) {
	if p.blank && p.wrap != below && p.wrap != listed {
		d.text(" ")
	}
	switch p.wrap {
	case dashed:
		d.text("- ")
	case below:
		d.text(p.newline(p.column))
	case listed:
		d.text(p.newline(p.column) + "- ")
	case braced:
		d.text("{")
	case brackets:
		d.text("[")
	}
}

// shut writes what has to stand behind it.
func (p *place) shut(d *draft) {
	switch p.wrap {
	case braced:
		d.text("}")
	case brackets:
		d.text("]")
	}
	d.text(p.commaBehind)
}

// put says where what was written goes. What was written ends the quote that was
// begun.
func (p *place) put(i *Item, d *draft) {
	i.New = d.snippet()
	i.Replace = p.word.Span
	i.Insert = text.Span{Start: p.word.Start, End: p.cursor}
	if p.word.quote != 0 {
		if p.word.closed {
			i.Replace.End++
		}
		i.Insert = i.Replace
	}
	if p.moved {
		i.New = i.New.after(strings.Repeat(" ", p.column))
		i.Replace.Start, i.Insert.Start = p.line.Start, p.line.Start
	}
	if p.commaBefore > 0 {
		i.Also = append(i.Also, text.Edit{Span: text.Span{Start: p.commaBefore, End: p.commaBefore}, New: ","})
	}
}

// Text returns what is written, and whether it is a snippet in the protocol's
// syntax, where the editor understands those. The lines behind the first are
// indented by less, as far as the editor indents them by itself.
func (i *Item) Text(snippets bool, less int) (text string, snippet bool) {
	s := i.New
	if !snippets {
		if i.Plain != "" {
			return i.Plain, false
		}
		return s.Text, false
	}
	last := len(s.Stops) - 1
	if last < 0 || last == 0 && s.Stops[0].Start == len(s.Text) && !strings.Contains(s.Text, "\n") {
		return s.Text, false
	}
	var b strings.Builder
	at := 0
	for n, stop := range s.Stops {
		b.WriteString(snippetText.Replace(s.Text[at:stop.Start]))
		proposed := snippetText.Replace(stop.Of([]byte(s.Text)))
		switch {
		case proposed != "":
			b.WriteString("${" + strconv.Itoa(n+1) + ":" + proposed + "}")
		case n == last:
			b.WriteString("$0")
		default:
			b.WriteString("$" + strconv.Itoa(n+1))
		}
		at = stop.End
	}
	b.WriteString(snippetText.Replace(s.Text[at:]))
	text = b.String()
	if less > 0 {
		text = strings.ReplaceAll(text, "\n"+strings.Repeat(" ", less), "\n")
	}
	return text, true
}

// snippetText writes text that means itself in a snippet.
var snippetText = strings.NewReplacer(`\`, `\\`, "$", `\$`, "}", `\}`)

// after returns the snippet with a text before it.
func (s Snippet) after(before string) Snippet {
	out := Snippet{Text: before + s.Text}
	for _, stop := range s.Stops {
		out.Stops = append(out.Stops, stop.Shift(len(before)))
	}
	return out
}

// scalar writes a text as a scalar: plain where everyone reads that as the same
// text, else in double quotes.
func scalar(s string) string {
	if syntax.PlainData(s) == s && (isSafe(s) && len(s) > len("off") || isPlain(s)) {
		return s
	}
	return `"` + escapeQuoted(s, '"') + `"`
}

// isSafe reports whether a text has nothing that could mean something in YAML.
func isSafe(s string) bool {
	for i := range len(s) {
		b := s[i]
		if b|0x20 < 'a' || b|0x20 > 'z' {
			if i == 0 || (b < '0' || b > '9') && b != '-' && b != '_' && b != '.' && b != '/' {
				return false
			}
		}
	}
	return s != ""
}

// escapeQuoted writes a text for within quotes.
func escapeQuoted(s string, quote byte) string {
	if quote == '\'' {
		return strings.ReplaceAll(s, "'", "''")
	}
	return inDoubleQuotes.Replace(s)
}

var inDoubleQuotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`)
