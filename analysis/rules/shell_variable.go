package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/template"
)

// unknownRoot reports a name that begins with nothing Porter has: a slip, or a
// variable of the shell.
func (r *references) unknownRoot(u symbols.Use) {
	first := u.Segment(0)
	roots := symbols.Known()
	if u.Len() > 1 {
		if hint, nearest := didYouMean(first.Name, roots); nearest != "" {
			r.report(u, first.Span, fmt.Sprintf("there is no variable %q%s", first.Name, hint), nearest)
			return
		}
	}
	name := u.Name.Of(r.doc.File.Source())
	if r.doc.Manifest.Delims != template.Dollar {
		r.report(u, u.Name, fmt.Sprintf("there is no variable %q; variables begin with bundle, installation or env", name), "")
		return
	}
	if !shellParameter(name) {
		r.report(u, u.Name, fmt.Sprintf("there is no variable %q; variables begin with bundle, installation or env, and a ${ that is no variable is written $${!}{", name), "")
		return
	}
	escape := "$${!}{" + name + "}"
	if identifier(name) == len(name) && !r.wordFollows(u) {
		r.report(u, u.Name, fmt.Sprintf("%q is no variable of the bundle, so the step fails; for the shell's variable write $%s or %s", name, name, escape), "")
		return
	}
	r.report(u, u.Name, fmt.Sprintf("%q is no variable of the bundle, so the step fails; for the shell's variable write %s", name, escape), "")
}

// shellParameter reports whether a shell would expand ${name}: a name, and an
// operator perhaps.
func shellParameter(name string) bool {
	n := identifier(name)
	if n == 0 {
		return false
	}
	if n == len(name) {
		return true
	}
	switch name[n] {
	case ':', '-', '+', '=', '?', '#', '%', '/', '^', ',', '@', '[':
		return true
	}
	return false
}

// identifier returns the length of the shell variable's name that s begins with.
func identifier(s string) int {
	for i := range len(s) {
		if !word(s[i]) || i == 0 && s[i] >= '0' && s[i] <= '9' {
			return i
		}
	}
	return len(s)
}

func word(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// wordFollows reports whether the tag's end would run into what stands behind
// it once the braces are gone.
func (r *references) wordFollows(u symbols.Use) bool {
	src := r.doc.File.Source()
	return u.Span.End < len(src) && word(src[u.Span.End])
}
