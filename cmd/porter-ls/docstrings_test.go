package main

import (
	"go/ast"
	"go/token"
	"testing"
)

// TestDocstrings: every exported name says what it is. A group of names may
// have one docstring, or a comment at each.
func TestDocstrings(t *testing.T) {
	for _, f := range sourceFiles(t) {
		if f.test() {
			continue
		}
		missing := func(name *ast.Ident) {
			if name.IsExported() {
				t.Errorf("%s: %s has no docstring", f.path, name.Name)
			}
		}
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Doc == nil && exportedReceiver(d) {
					missing(d.Name)
				}
			case *ast.GenDecl:
				if d.Tok == token.IMPORT || d.Doc != nil {
					continue
				}
				for _, spec := range d.Specs {
					switch s := spec.(type) {
					case *ast.TypeSpec:
						if s.Doc == nil {
							missing(s.Name)
						}
					case *ast.ValueSpec:
						if s.Doc == nil && s.Comment == nil {
							for _, name := range s.Names {
								missing(name)
							}
						}
					}
				}
			}
		}
	}
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
	name, ok := t.(*ast.Ident)
	return ok && name.IsExported()
}
