package ide

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// place is where something is to be written, and how it has to be written there.
type place struct {
	path  syntax.Path
	shape string       // the path without indices and the names of actions, as in action[].exec.command
	field schema.Field // what may stand there
	node  syntax.Node  // what stands there, or the map that a key is for
	way   []syntax.Step

	foreign bool // the field is explained by a schema that an installed mixin printed

	line    text.Span // the cursor's
	word    word
	flow    bool // within brackets
	flowEnd int  // where these end
	json    bool // the document is written as JSON is

	cursor      int
	blank       bool   // the cursor is directly behind a sign that wants a blank
	commaBefore int    // where a comma is missing before the place, 0 where none is
	commaBehind string // the one that is missing behind it

	ownLine   bool        // nothing stands before the place on its line
	followed  bool        // the next lines will belong to what is written
	following syntax.Node // and what they say, where that is known

	wrap   wrap
	column int  // of what is written, where it begins its line
	moved  bool // what is written there has another column than the cursor
	unit   int  // by how much a level is indented
	list   int  // by how much a list is indented in a map
	quote  byte
	br     string
}

// wrap says what has to be written around a value or a key.
type wrap uint8

const (
	bare     wrap = iota
	dashed        // an item of a list on a line of its own
	below         // on the next line, deeper
	listed        // an item of a list on the next line
	braced        // a map in a flow collection
	brackets      // a list in a flow collection
)

// find finds out what may be written at the offset; false where that is nothing.
func (c *completer) find() bool {
	c.path = c.Document.File.PathAt(c.off)
	if c.path.Where == syntax.InComment || c.path.Node.Kind() == syntax.Alias {
		return false
	}
	lines := c.Document.File.Lines()
	c.line = lines.Span(lines.Line(c.off))
	if c.line.Start == 0 && strings.HasPrefix(c.src, byteOrderMark) {
		c.line.Start = min(len(byteOrderMark), c.off)
	}
	c.way = c.path.Steps
	c.field = c.Schema().At(c.way)
	c.node = c.nodeAt(len(c.way))
	c.style()
	if !c.findWord() || c.isBeset() {
		return false
	}
	c.shape = c.shapeOf(c.way)
	c.foreign = c.Manifest() && foreign(c.Schema(), c.way)
	c.wrapped()
	if c.followed = c.isFollowed(); c.followed && (c.wrap != bare || c.word.Len() == 0 && c.ownLine) {
		return false
	}
	if c.commas(); c.commaBefore > 0 && c.path.Where == syntax.InValue {
		return false // behind a value
	}
	c.docs = newFieldDocs(c.Schema(), c.way)
	return true
}

// isBeset reports whether what stands around the word leaves no room for another:
// a value behind it, a bracket before it that is closed, brackets that cannot be
// read, or keys that are written with question marks.
func (c *completer) isBeset() bool {
	if c.path.Where == syntax.InValue && !c.path.Either && c.path.Node.IsZero() && c.node.Style() != syntax.Missing && c.node.Span().Start >= c.off {
		return true
	}
	if c.path.Node.Kind() != syntax.Scalar && endsInBracket(c.src[c.line.Start:c.off]) {
		return true
	}
	before := c.src[c.line.Start:c.quoteStart()]
	marked := strings.TrimLeft(before, " -")
	if strings.HasPrefix(marked, "? ") || strings.HasPrefix(marked, ": ") {
		return true
	}
	if c.flow {
		return before != "" && strings.IndexByte("]}\"'", before[len(before)-1]) >= 0
	}
	_, depth, _ := scanLine(before)
	return depth > 0
}

// endsInBracket reports whether a bracket is closed last in a text, but for blanks.
func endsInBracket(s string) bool {
	s = strings.TrimRight(s, " \t")
	return strings.HasSuffix(s, "]") || strings.HasSuffix(s, "}")
}

// nodeAt returns what the first n of the place's steps lead to.
func (c *completer) nodeAt(n int) syntax.Node {
	if n == 0 {
		return c.Document.File.Root()
	}
	return c.way[n-1].Node
}

