package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// TestDocstrings: every exported name says what it is, in a sentence that begins
// with it, and every package in one of its files. Constants and variables in a
// group may share a docstring or have a comment each.
func TestDocstrings(t *testing.T) {
	packages := map[string]bool{} // by folder: whether it says what it is
	for _, f := range sourceFiles(t) {
		if f.test() {
			continue
		}
		packages[f.dir] = packages[f.dir] || f.ast.Doc.Text() != ""
		for _, d := range f.ast.Decls {
			for _, n := range undocumented(d) {
				t.Errorf("%s: %s has no docstring that begins with its name", f.fset.Position(n.Pos()), n.Name)
			}
		}
	}
	for dir, ok := range packages {
		if !ok {
			t.Errorf("no file of %s says what the package is", dir)
		}
	}
}

// TestDocstringsAreMissed shows that the test above can fail, and at what.
func TestDocstringsAreMissed(t *testing.T) {
	const src = `package p

//go:noinline
func Directive() {}

// It has another name.
func Named() {}

// Fine is fine.
func Fine() {}

func (t *Generic[T]) Method() {}
func (t hidden) Method()      {}

// Types in a group are documented one by one.
type (
	InGroup int
	// A Good one begins with an article.
	Good int
)

// Reader is documented, its second method is not.
type Reader interface {
	// Read reads.
	Read()
	Seek()
	error
}

// The constants share this.
const (
	One = iota
	Two
)

const (
	Three = iota // counts on
	Four
)

var Alone, hiddenToo int
`
	f := parsed(t, src)
	var got []string
	for _, d := range f.Decls {
		for _, n := range undocumented(d) {
			got = append(got, n.Name)
		}
	}
	if want := "Directive Named Method InGroup Seek Four Alone"; strings.Join(got, " ") != want {
		t.Errorf("missed are %v, want %s", got, want)
	}
}

// undocumented returns the exported names of a declaration that do not say what
// they are.
func undocumented(d ast.Decl) []*ast.Ident {
	var bad []*ast.Ident
	check := func(ok bool, names ...*ast.Ident) {
		for _, n := range names {
			if n.IsExported() && !ok {
				bad = append(bad, n)
			}
		}
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		if exportedReceiver(d) {
			check(names(d.Doc, d.Name), d.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				check(names(s.Doc, s.Name) || !d.Lparen.IsValid() && names(d.Doc, s.Name), s.Name)
				if i, ok := s.Type.(*ast.InterfaceType); ok && s.Name.IsExported() {
					for _, m := range i.Methods.List {
						check(m.Doc.Text()+m.Comment.Text() != "", m.Names...)
					}
				}
			case *ast.ValueSpec:
				check(d.Doc.Text()+s.Doc.Text()+s.Comment.Text() != "", s.Names...)
			}
		}
	}
	return bad
}

// names reports whether a docstring begins with the name, behind an article or
// not.
func names(doc *ast.CommentGroup, name *ast.Ident) bool {
	words := strings.Fields(doc.Text())
	if len(words) > 1 && (words[0] == "A" || words[0] == "An" || words[0] == "The") {
		words = words[1:]
	}
	return len(words) > 0 && words[0] == name.Name
}

// exportedReceiver reports whether a function is one, or a method of an
// exported type.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	switch generic := t.(type) {
	case *ast.IndexExpr:
		t = generic.X
	case *ast.IndexListExpr:
		t = generic.X
	}
	name, ok := t.(*ast.Ident)
	return ok && name.IsExported()
}

func parsed(t *testing.T, src string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", src, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
