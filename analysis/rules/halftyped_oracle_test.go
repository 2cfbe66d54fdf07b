package rules_test

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/porter-ls/porter-ls/schema/text"
)

// oracle knows what stands where in a valid text from yaml.v3's nodes alone,
// and so what a place in a line of it leads to when only what is before it is
// there.
type oracle struct {
	src    string
	lines  *text.Lines
	root   *yaml.Node
	tokens []token // in source order
}

// The kinds of token: what a place in a line can be in or behind.
const (
	dash = iota
	key
	scalar
	bracket // that opens a flow collection
)

// token is a dash, a key, a scalar value or an opening bracket.
type token struct {
	kind       int
	start, end int
	path       string // what it leads to: an item, a key's value, itself
	in         string // the path of a key's mapping
	node       *yaml.Node
	flow       []flowing // the flow collections it is in, outermost first
}

// flowing is a flow collection around a token.
type flowing struct {
	path  string
	isMap bool
	index int // of the entry that the token is in
}

// answer is what a place should lead to.
type answer struct {
	path  string
	class string // key, item, value, comment; any of the first two where that is open
}

// newOracle returns nil where yaml.v3 does not read src, or reads no mapping.
func newOracle(src string) *oracle {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(src), &doc); err != nil || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil
	}
	o := &oracle{src: src, lines: text.NewLines([]byte(src)), root: doc.Content[0]}
	o.collect(o.root, "", nil)
	slices.SortStableFunc(o.tokens, func(a, b token) int { return a.start - b.start })
	return o
}

// off is where a node begins: its tag or anchor if it has one.
func (o *oracle) off(n *yaml.Node) int {
	return o.lines.Offset(n.Line-1, n.Column-1, text.UTF32)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func (o *oracle) collect(n *yaml.Node, path string, flow []flowing) {
	isFlow := n.Style&yaml.FlowStyle != 0
	switch n.Kind {
	case yaml.MappingNode:
		if isFlow {
			o.bracket(n, '{', path, flow)
		}
		for i := 0; i < len(n.Content); i += 2 {
			k, v, around := n.Content[i], n.Content[i+1], flow
			if isFlow {
				around = append(slices.Clip(flow), flowing{path, true, i / 2})
			}
			o.tokens = append(o.tokens, token{key, o.off(k), o.end(k), join(path, k.Value), path, k, around})
			o.collect(v, join(path, k.Value), around)
		}
	case yaml.SequenceNode:
		if isFlow {
			o.bracket(n, '[', path, flow)
		}
		for i, item := range n.Content {
			to, around := fmt.Sprintf("%s[%d]", path, i), flow
			if isFlow {
				around = append(slices.Clip(flow), flowing{path, false, i})
			} else {
				at := o.dash(item)
				o.tokens = append(o.tokens, token{kind: dash, start: at, end: at + 1, path: to, node: item})
			}
			o.collect(item, to, around)
		}
	default:
		if !missing(n) {
			o.tokens = append(o.tokens, token{scalar, o.off(n), o.end(n), path, "", n, flow})
		}
	}
}

func missing(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Value == "" && n.Tag == "!!null"
}

// bracket notes where a flow collection begins, behind its tag and anchor.
func (o *oracle) bracket(n *yaml.Node, open byte, path string, flow []flowing) {
	at := o.off(n)
	at += strings.IndexByte(o.src[at:], open)
	flow = append(slices.Clip(flow), flowing{path, open == '{', 0})
	o.tokens = append(o.tokens, token{bracket, at, at + 1, path, "", n, flow})
}

// dash finds the dash before an item of a block sequence.
func (o *oracle) dash(item *yaml.Node) int {
	off := o.off(item)
	for line := o.lines.Line(off); ; line-- {
		s := o.lines.Span(line)
		before, _, _ := strings.Cut(o.src[s.Start:min(s.End, off)], "#")
		if i := strings.LastIndexByte(before, '-'); i >= 0 && strings.Trim(before[i+1:], " \t") == "" || line == 0 {
			return s.Start + max(i, 0)
		}
	}
}

// end is where a scalar or alias ends, with its closing quote.
func (o *oracle) end(n *yaml.Node) int {
	off := o.off(n)
	for n.Kind != yaml.AliasNode && (o.src[off] == '&' || o.src[off] == '!') {
		off += strings.IndexAny(o.src[off:]+" ", " \n")
		off += len(o.src[off:]) - len(strings.TrimLeft(o.src[off:], " \r\n"))
	}
	switch {
	case n.Kind == yaml.AliasNode:
		return off + 1 + len(n.Value)
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for off++; o.src[off] != '"'; off++ {
			if o.src[off] == '\\' {
				off++
			}
		}
		return off + 1
	case n.Style&yaml.SingleQuotedStyle != 0:
		for off++; o.src[off] != '\'' || strings.HasPrefix(o.src[off+1:], "'"); off++ {
			if o.src[off] == '\'' {
				off++
			}
		}
		return off + 1
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return o.blockEnd(off)
	}
	for _, c := range []byte(strings.Join(strings.Fields(n.Value), "")) {
		for o.src[off] != c {
			off++ // a blank or line break
		}
		off++
	}
	return off
}

// blockEnd is the end of the last line of a block scalar's text.
func (o *oracle) blockEnd(off int) int {
	line := o.lines.Line(off)
	end, depth := o.lines.Span(line).End, 0
	for line++; line < o.lines.Count(); line++ {
		s := o.lines.Span(line)
		what := o.src[s.Start:s.End]
		indent := len(what) - len(strings.TrimLeft(what, " "))
		if indent == len(what) {
			continue
		}
		if depth == 0 {
			depth = max(indent, 1)
		}
		if indent < depth {
			break
		}
		end = s.End
	}
	return end
}