// shapeOf writes steps as the tables of names have them.
func (c *completer) shapeOf(steps []syntax.Step) string {
	var b strings.Builder
	for i, s := range steps {
		switch {
		case s.Index >= 0:
			b.WriteString("[]")
		case i == 0 && c.Manifest() && (manifest.IsCoreAction(s.Key) || !manifest.IsField(s.Key)):
			b.WriteString("action")
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.Key)
		}
	}
	return b.String()
}

// wrapped finds out what has to stand around what is written: an item of a list
// needs a dash where there is none yet, the value of a map's key its own line.
func (c *completer) wrapped() {
	isList := c.field.Fits("array") && len(c.field.Types) > 0 && !c.field.Fits("object") && !c.field.Fits("string")
	isMap := c.field.Fits("object") && len(c.field.Types) > 0 && !c.field.Fits("string")
	c.ownLine = strings.Trim(c.src[c.line.Start:max(c.line.Start, c.quoteStart())], " ") == ""
	last := len(c.way) > 0 && c.way[len(c.way)-1].Index < 0
	c.column = c.quoteStart() - c.line.Start
	switch {
	case c.path.Where == syntax.NewItem, c.ownLine && isList && last && !c.flow && c.node.Kind() != syntax.Mapping:
		c.wrap = dashed
		if c.node.Kind() == syntax.Sequence && c.node.Style() == syntax.Block {
			c.column = c.columnOf(c.node.Span().Start)
		}
		c.item()
	case c.flow && c.path.Where == syntax.InValue && isList:
		c.wrap = brackets
		c.item()
	case c.flow && c.path.Where == syntax.InValue && isMap:
		c.wrap = braced
	case !c.ownLine && last && c.path.Where == syntax.InValue && isList:
		c.wrap, c.column = listed, c.keyColumn()+c.list
		if c.node.Kind() == syntax.Sequence && c.node.Style() == syntax.Block {
			c.column = c.columnOf(c.node.Span().Start)
		}
		c.item()
	case !c.ownLine && last && c.path.Where == syntax.InValue && isMap:
		c.wrap, c.column = below, c.keyColumn()+c.unit
	case c.node.Kind() == syntax.Mapping && c.node.Style() == syntax.Block && c.node.Len() > 0 && c.path.Where != syntax.InValue:
		key, _ := c.node.Pair(0)
		c.column = c.columnOf(key.Span().Start)
	}
	c.cursor = c.off
	c.blank = c.word.Start == c.off && c.off > c.line.Start && strings.IndexByte(":-", c.src[c.off-1]) >= 0
	if c.blank && c.wrap == bare {
		c.column++
	}
	c.moved = c.ownLine && c.column != c.quoteStart()-c.line.Start
}

// isFollowed reports whether lines come next that are indented deeper, and would
// become part of what is written at the place. They are read by themselves.
func (c *completer) isFollowed() bool {
	if c.flow {
		return false
	}
	column := c.column
	if c.wrap == bare && c.path.Where == syntax.InValue && !c.path.Either {
		column = c.keyColumn()
	}
	lines := c.Document.File.Lines()
	start, end := 0, 0
	for n := lines.Line(c.off) + 1; n < lines.Count(); n++ {
		line := lines.Span(n)
		text := strings.TrimLeft(line.Of(c.Source()), " ")
		if text == "" || text[0] == '#' {
			continue
		}
		if indent := line.Len() - len(text); indent <= column {
			if indent == column && start == 0 && c.wrap == bare && c.ownLine && strings.HasPrefix(text, "- ") {
				return true // a key would come between the items of a list
			}
			break
		}
		if end = line.End; start == 0 {
			start = line.Start
		}
		if end-start > mostFollowing {
			return true
		}
	}
	if start == 0 || column != c.column {
		return start > 0 && c.word.Len() == 0
	}
	c.following = syntax.Parse([]byte(c.src[start:end]), nil).Root()
	return true
}

// mostFollowing bounds how much of what follows is looked at.
const mostFollowing = 1 << 16

