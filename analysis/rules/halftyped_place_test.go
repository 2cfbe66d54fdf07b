package rules_test

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// at says what the place at a column of a line leads to, if what is before it
// on the line is there and the rest may not be.
func (o *oracle) at(line, col int) answer {
	s := o.lines.Span(line)
	off := s.Start + col
	what := o.src[s.Start:s.End]
	indent := len(what) - len(strings.TrimLeft(what, " "))
	t := o.before(off)
	if t == nil {
		return o.comment(line, min(col, indent), s.Start, off)
	}
	if a := o.comment(line, min(col, indent), t.start, off); t.isBlock() && t.start >= s.Start && a.class == "comment" {
		return a // behind the header
	}
	blank := col <= indent
	if off <= t.end && !(blank && t.start < s.Start && t.end <= s.End && t.node.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0) && !(blank && t.goesOn(s.Start)) {
		return t.inside()
	}
	from := max(min(t.end, off), s.Start)
	if a := o.comment(line, min(col, indent), from, off); a.class == "comment" {
		return a
	}
	if len(t.flow) > 0 {
		if a, open := t.flowPlace(o.src[t.end:off]); open {
			return a
		}
	}
	if t.start < s.Start {
		return o.byColumn(line, min(col, indent))
	}
	if t.kind == key && !strings.Contains(o.src[t.end:off], ":") {
		return answer{t.in, "key"}
	}
	if len(t.flow) > 0 {
		return answer{t.flow[0].path, "value"}
	}
	return answer{t.path, "value"}
}

// before returns the last token that begins before the offset.
func (o *oracle) before(off int) (last *token) {
	for i := range o.tokens {
		if o.tokens[i].start >= off {
			break
		}
		last = &o.tokens[i]
	}
	return last
}

// goesOn reports whether the token is a plain scalar that goes on in a line.
func (t *token) goesOn(line int) bool {
	return t.kind == scalar && t.start < line && t.node.Kind == yaml.ScalarNode && t.node.Style&^yaml.TaggedStyle == 0
}

