package main

import (
	"go/ast"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestExamples: every package that others may import shows in an example, seen
// from outside, how it is meant to be used.
func TestExamples(t *testing.T) {
	shown := map[string]bool{} // by folder: whether its package has an example
	for _, f := range sourceFiles(t) {
		switch top, _, _ := strings.Cut(f.dir, "/"); top {
		case "cmd", "editors", "internal":
			continue
		}
		if !f.test() {
			shown[f.dir] = shown[f.dir] || false
			continue
		}
		if !strings.HasSuffix(f.ast.Name.Name, "_test") {
			continue
		}
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && isExample(fn) {
				shown[f.dir] = true
			}
		}
	}
	for dir, ok := range shown {
		if !ok {
			t.Errorf("%s has no example in its package of tests", dir)
		}
	}
}

// isExample reports whether a function is one that go test takes for an example,
// with something in it.
func isExample(fn *ast.FuncDecl) bool {
	rest, ok := strings.CutPrefix(fn.Name.Name, "Example")
	first, _ := utf8.DecodeRuneInString(rest)
	return ok && fn.Recv == nil && (rest == "" || !unicode.IsLower(first)) &&
		fn.Type.Params.NumFields() == 0 && len(fn.Body.List) > 0
}