// commas finds out where commas are missing in a flow collection.
func (c *completer) commas() {
	if !c.flow {
		return
	}
	before := strings.TrimRight(c.src[:c.quoteStart()], " \t\r\n")
	if before != "" && strings.IndexByte("{[,:", before[len(before)-1]) < 0 {
		c.commaBefore = len(before)
	}
	end := c.word.End
	if c.word.closed {
		end++
	}
	behind := strings.TrimLeft(c.src[end:], " \t\r\n")
	if behind == "" || strings.IndexByte("}],:#", behind[0]) >= 0 || len(c.src)-len(behind) >= c.flowEnd {
		return
	}
	if c.commaBehind = ","; len(c.src)-len(behind) == end {
		c.commaBehind = ", "
	}
}

// item goes on to the items of a list.
func (c *completer) item() {
	c.field = c.field.Item(max(0, c.node.Len()))
	c.way = append(c.way[:len(c.way):len(c.way)], syntax.Step{Index: max(0, c.node.Len())})
	c.shape += "[]"
	c.node = syntax.Node{}
}

// keyColumn is the column of the first key on the cursor's line.
func (c *completer) keyColumn() int {
	at := c.line.Start
	for at < c.off && strings.IndexByte(" -?", c.src[at]) >= 0 {
		at++
	}
	return at - c.line.Start
}

// byteOrderMark may stand before the first line, and takes no column of it.
const byteOrderMark = "\ufeff"

func (c *completer) columnOf(off int) int {
	line := strings.LastIndexAny(c.src[:off], "\r\n") + 1
	if line == 0 && strings.HasPrefix(c.src, byteOrderMark) {
		line = min(len(byteOrderMark), off)
	}
	return off - line
}

// style finds out how the document is written, as far as it matters here.
func (c *completer) style() {
	c.br = "\n"
	if i := strings.IndexByte(c.src, '\n'); i > 0 && c.src[i-1] == '\r' {
		c.br = "\r\n"
	}
	root := c.Document.File.Root()
	for i := 0; i <= len(c.way); i++ {
		n := c.nodeAt(i)
		if n.Style() == syntax.Flow && n.Span().Start < c.off && (c.off <= n.Span().End || c.path.Where != syntax.NewItem) {
			c.flow, c.flowEnd = true, n.Span().End
		}
	}
	c.json = root.Style() == syntax.Flow && root.Kind() == syntax.Mapping
	if key, _ := root.Pair(0); c.json && !key.IsZero() {
		c.json = key.Style() == syntax.DoubleQuoted
	}
	around := c.node
	if around.Kind() != syntax.Mapping || around.Len() == 0 {
		around = root
	}
	if key, _ := around.Pair(0); key.Style() == syntax.DoubleQuoted || key.Style() == syntax.SingleQuoted {
		c.quote = c.src[key.Span().Start]
	}
	if c.json {
		c.quote = '"'
	}
	c.indentation(root)
}

// indentation finds out how levels are indented: by what is around the place or
// else by what stands first in the document.
func (c *completer) indentation(root syntax.Node) {
	c.unit, c.list = 0, -1
	for i := len(c.way); i >= 0; i-- {
		c.levels(c.nodeAt(i), 2)
	}
	c.levels(root, 4)
	switch {
	case c.unit == 0 && c.list > 0:
		c.unit = c.list
	case c.unit == 0:
		c.unit = 2
	}
	if c.list < 0 {
		c.list = c.unit
	}
}

// mostEntries bounds how many entries of a collection are looked at for how they
// are indented.
const mostEntries = 24

// levels looks for how maps and lists are indented below a node.
func (c *completer) levels(n syntax.Node, depth int) {
	if n.Style() != syntax.Block || depth < 0 || c.unit > 0 && c.list >= 0 {
		return
	}
	if n.Kind() == syntax.Sequence {
		for i := range min(n.Len(), mostEntries) {
			c.levels(n.Item(i), depth-1)
		}
		return
	}
	for i := range min(n.Len(), mostEntries) {
		key, value := n.Pair(i)
		if value.Style() != syntax.Block || value.Span().Start <= key.Span().End {
			continue
		}
		by := c.columnOf(value.Span().Start) - c.columnOf(key.Span().Start)
		switch {
		case value.Kind() == syntax.Sequence && c.list < 0 && by >= 0:
			c.list = by
		case value.Kind() == syntax.Mapping && c.unit == 0 && by > 0:
			c.unit = by
		}
		c.levels(value, depth-1)
	}
}
