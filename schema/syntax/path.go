package syntax

import (
	"sort"
	"strconv"
	"strings"
)

// Where says what an offset is in, of the place its path leads to.
type Where uint8

// The places. The zero Where is that of an empty document.
const (
	NewKey    Where = iota // blank: a key of the mapping at the path would go here
	NewItem                // blank: a dash of the sequence at the path would go here
	InKey                  // in a key of the mapping at the path
	InValue                // in the value at the path, or where it would begin
	InComment              // in a comment; the path is that of the blank place
)

// Path leads from a document's root to the place of an offset, also in text
// that is just being typed.
type Path struct {
	Steps []Step
	Where Where
	// Node is the key or value that the offset is in or directly behind; the
	// zero Node where there is only blank space, or text that could not be read.
	Node Node
	// Either says that the text is a plain scalar, or begins with a quote that is
	// not closed yet, and begins its line or follows a dash: what was typed of it
	// may be a value as well as a key. Where says InValue then.
	Either bool
}

// Step is one step of a Path: to a value by its key or to an item by its index.
type Step struct {
	Key   string // "" for items
	Index int    // -1 for keys; for a new item, how many there are before it
	Node  Node   // what the step leads to; the zero Node where it is not there yet
}

// String formats the path as in a.b[0].c.
func (p Path) String() string {
	var b strings.Builder
	for i, s := range p.Steps {
		switch {
		case s.Index >= 0:
			b.WriteString("[" + strconv.Itoa(s.Index) + "]")
		case i > 0:
			b.WriteString("." + s.Key)
		default:
			b.WriteString(s.Key)
		}
	}
	return b.String()
}

// PathAt returns the path of an offset. Within nodes it is that of the tree; in
// blank space, and on lines that could not be read, the column tells.
func (f *File) PathAt(off int) Path {
	off = min(max(off, 0), len(f.text))
	line := strings.LastIndexAny(f.text[:off], "\r\n") + 1
	w := walk{f: f, off: off, line: line}
	root := f.docAt(off)
	if i := sort.Search(len(f.comments), func(i int) bool { return f.comments[i].End >= off }); i < len(f.comments) && f.comments[i].Start < off {
		w.byColumn(root, w.column())
		w.Where, w.Node = InComment, Node{}
		return w.Path
	}
	if !w.inTree(root) {
		w.Path = Path{}
		if !w.behindTab(root) {
			w.Path = Path{}
			w.byLine(root)
		}
	}
	return w.Path
}

// NodeAt returns the innermost node that the offset is in or directly behind;
// the zero Node where there is none. Of two nodes that touch there, it is the
// scalar or else the second.
func (f *File) NodeAt(off int) Node {
	n := f.docAt(off)
	if !n.Span().Contains(off) {
		return Node{}
	}
	for {
		inner := Node{}
		for i := n.lastBefore(off); i >= 0 && inner.IsZero(); i-- {
			c := n.child(i)
			if c.Span().End < off {
				break
			}
			if c.Style() != Missing {
				inner = c
			}
		}
		if inner.IsZero() {
			return n
		}
		n = inner
	}
}

// docAt returns the root of the document that holds the offset.
func (f *File) docAt(off int) Node {
	i := sort.Search(len(f.roots), func(i int) bool { return f.roots[i].Span().Start > off })
	return f.roots[max(0, i-1)]
}

// lastBefore returns the index of the last child that begins at or before off,
// -1 where there is none.
func (n Node) lastBefore(off int) int {
	if n.g == nil {
		return -1
	}
	return sort.Search(n.g.count(), func(i int) bool { return n.child(i).Span().Start > off }) - 1
}

// walk is the search for one offset's path.
type walk struct {
	Path
	f    *File
	off  int
	line int  // where the offset's line begins
	dash bool // the line begins with a dash
}

func (w *walk) step(key, to Node) {
	w.Steps = append(w.Steps, Step{key.Value(), -1, to})
}

func (w *walk) found(where Where, n Node) bool {
	w.Where, w.Node = where, n
	return true
}

