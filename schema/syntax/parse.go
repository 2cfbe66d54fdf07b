package syntax

import (
	"github.com/porter-ls/porter-ls/schema/text"
	"gopkg.in/yaml.v3"
)

// Parse reads src, which must not change afterwards. It never fails: the file
// has a tree for what could be read and an Error for every place that could
// not. Unchanged parts of prev, which may be nil, are shared with the result.
func Parse(src []byte, prev *File) *File {
	f := &File{src: src, lines: text.NewLines(src)}
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		f.errs = []Error{{Message: err.Error()}}
	}
	root := &green{kind: Scalar}
	if len(doc.Content) > 0 {
		*root = f.bootstrap(doc.Content[0])
	}
	f.roots = []Node{{root, 0}}
	return f
}

func (f *File) bootstrap(n *yaml.Node) green {
	g := green{value: n.Value, start: int32(f.lines.Offset(n.Line-1, n.Column-1, text.UTF32))}
	g.end = g.start + int32(len(n.Value))
	g.anchor = n.Anchor
	if n.Style&yaml.TaggedStyle != 0 {
		g.tag = n.Tag
	}
	switch n.Kind {
	case yaml.MappingNode:
		g.kind, g.style = Mapping, Block
	case yaml.SequenceNode:
		g.kind, g.style = Sequence, Block
	case yaml.AliasNode:
		g.kind = Alias
	default:
		g.kind, g.style = Scalar, Plain
		switch {
		case n.Style&yaml.DoubleQuotedStyle != 0:
			g.style, g.end = DoubleQuoted, g.end+2
		case n.Style&yaml.SingleQuotedStyle != 0:
			g.style, g.end = SingleQuoted, g.end+2
		case n.Style&yaml.LiteralStyle != 0:
			g.style = Literal
		case n.Style&yaml.FoldedStyle != 0:
			g.style = Folded
		case n.Value == "" || n.Tag == "!!null" && n.Value == "":
			g.style = Missing
		}
	}
	for _, c := range n.Content {
		g.kids = append(g.kids, f.bootstrap(c))
	}
	if len(g.kids) > 0 {
		g.end = g.kids[len(g.kids)-1].end
	}
	return g
}
