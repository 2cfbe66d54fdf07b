package shell

import (
	"slices"

	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
	"mvdan.cc/sh/v3/syntax"
)

// Quoting says in which quotes of the shell a place stands.
type Quoting uint8

// The quotings. Elsewhere is where a variable would not mean what the text in its
// place does, or where that is not sure: a command's name, a here-document, a
// function's name, a part of an expansion.
const (
	Elsewhere Quoting = iota
	Bare
	InDouble
	InSingle
)

// TextTag is a template tag in a text for a shell.
type TextTag struct {
	template.Tag
	Quoting Quoting
}

// TagsIn returns the tags of a text that a step hands to bash, in order. It is
// false where what is rendered cannot be foreseen, or no shell can read it.
func TagsIn(s string, d template.Delims) ([]TextTag, bool) {
	src, ok := masked(s, d)
	if !ok || len(src.gone) > 0 {
		return nil, false
	}
	found, _ := template.Scan(s, d) // masked has looked for errors
	tags := make([]TextTag, len(found))
	for i, tag := range found {
		tags[i].Tag = tag
	}
	stmts, err := parse(src.out, syntax.LangBash)
	if err != nil {
		return nil, false
	}
	q := quotings{tags: tags}
	for _, stmt := range stmts {
		syntax.Walk(stmt, q.visit)
	}
	return tags, true
}

// quotings finds out how tags are quoted.
type quotings struct {
	tags []TextTag
	path []syntax.Node // to what is visited
}

func (q *quotings) visit(n syntax.Node) bool {
	if n == nil {
		q.path = q.path[:len(q.path)-1]
		return true
	}
	switch n := n.(type) {
	case *syntax.Lit:
		q.literal(n)
	case *syntax.SglQuoted:
		if !n.Dollar {
			q.set(n, InSingle, q.path)
		}
	}
	q.path = append(q.path, n)
	return true
}

// literal notes the tags in a literal, which is unquoted or part of a text in
// double quotes.
func (q *quotings) literal(n *syntax.Lit) {
	if len(q.path) == 0 {
		return
	}
	last := len(q.path) - 1
	switch quoted := q.path[last].(type) {
	case *syntax.Word:
		q.set(n, Bare, q.path)
	case *syntax.DblQuoted:
		if !quoted.Dollar {
			q.set(n, InDouble, q.path[:last])
		}
	}
}

// set notes the quoting of the tags within a node. above leads to the word that
// it is part of.
func (q *quotings) set(n syntax.Node, quoting Quoting, above []syntax.Node) {
	if !expands(above) {
		return
	}
	at := text.Span{Start: int(n.Pos().Offset()), End: int(n.End().Offset())}
	for i := range q.tags {
		if at.Covers(q.tags[i].Span) {
			q.tags[i].Quoting = quoting
		}
	}
}

// expands reports whether the shell puts a variable's value into the word at the
// end of a path just as it stands: where it is an argument, a value that is
// assigned, the name of a file, or one of the words that a loop takes.
func expands(path []syntax.Node) bool {
	if len(path) < 2 {
		return false
	}
	word, ok := path[len(path)-1].(*syntax.Word)
	if !ok {
		return false
	}
	switch in := path[len(path)-2].(type) {
	case *syntax.CallExpr:
		return slices.Index(in.Args, word) > 0
	case *syntax.Assign:
		return in.Value == word
	case *syntax.Redirect:
		return in.Word == word && in.Hdoc == nil
	case *syntax.WordIter:
		return true
	}
	return false
}
