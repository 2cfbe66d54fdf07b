package rules_test

import (
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// leaves returns what a file's tree says, scalar by scalar with its path and
// place, and where each begins. A path names the items of a section's list by
// their places, because others before them may come and go. Places from
// an offset on are given as they were before an edit moved them.
func leaves(f *syntax.File, from, by int) map[string]int {
	found := map[string]int{}
	var walk func(n syntax.Node, path string, depth int)
	walk = func(n syntax.Node, path string, depth int) {
		s := n.Span()
		if s.Start >= from {
			s = s.Shift(by)
		}
		switch n.Kind() {
		case syntax.Mapping:
			for k, v := range n.Pairs() {
				walk(k, path+"<", depth+1)
				walk(v, path+"."+k.Value(), depth+1)
			}
		case syntax.Sequence:
			for i, item := range n.Items() {
				to := fmt.Sprintf("%s[%d]", path, i)
				if depth == 1 {
					to = path + "[]"
				}
				walk(item, to, depth+1)
			}
		default:
			found[fmt.Sprintf("%s %v %d %q", path, s, n.Kind(), n.Value())] = n.Span().Start
		}
	}
	walk(f.Root(), "", 0)
	return found
}

// unlikeNode says where a tree differs from yaml.v3's.
func unlikeNode(n syntax.Node, y *yaml.Node) string {
	kinds := map[syntax.Kind]yaml.Kind{
		syntax.Mapping: yaml.MappingNode, syntax.Sequence: yaml.SequenceNode, syntax.Scalar: yaml.ScalarNode, syntax.Alias: yaml.AliasNode,
	}
	if kinds[n.Kind()] != y.Kind || n.Value() != y.Value || n.Anchor() != y.Anchor {
		return fmt.Sprintf("%v is %d %q, yaml.v3 has %d %q at line %d", n.Span(), n.Kind(), n.Value(), y.Kind, y.Value, y.Line)
	}
	if y.Kind == yaml.ScalarNode && y.Style&yaml.TaggedStyle != 0 && n.Tag() != y.Tag {
		return fmt.Sprintf("%v has tag %q, in yaml.v3 %q", n.Span(), n.Tag(), y.Tag)
	}
	children := childrenOf(n)
	if len(children) != len(y.Content) {
		return fmt.Sprintf("%v has %d children, in yaml.v3 %d", n.Span(), len(children), len(y.Content))
	}
	for i, c := range children {
		if s := unlikeNode(c, y.Content[i]); s != "" {
			return s
		}
	}
	return ""
}

func childrenOf(n syntax.Node) (all []syntax.Node) {
	for k, v := range n.Pairs() {
		all = append(all, k, v)
	}
	for _, item := range n.Items() {
		all = append(all, item)
	}
	return all
}

// unlikeFile says where a file that was parsed with a previous version differs
// from one that was parsed anew.
func unlikeFile(f, anew *syntax.File) string {
	switch {
	case !slices.Equal(f.Errors(), anew.Errors()):
		return fmt.Sprintf("errors %v, anew %v", f.Errors(), anew.Errors())
	case !slices.Equal(f.Comments(), anew.Comments()):
		return fmt.Sprintf("comments %v, anew %v", f.Comments(), anew.Comments())
	case len(f.Docs()) != len(anew.Docs()):
		return fmt.Sprintf("%d documents, anew %d", len(f.Docs()), len(anew.Docs()))
	}
	for i, doc := range f.Docs() {
		if s := unlikeTree(doc, anew.Docs()[i]); s != "" {
			return s
		}
	}
	return ""
}

func unlikeTree(a, b syntax.Node) string {
	x, y := childrenOf(a), childrenOf(b)
	if a.Kind() != b.Kind() || a.Style() != b.Style() || a.Span() != b.Span() || a.Value() != b.Value() || a.Repaired() != b.Repaired() ||
		a.Tag() != b.Tag() || a.TagSpan() != b.TagSpan() || a.Anchor() != b.Anchor() || a.AnchorSpan() != b.AnchorSpan() || len(x) != len(y) {
		return fmt.Sprintf("%v %q, anew %v %q", a.Span(), a.Value(), b.Span(), b.Value())
	}
	for i := range x {
		if s := unlikeTree(x[i], y[i]); s != "" {
			return s
		}
	}
	return ""
}
