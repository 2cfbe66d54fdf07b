package format

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// style is how the file is written for the most part.
type style struct {
	step     int // how much deeper a key stands than the one that it is below
	itemStep int // the same below a key of a map that is an item of a list
	dash     int // how much deeper a dash stands than the key that it is below
	brace    int // the blanks within { }
	bracket  int // the blanks within [ ]
	newline  string
	dashes   bool // there are lists to learn from
}

// styleOf finds out what most of a file does. What it is asked to do once, it does
// in a file that it has laid out.
func styleOf(f *syntax.File, o Options) style {
	c := census{src: f.Text()}
	for _, root := range f.Docs() {
		c.visit(root, -1, false)
	}
	fallback := 2
	if o.TabSize > 0 && o.TabSize <= 8 {
		fallback = o.TabSize
	}
	s := style{brace: c.brace.most(0, 0), bracket: c.bracket.most(0, 0)}
	s.step = c.step.most(2, c.itemStep.most(2, fallback))
	s.itemStep = c.itemStep.most(2, s.step)
	s.dash = c.dash.most(2, s.step)
	s.newline, s.dashes = newlineOf(f.Text()), c.dash.all > 0
	return s
}

// newlineOf is the kind of line break that most lines of a text end with.
func newlineOf(src string) string {
	crlf := strings.Count(src, "\r\n")
	lf := strings.Count(src, "\n") - crlf
	cr := strings.Count(src, "\r") - crlf
	switch {
	case crlf > lf && crlf >= cr:
		return "\r\n"
	case cr > lf:
		return "\r"
	}
	return "\n"
}

// votes counts small numbers.
type votes struct {
	count [9]int
	first [9]int
	all   int
}

func (v *votes) add(n int) {
	if n < 0 || n >= len(v.count) {
		return
	}
	v.all++
	if v.count[n] == 0 {
		v.first[n] = v.all
	}
	v.count[n]++
}

// most returns the number that came most often. Of several it is the one that is
// preferred, or else the one that came first; without any, what it is given.
func (v *votes) most(preferred, without int) int {
	best := -1
	for n := range v.count {
		switch {
		case v.count[n] == 0:
		case best < 0 || v.count[n] > v.count[best]:
			best = n
		case v.count[n] == v.count[best] && best != preferred && (n == preferred || v.first[n] < v.first[best]):
			best = n
		}
	}
	if best < 0 {
		return without
	}
	return best
}

// census counts how the collections of a file are written.
type census struct {
	src                                  string
	step, itemStep, dash, brace, bracket votes
}

// visit counts below a node. col is the column of the map that it is a value of,
// -1 where it is none's; item says that this map is an item of a list.
func (c *census) visit(n syntax.Node, col int, item bool) {
	switch {
	case n.Style() == syntax.Flow:
		c.flow(n)
	case n.Kind() == syntax.Mapping:
		at := c.column(n)
		switch {
		case col >= 0 && item:
			c.itemStep.add(at - col)
		case col >= 0:
			c.step.add(at - col)
		}
		for _, v := range n.Pairs() {
			c.visit(v, at, col < -1)
		}
	case n.Kind() == syntax.Sequence:
		if col >= 0 {
			c.dash.add(c.column(n) - col)
		}
		for _, v := range n.Items() {
			c.visit(v, asItem, false)
		}
	}
}

// asItem stands for the column around an item of a list.
const asItem = -2

func (c *census) column(n syntax.Node) int {
	start := n.Span().Start
	begin := strings.LastIndexAny(c.src[:start], "\n\r") + 1
	if begin == 0 && strings.HasPrefix(c.src, bom) {
		begin = len(bom)
	}
	return start - begin
}

func (c *census) flow(n syntax.Node) {
	start := n.Span().Start
	gap := 0
	for i := start + 1; i < len(c.src) && (c.src[i] == ' ' || c.src[i] == '\t'); i++ {
		gap = 1
	}
	if next := start + 1 + gap; n.Len() > 0 && next < len(c.src) && breakAt(c.src, next) == 0 && c.src[next] != '#' {
		switch c.src[start] {
		case '{':
			c.brace.add(gap)
		case '[':
			c.bracket.add(gap)
		}
	}
	for _, v := range n.Pairs() {
		if v.Style() == syntax.Flow {
			c.flow(v)
		}
	}
	for _, v := range n.Items() {
		if v.Style() == syntax.Flow {
			c.flow(v)
		}
	}
}