// inTree follows the nodes that hold the offset. It reports whether they lead
// to a scalar or into brackets, or to where a value would begin on the line of
// its key.
func (w *walk) inTree(n Node) bool {
	switch n.Kind() {
	case Scalar, Alias:
		if n.Style() == Missing || !n.Span().Contains(w.off) || w.continues(n) {
			return false
		}
		w.Either = (n.Style() == Plain || n.Repaired()) && n.Span().Start >= w.line && w.beginsLine(n.Span().Start)
		return w.found(InValue, n)
	case Sequence:
		return w.inSequence(n)
	case Mapping:
		return w.inMapping(n)
	}
	return false
}

// continues reports whether the offset is before the text of a line that a
// plain scalar goes on in: what is typed there need not be part of it.
func (w *walk) continues(n Node) bool {
	return n.Style() == Plain && n.Span().Start < w.line && strings.Trim(w.f.text[w.line:w.off], " \t") == ""
}

func (w *walk) inSequence(n Node) bool {
	i := n.lastBefore(w.off)
	steps := len(w.Steps)
	for _, j := range []int{i, i - 1} { // an empty item may touch the one before
		if j < 0 {
			continue
		}
		w.Steps = append(w.Steps[:steps], Step{"", j, n.Item(j)})
		if w.inTree(n.Item(j)) {
			return true
		}
	}
	w.Steps = w.Steps[:steps]
	if n.Style() != Flow || !within(n, w.off) {
		return false
	}
	at := i + 1 // blank between brackets: which item would it be?
	if i >= 0 {
		if end := n.Item(i).Span().End; end > w.off || !strings.Contains(w.f.text[end:w.off], ",") {
			at = i
		}
	}
	w.Steps = append(w.Steps, Step{"", max(at, 0), Node{}})
	return w.found(InValue, Node{})
}

func (w *walk) inMapping(n Node) bool {
	i := n.lastBefore(w.off)
	if i >= 0 {
		key, value := n.Pair(i / 2)
		steps := len(w.Steps)
		if ks := key.Span(); key.Style() != Missing && ks.Contains(w.off) {
			if key.g.coll == nil {
				return w.found(InKey, key)
			}
		}
		w.step(key, value)
		if w.inTree(value) {
			return true
		}
		between := w.f.text[key.Span().End:max(w.off, key.Span().End)]
		if value.Style() == Missing || value.Span().Start > w.off || n.Style() == Flow {
			if strings.HasPrefix(strings.TrimLeft(between, " \t"), ":") && !strings.ContainsAny(between, "\r\n,") {
				return w.found(InValue, Node{})
			}
		}
		w.Steps = w.Steps[:steps]
	}
	if n.Style() == Flow && within(n, w.off) {
		return w.found(NewKey, Node{})
	}
	return false
}

// within reports whether the offset is between a flow collection's brackets, or
// behind one on its line whose end bracket is not there yet.
func within(n Node, off int) bool {
	s := n.Span()
	if s.Start >= off || off < s.End {
		return s.Start < off
	}
	c := n.f.text[s.End-1]
	return (s.Len() == 1 || c != ']' && c != '}') && strings.Trim(n.f.text[s.End:off], " \t") == ""
}

// beginsLine reports whether only blanks and dashes stand before off on its line.
func (w *walk) beginsLine(off int) bool {
	return strings.Trim(w.f.text[w.line:off], " -?") == ""
}

// column is where the offset's line has its first text, or the offset's own
// column if that is less: as deep as what is being typed is indented.
func (w *walk) column() int {
	col := w.line
	for col < w.off && (w.f.text[col] == ' ' || w.f.text[col] == '\t') {
		col++
	}
	return col - w.line
}

// byLine finds the path by the column and by what the line says up to the
// offset.
func (w *walk) byLine(root Node) {
	col := w.column()
	rest := w.f.text[w.line+col : w.off]
	w.dash = strings.HasPrefix(rest, "-")
	w.byColumn(root, col)
	for {
		after, dash := strings.CutPrefix(rest, "-")
		if !dash || after != "" && after[0] != ' ' || after == "" && w.Either {
			break // text, or a dash behind a dash, which most likely begins text
		}
		w.item(col)
		rest = strings.TrimLeft(after, " ")
		col += 1 + len(after) - len(rest)
		w.Where, w.Either = InValue, true
	}
	if i := strings.Index(rest+" ", ": "); i > 0 {
		w.Steps = append(w.Steps, Step{strings.Trim(rest[:i], `"'`), -1, Node{}})
		w.Where, w.Either = InValue, false
	} else if rest != "" && !w.Either {
		w.Where = InKey
	}
}

