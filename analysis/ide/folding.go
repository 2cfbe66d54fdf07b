package ide

import (
	"slices"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Fold is a part of a file that can be folded into its first line.
type Fold struct {
	First, Last int // lines, from 0; all behind the first one disappear
	Comment     bool
	Depth       int // how many others it is in
}

// Folds returns what can be folded, in order of its first line, at most one for a
// line: fields and items over several lines, texts, brackets, and comments on lines
// in a row.
func Folds(v *View) []Fold {
	if v.Document == nil {
		return nil
	}
	f := folding{file: v.Document.File, lines: v.Document.File.Lines()}
	for _, root := range f.file.Docs() {
		f.visit(root, 0)
	}
	f.comments()
	slices.SortStableFunc(f.folds, func(a, b Fold) int {
		if a.First != b.First {
			return a.First - b.First
		}
		return b.Last - a.Last
	})
	return slices.CompactFunc(f.folds, func(a, b Fold) bool { return a.First == b.First })
}

type folding struct {
	file  *syntax.File
	lines *text.Lines
	folds []Fold
}

func (f *folding) add(start, end, depth int) {
	s := trimmed(f.file, start, end)
	first, last := f.lines.Line(s.Start), f.lines.Line(s.End)
	if last > first {
		f.folds = append(f.folds, Fold{First: first, Last: last, Depth: depth})
	}
}

// visit notes what can be folded below a node.
func (f *folding) visit(n syntax.Node, depth int) {
	if n.Style() == syntax.Flow {
		f.brackets(n, depth)
		depth++
	}
	for k, v := range n.Pairs() {
		if v.Style() != syntax.Flow {
			f.add(k.Span().Start, v.Span().End, depth)
		}
		f.visit(v, depth+1)
	}
	for _, item := range n.Items() {
		if item.Style() != syntax.Flow {
			f.add(item.Span().Start, item.Span().End, depth)
		}
		f.visit(item, depth+1)
	}
}

// brackets notes a flow collection over several lines. The line of its last bracket
// stays, where that begins it.
func (f *folding) brackets(n syntax.Node, depth int) {
	s := n.Span()
	if s.Len() == 0 {
		return
	}
	src, end := f.file.Text(), s.End
	if c := src[end-1]; c == ']' || c == '}' {
		end--
	}
	f.add(s.Start, end, depth)
}

// comments notes comments on lines in a row.
func (f *folding) comments() {
	comments := f.file.Comments()
	for i := 0; i < len(comments); {
		first, last := commentBlock(f.file, i)
		if last-first > 1 && first == i {
			f.folds = append(f.folds, Fold{
				First: f.lines.Line(comments[i].Start), Last: f.lines.Line(comments[last-1].Start), Comment: true, Depth: 1,
			})
		}
		i = last
	}
}

// commentBlock returns the comments around the i-th, that one included, that stand
// on lines in a row with nothing before them but as many blanks.
func commentBlock(f *syntax.File, i int) (first, last int) {
	comments, lines, src := f.Comments(), f.Lines(), f.Text()
	alone := func(i int) (line, col int, ok bool) {
		line = lines.Line(comments[i].Start)
		begin := lines.Span(line).Start
		for j := begin; j < comments[i].Start; j++ {
			if src[j] != ' ' && src[j] != '\t' {
				return 0, 0, false
			}
		}
		return line, comments[i].Start - begin, true
	}
	line, col, ok := alone(i)
	if !ok {
		return i, i + 1
	}
	first, last = i, i+1
	for first > 0 {
		if l, c, ok := alone(first - 1); !ok || c != col || l != line-(i-first)-1 {
			break
		}
		first--
	}
	for last < len(comments) {
		if l, c, ok := alone(last); !ok || c != col || l != line+last-i {
			break
		}
		last++
	}
	return first, last
}
