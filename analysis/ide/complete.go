package ide

import (
	"cmp"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Completions are what could be written at a place, the likeliest first.
type Completions struct {
	Items []Item
	// Incomplete says that there are more, which further typing may bring up.
	Incomplete bool
	// Docs say where the fields among the items are explained.
	Docs FieldDocs
	// Indent is how far the cursor's line is indented: editors that indent what
	// they insert do so by that.
	Indent int
}

// Item is one thing that could be written.
type Item struct {
	Label  string
	Kind   ItemKind
	Detail string // on one line: a type, where something comes from
	// Words are what an author says of it, for AuthorsWords. Of our own fields,
	// which have Field set, Completions.Docs know more.
	Words string
	Field string // the field's key
	// New takes the place of the bytes of Insert or, with what stands behind the
	// cursor in the same word, of Replace; both are on the cursor's line.
	Insert, Replace text.Span
	New             Snippet
	// Plain, where it is not empty, is written in place of New where places to
	// fill in are not understood.
	Plain string
	// Filter is what the text that was typed is held against, "" for the Label.
	Filter string
	// Also are edits elsewhere in the file that belong to it.
	Also []text.Edit
	// Outdated says that it should not be used any more.
	Outdated bool
	// More says that its value is best chosen from a list again.
	More bool
	// Leads says that a dot may follow, with what is in it.
	Leads bool

	rank rank
}

// ItemKind is what an item is, for the picture before it.
type ItemKind uint8

// The kinds of item.
const (
	FieldItem ItemKind = iota
	MixinItem
	ActionItem
	ValueItem
	VariableItem
	FunctionItem
	FileItem
	FolderItem
	NameItem
	VersionItem
)

// rank orders items: how likely it is that one is meant.
type rank uint8

const (
	urgent   rank = iota // something is missing without it
	likely               // what is most often written
	usual                //
	rare                 // what few need
	doubtful             // what does not work here as it is
	outdated
)

// Snippet is a text with places to fill in.
type Snippet struct {
	Text string
	// Stops are the places, in the order in which they are filled in: spans of
	// what Text proposes for them.
	Stops []text.Span
}

// Complete returns what could be written at an offset. trigger is the character
// that was typed last where the editor asks because of it, "" where a user asks
// or a word was begun: in running text a dot, a blank or a quote asks for nothing.
func Complete(v *View, off int, trigger string) Completions {
	if v.Document == nil || off < 0 || off > len(v.Source()) || isBehindDocument(v.Document.File, off) {
		return Completions{}
	}
	c := &completer{View: v, off: off, src: v.Document.File.Text()}
	if v.Manifest() && c.template() {
		return c.result()
	}
	if c.find() && c.wanted(trigger) {
		c.keys()
		c.values()
		if trigger == "." {
			c.keepTyped()
		}
	}
	return c.result()
}

// isBehindDocument reports whether an offset is in a document behind the first,
// which Porter does not read.
func isBehindDocument(f *syntax.File, off int) bool {
	end := f.Root().Span().End
	if len(f.Docs()) < 2 || off <= end {
		return false
	}
	for line := range strings.Lines(f.Text()[max(0, end-1):off]) {
		if strings.HasPrefix(line, "---") {
			return true
		}
	}
	return false
}

// wanted reports whether a character that was typed asks for something outside of
// templates.
func (c *completer) wanted(trigger string) bool {
	before := strings.TrimRight(c.src[c.line.Start:c.off], " ")
	switch trigger {
	case " ":
		return strings.HasSuffix(before, ":") || strings.HasSuffix(before, "-") || c.flow && strings.HasSuffix(before, ",")
	case `"`, "'":
		return c.word.quote != 0 && c.word.Start == c.off
	case "/":
		return !strings.Contains(c.typed(), " ")
	case ".":
		return c.typed() != "" && !strings.Contains(c.typed(), " ")
	case "$":
		return false
	case "{":
		return c.flow && c.word.Len() == 0
	}
	return true
}

// keepTyped keeps what goes on as the word begins: a dot may be part of a version
// or a file's name, whose list is to stay, and calls up nothing else.
func (c *completer) keepTyped() {
	c.items = slices.DeleteFunc(c.items, func(i Item) bool {
		return !strings.HasPrefix(cmp.Or(i.Filter, i.Label), c.typed())
	})
}

// completer collects what could be written at one place.
type completer struct {
	*View
	off int
	src string
	place
	items      []Item
	incomplete bool
	docs       FieldDocs
}

func (c *completer) add(i Item) { c.items = append(c.items, i) }

func (c *completer) result() Completions {
	slices.SortStableFunc(c.items, func(a, b Item) int { return cmp.Compare(a.rank, b.rank) })
	done := Completions{Items: c.items, Incomplete: c.incomplete, Docs: c.docs}
	line := strings.LastIndexAny(c.src[:c.off], "\r\n") + 1
	done.Indent = len(c.src[line:c.off]) - len(strings.TrimLeft(c.src[line:c.off], " "))
	return done
}