// behindTab follows the tree to the first text of the offset's line, if a tab
// is before it: its column means nothing.
func (w *walk) behindTab(n Node) bool {
	at := w.line + len(w.f.text[w.line:]) - len(strings.TrimLeft(w.f.text[w.line:], " \t"))
	if w.off > at || !strings.Contains(w.f.text[w.line:at], "\t") {
		return false
	}
	for n.Style() == Block {
		i := n.lastBefore(at)
		if n.Kind() == Sequence {
			if next := n.Item(i + 1); w.f.text[at:min(at+1, len(w.f.text))] == "-" && !next.IsZero() && !strings.ContainsAny(w.f.text[at:next.Span().Start], "\r\n") {
				return w.found(NewItem, Node{})
			}
			if i < 0 {
				return false
			}
			w.Steps = append(w.Steps, Step{"", i, n.Item(i)})
			n = n.Item(i)
			continue
		}
		key, value := n.Pair(max(i, 0) / 2)
		if key.Span().Start >= at {
			return w.found(NewKey, Node{})
		}
		w.step(key, value)
		n = value
	}
	return false
}

// item makes the last step that of the item whose dash is at the column, where
// byColumn could not know of it.
func (w *walk) item(col int) {
	if w.Where == NewItem {
		n := w.node()
		i := n.lastBefore(w.off)
		var item Node
		if i >= 0 && n.Item(i).Span().Start >= w.line && n.Item(i).Span().Start-w.line > col {
			item = n.Item(i)
		} else if i >= 0 && n.Item(i).Span().Start >= w.off {
			i--
		}
		if item.IsZero() {
			i++
		}
		w.Steps = append(w.Steps, Step{"", max(i, 0), item})
		return
	}
	w.Steps = append(w.Steps, Step{"", 0, Node{}})
}

// node is what the steps lead to so far.
func (w *walk) node() Node {
	if n := len(w.Steps); n > 0 {
		return w.Steps[n-1].Node
	}
	return w.f.docAt(w.off)
}

// byColumn descends from n into the block collections open above the offset,
// as deep as a line indented to the column would belong to.
func (w *walk) byColumn(n Node, col int) {
	for n.Style() == Block {
		s := n.Span()
		if s.Start >= w.off && len(w.Steps) > 0 && w.colOf(s.Start) > col {
			return
		}
		at := w.colOf(s.Start)
		i := n.lastBefore(w.line + col)
		if n.Kind() == Mapping {
			key, value := n.Pair(max(i, 0) / 2)
			level := w.dash && col == at && value.Kind() == Sequence && value.Style() == Block && w.colOf(value.Span().Start) == at
			if i < 0 || col <= at && !level {
				w.Where = NewKey
				return
			}
			if value.Style() != Block && value.Style() != Missing && value.Style() != Literal && value.Style() != Folded && value.Span().End <= w.line {
				w.Where = NewKey // behind a complete pair, too deep
				return
			}
			w.step(key, value)
			if value.Kind() == Scalar && value.Style() != Missing && value.Span().Start < w.line {
				w.found(InValue, value)
				return
			}
			n = value
			w.Where = NewKey
			continue
		}
		w.Where = NewItem
		if col <= at || i < 0 {
			return
		}
		w.Steps = append(w.Steps, Step{"", i, n.Item(i)})
		if n = n.Item(i); n.Kind() == Scalar && n.Style() != Missing && n.Span().Start < w.line {
			w.found(InValue, n)
			return
		}
		w.Where = NewKey
	}
}

// colOf is the column of an offset, in bytes.
func (w *walk) colOf(off int) int {
	return off - strings.LastIndexAny(w.f.text[:off], "\r\n") - 1
}
