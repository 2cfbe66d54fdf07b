package shell

import (
	"errors"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// bashism returns the first thing in a script for sh that only bash can do: what
// the parser of another shell stops at, or else what such a shell takes for a
// program of that name, or for an option that there is not. A script that asks
// whether it is run by bash knows what it does.
func (s source) bashism(stmts []*syntax.Stmt) *Error {
	var lang syntax.LangError
	if _, err := parse(s.out, syntax.LangPOSIX); errors.As(err, &lang) {
		return s.problem(err)
	}
	if strings.Contains(s.out, "BASH_VERSION") {
		return nil
	}
	var found *Error
	visit := func(n syntax.Node) bool {
		if what, at := bashOnly(n); what != "" && found == nil {
			found = &Error{Span: s.span(int(at.Pos().Offset()), int(at.End().Offset())), Message: what}
		}
		return found == nil
	}
	for _, stmt := range stmts {
		syntax.Walk(stmt, visit)
	}
	return found
}

// bashOnly says what of a command is for bash only, and where that stands.
func bashOnly(n syntax.Node) (what string, at syntax.Node) {
	switch n := n.(type) {
	case *syntax.TestClause:
		return "[[ ]]", n
	case *syntax.LetClause:
		return "the command let", n
	case *syntax.DeclClause:
		if v := n.Variant.Value; v == "declare" || v == "typeset" {
			return "the command " + v, n.Variant
		}
	case *syntax.CallExpr:
		switch name := literal(n); name {
		case "source", "shopt", "pushd", "popd", "mapfile", "readarray":
			return "the command " + name, n.Args[0]
		case "set":
			for _, a := range n.Args[1:] {
				if a.Lit() == "pipefail" {
					return "the option pipefail", a
				}
			}
		case "[", "test":
			for _, a := range n.Args[1:] {
				if a.Lit() == "==" {
					return "== in place of =", a
				}
			}
		}
	}
	return "", nil
}
