package syntax

import (
	"math"
	"slices"
	"strings"
	"unsafe"

	"github.com/porter-ls/porter-ls/schema/text"
)

// Parse reads src, which must not change afterwards. It never fails: the file
// has a tree for what could be read and an Error for every place that could
// not. Unchanged parts of prev, which may be nil, are shared with the result;
// but for that sharing, the result is the same with and without prev.
func Parse(src []byte, prev *File) *File {
	// A string over src itself, which nobody changes any more: a copy would be
	// most of what a keystroke in a long text allocates.
	f := &File{src: src, text: unsafe.String(unsafe.SliceData(src), len(src)), lines: text.NewLines(src)}
	p := parser{f: f, text: f.text, prev: prev}
	if prev != nil {
		p.comments = make([]text.Span, 0, len(prev.comments)+4)
	} else {
		p.comments = make([]text.Span, 0, min(strings.Count(f.text, "#"), len(src)/16))
	}
	switch {
	case strings.HasPrefix(f.text, "\xFF\xFE") || strings.HasPrefix(f.text, "\xFE\xFF"):
		p.report(0, 2, BadUTF8, "this text is UTF-16; save it as UTF-8")
	case len(src) > math.MaxInt32-16:
		p.report(0, 1, OtherError, "this text is too big")
	default:
		p.stream()
		if p.suspect && len(p.errs) > 0 {
			p = parser{f: f, text: f.text, wary: true}
			p.stream()
		}
	}
	if len(p.roots) == 0 {
		p.roots = []*green{{kind: Scalar, start: p.rel(p.pos), end: p.rel(p.pos)}}
	}
	for _, g := range p.roots {
		f.roots = append(f.roots, Node{g, f, 0})
	}
	if p.aliased {
		p.checkAliases()
	}
	slices.SortStableFunc(p.errs, func(a, b Error) int { return a.Span.Start - b.Span.Start })
	f.errs, f.comments = p.errs, p.comments
	return f
}

// parser reads one text from front to back. A node under construction is on
// its stack; what it finds besides goes to errs and comments at once.
type parser struct {
	f    *File
	text string
	prev *File

	pos     int  // the next byte
	line    int  // where the line begins, less what tabs that indent it are wider than a byte
	row     int  // how many lines were begun
	home    int  // the column of the dashes of a list of which an odd item is parsed, 0 where none
	pending int  // the column, plus one, of a key whose value may begin below
	fresh   bool // a block entry or key may begin here: only indentation or a dash is before it
	marked  bool // a document marker is before it

	base    int // what offsets of new nodes count from
	far     int // behind the last byte that was looked at, where that is beyond the position
	valid   int // how far the text is known to have only good characters
	level   int // block collections around the position
	stack   []green
	opens   []*open // the block collections around the position
	repairs int     // errors so far that left something out or guessed
	broken  bool    // such an error was reported in this entry already

	limit      int  // where a flow collection ends at the latest
	strict     bool // a flow collection is being tried: stop at the first error
	flowBroken bool // an error was reported in the flow collection that is being repaired
	flowDepth  int
	blockDepth int
	deadEnds   map[int]bool // where no flow collection can be read strictly

	tags     []tagDirective
	aliased  bool
	suspect  bool  // a quoted scalar swallows what looks like keys
	wary     bool  // the text has errors, so such scalars are taken to lack their end quote
	hint     *part // the previous version's chunk that the entry at hand may be an edit of
	hintBase int

	roots    []*green
	errs     []Error
	comments []text.Span
}

func span(start, end int) text.Span { return text.Span{Start: start, End: end} }

func (p *parser) rel(abs int) int32 { return int32(abs - p.base) }
func (p *parser) abs(rel int32) int { return int(rel) + p.base }

func (p *parser) push(g green) { p.stack = append(p.stack, g) }

// pop takes the nodes from the stack's i-th on.
func (p *parser) pop(i int) []green {
	nodes := slices.Clone(p.stack[i:])
	clear(p.stack[i:])
	p.stack = p.stack[:i]
	return nodes
}

// missing pushes the null that stands for a value that is not there.
func (p *parser) missing(at int) {
	p.push(green{kind: Scalar, style: Missing, start: p.rel(at), end: p.rel(at)})
}

// node returns the i-th node of the stack.
func (p *parser) node(i int) Node { return Node{&p.stack[i], p.f, p.base} }

// report notes an error. An empty span is widened to the next character.
func (p *parser) report(start, end int, code Code, message string) {
	if start >= end && start < len(p.text) && breakAt(p.text, start) == 0 {
		end = start + 1
	}
	p.errs = append(p.errs, Error{span(start, max(start, min(end, len(p.text)))), message, code})
}

// structural reports an error that may well cause others in the same entry of
// the outer collections; those are kept quiet.
func (p *parser) structural(start, end int, code Code, message string) {
	p.repairs++
	if !p.broken {
		p.broken = true
		p.report(start, end, code, message)
	}
}

// mark is a state of the parser to come back to.
type mark struct {
	pos, line, row        int
	far, valid            int
	fresh, broken         bool
	stack, errs, comments int
	repairs               int
	aliased               bool
}

// mark returns the state and begins to record anew how far the parser looks.
func (p *parser) mark() mark {
	m := p.save()
	p.far = 0
	return m
}

// unmark gives up a mark without going back.
func (p *parser) unmark(m mark) { p.far = max(p.far, m.far) }

func (p *parser) save() mark {
	return mark{
		p.pos, p.line, p.row, p.far, p.valid, p.fresh, p.broken,
		len(p.stack), len(p.errs), len(p.comments), p.repairs, p.aliased,
	}
}

// rewind goes back to a mark. How far the parser looked stays: the result
// depends on that.
func (p *parser) rewind(m mark) {
	p.pos, p.line, p.row, p.fresh, p.broken = m.pos, m.line, m.row, m.fresh, m.broken
	p.stack, p.errs, p.comments = p.stack[:m.stack], p.errs[:m.errs], p.comments[:m.comments]
	p.repairs, p.aliased, p.valid = m.repairs, m.aliased, m.valid
}