// isBlock reports whether the token is a literal or folded scalar.
func (t *token) isBlock() bool {
	return t.kind == scalar && t.node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

// inside is what a place in a token or right behind it leads to.
func (t *token) inside() answer {
	switch t.kind {
	case key:
		return answer{t.in, "key"}
	case bracket:
		a, _ := t.flowPlace("")
		return a
	}
	return answer{t.path, "value"}
}

// comment is what a place leads to that is behind a # on its line; else it is
// that of blank space at the column.
func (o *oracle) comment(line, col, from, off int) answer {
	a := o.byColumn(line, col)
	for i := from; i < off; i++ {
		if o.src[i] == '#' && (i == o.lines.Span(line).Start || strings.IndexByte(" \t\xbf", o.src[i-1]) >= 0) { // the last byte of a byte order mark
			return answer{a.path, "comment"}
		}
	}
	return a
}

// flowPlace is what the place behind a token in brackets leads to, where the
// text between is gap. It reports whether a bracket is still open.
func (t *token) flowPlace(gap string) (a answer, open bool) {
	flow := append([]flowing{}, t.flow...)
	a = t.entry(flow[len(flow)-1])
	for _, c := range strings.Split(gap, "") {
		last := len(flow) - 1
		switch c {
		case ",":
			flow[last].index++
			a = answer{flow[last].path, "key"}
			if !flow[last].isMap {
				a = answer{fmt.Sprintf("%s[%d]", flow[last].path, flow[last].index), "value"}
			}
		case ":":
			a = answer{t.path, "value"}
		case "]", "}":
			a = answer{flow[last].path, "value"}
			if flow = flow[:last]; last == 0 {
				return a, false
			}
		}
	}
	return a, true
}

// entry is what the place right behind a token in brackets leads to.
func (t *token) entry(in flowing) answer {
	switch {
	case t.kind == key:
		return answer{t.in, "key"}
	case t.kind == scalar:
		return answer{t.path, "value"}
	case in.isMap:
		return answer{in.path, "key"}
	}
	return answer{in.path + "[0]", "value"}
}

// indented says what the first text of a line leads to when the line is moved
// to another indentation.
func (o *oracle) indented(line, col int) answer {
	s := o.lines.Span(line)
	what := o.src[s.Start:s.End]
	off := s.Start + len(what) - len(strings.TrimLeft(what, " "))
	if t := o.before(off); t != nil && t.start < s.Start {
		if t.kind == scalar && off <= t.end {
			return t.inside()
		}
		if len(t.flow) > 0 {
			if a, open := t.flowPlace(o.src[t.end:off]); open {
				return a
			}
		}
	}
	return o.byColumn(line, col)
}

// behindTab says what the first text of a line leads to when a tab is before it:
// what it did before the tab was there.
func (o *oracle) behindTab(line, col int) answer {
	off := o.lines.Span(line).Start + col
	for _, t := range o.tokens {
		if t.start == off && t.kind == dash {
			return answer{t.path[:strings.LastIndex(t.path, "[")], "item"}
		}
	}
	return o.at(line, col)
}

// byColumn says what a blank line leads to by its column: to the innermost
// collection that was begun above and that the column does not leave.
func (o *oracle) byColumn(line, col int) answer {
	n, path := o.root, ""
	for {
		if n.Kind != yaml.MappingNode && n.Kind != yaml.SequenceNode || n.Style&yaml.FlowStyle != 0 || o.first(n) >= o.lines.Span(line).Start {
			return answer{path, "any"}
		}
		at := o.first(n) - o.lines.Span(o.lines.Line(o.first(n))).Start
		if n.Kind == yaml.SequenceNode {
			if col <= at {
				return answer{path, "item"}
			}
			i := o.lastAbove(n, 1, line)
			if n, path = n.Content[i], fmt.Sprintf("%s[%d]", path, i); n.Kind == yaml.ScalarNode && !missing(n) && o.off(n) < o.lines.Span(line).Start {
				return answer{path, "value"} // it would go on here
			}
			continue
		}
		i := o.lastAbove(n, 2, line)
		k, v := n.Content[i], n.Content[i+1]
		block := v.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 || v.Kind == yaml.ScalarNode && o.end(v) > o.lines.Span(line).End
		switch {
		case col <= at:
			return answer{path, "key"}
		case v.Kind == yaml.ScalarNode && block && o.off(v) < o.lines.Span(line).Start:
			return answer{join(path, k.Value), "value"}
		case (v.Kind == yaml.ScalarNode && !missing(v) || v.Kind == yaml.AliasNode || v.Style&yaml.FlowStyle != 0) && o.off(v) < o.lines.Span(line).Start:
			return answer{path, "key"}
		}
		n, path = v, join(path, k.Value)
	}
}

// first is where a block collection begins: at its first dash or key.
func (o *oracle) first(n *yaml.Node) int {
	if n.Kind == yaml.SequenceNode {
		return o.dash(n.Content[0])
	}
	return o.off(n.Content[0])
}

// lastAbove is the index of the last item, or of the last key, that begins
// above the line.
func (o *oracle) lastAbove(n *yaml.Node, step, line int) int {
	last := 0
	for i := 0; i < len(n.Content); i += step {
		at := o.off(n.Content[i])
		if step == 1 {
			at = o.dash(n.Content[i])
		}
		if at < o.lines.Span(line).Start {
			last = i
		}
	}
	return last
}

// answers reports whether a path is what it should be.
func (a answer) answers(p syntax.Path) bool {
	if a.class == "comment" {
		return p.Where == syntax.InComment // its path is a matter of taste
	}
	if p.String() != a.path {
		return false
	}
	switch isKey := p.Where == syntax.NewKey || p.Where == syntax.InKey || p.Either; a.class {
	case "key":
		return isKey
	case "item":
		return p.Where == syntax.NewItem
	case "value":
		return p.Where == syntax.InValue
	default:
		return isKey || p.Where == syntax.NewItem
	}
}
