package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

func shellVariableInTemplate() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "shell-variable-in-template",
		Doc: `A variable of the shell is written like a template.

` + "`${HOME}` and `${NAME:-default}`" + ` are templates for Porter, which looks for a variable of the bundle of that name. There is none, so the step fails when it runs: "missing variable". Porter builds and publishes the bundle all the same.

In text that a shell reads write ` + "`$HOME`" + `. Where the braces are needed, break the template up with an empty comment: ` + "`$${!}{NAME:-default}` is rendered as `${NAME:-default}`" + `. Where no shell reads the text, in an argument of a script for instance, nobody would expand ` + "`$HOME`; `${ env.HOME }`" + ` is the environment variable's value.

The shell's ` + "`${!NAME}`" + `, the value of the variable that NAME names or the keys of an array, is a comment to Porter: nothing is left of it, and no step fails for it. ` + "`$${!}{!NAME}`" + ` is rendered as ` + "`${!NAME}`" + `.

The same happens in comments within a step under Porter 1.x, which renders them like the rest of it.`,
		Severity: analysis.Error,
		Run:      runShellVariableInTemplate,
	}
}

func runShellVariableInTemplate(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if doc.Manifest.Delims != template.Dollar {
		return
	}
	for _, s := range spots.Of(p) {
		if s.Kind == template.Comment {
			reportIndirection(p, s)
			continue
		}
		if !s.reads() || !isShellVariable(doc, s.Use) {
			continue
		}
		name := s.String()
		fixes := shellFixes(doc, s.Use, name, s.Comment || s.inShell())
		d := analysis.Diagnostic{
			Span:    s.Name,
			Message: fmt.Sprintf("%q is no variable of the bundle, so the step fails%s", name, instead(fixes)),
			Fixes:   fixes,
		}
		inComment(s.Use, &d)
		p.ReportDiagnostic(d)
	}
}

// reportIndirection reports the shell's ${!NAME}, which is a comment to Porter.
// Elsewhere than in a shell's text it may be meant as one.
func reportIndirection(p *analysis.Pass, s spot) {
	doc := p.Bundle.Manifest
	tag := s.Span.Of(doc.File.Source())
	name, ok := strings.CutPrefix(tag, "${!")
	name, closed := strings.CutSuffix(name, "}")
	if !ok || !closed || s.Comment || !s.inShell() || !shellParameter(strings.TrimSuffix(name, "*")) {
		return
	}
	p.ReportDiagnostic(analysis.Diagnostic{
		Span:     s.Span,
		Severity: analysis.Warning,
		Message:  fmt.Sprintf("a template that begins with ${! is a comment, and nothing is left of it; for the shell's %s write $${!}{!%s}", tag, name),
		Fixes:    []analysis.SuggestedFix{change(doc, "Write $${!}{!"+name+"}", s.Span, "$${!}{!"+name+"}")},
	})
}

// instead says what the fixes write.
func instead(fixes []analysis.SuggestedFix) string {
	var ways []string
	for _, f := range fixes {
		ways = append(ways, strings.TrimPrefix(f.Title, "Write "))
	}
	if len(ways) == 0 {
		return "; for the shell's variable write $${!}{ in place of ${"
	}
	return "; write " + strings.Join(ways, " or ")
}

// shellFixes are the ways to write a variable of the shell, the one that fits
// best first.
func shellFixes(doc *analysis.Document, u symbols.Use, name string, shell bool) []analysis.SuggestedFix {
	src := doc.File.Source()
	if u.Span.Of(src) != "${"+name+"}" {
		if !strings.HasPrefix(u.Span.Of(src), "${") || strings.ContainsAny(u.Span.Of(src), "\\\n") {
			return nil // written with escapes, or over several lines
		}
	}
	write := func(what string) analysis.SuggestedFix { return change(doc, "Write "+what, u.Span, what) }
	escaped := write("$${!}{" + name + "}")
	if isPositional(name) && shell && !wordFollows(src, u.Span) && len(name) == 1 {
		return []analysis.SuggestedFix{write("$" + name), escaped}
	}
	if identifier(name) != len(name) {
		return []analysis.SuggestedFix{escaped}
	}
	if _, ok := doc.Symbols.Lookup(symbols.Parameter, name); ok {
		return []analysis.SuggestedFix{write("${ bundle.parameters." + name + " }"), escaped}
	}
	if !shell {
		return []analysis.SuggestedFix{write("${ env." + name + " }"), escaped}
	}
	if wordFollows(src, u.Span) {
		return []analysis.SuggestedFix{escaped}
	}
	return []analysis.SuggestedFix{write("$" + name), escaped}
}

// isShellVariable reports whether a tag is meant for a shell: what it names
// begins with nothing that Porter has, and a shell would expand it. A slip such
// as bundel.name is none.
func isShellVariable(doc *analysis.Document, u symbols.Use) bool {
	if doc.Manifest.Delims != template.Dollar || u.Len() == 0 {
		return false
	}
	first := u.Segment(0).Name
	switch first {
	case "bundle", "installation", "env", "outputs":
		return false
	}
	if u.Len() > 1 && analysis.Nearest(first, symbols.Known()) != "" {
		return false
	}
	return shellParameter(u.String())
}

// shellParameter reports whether a shell would expand ${name}: a name, and an
// operator perhaps.
func shellParameter(name string) bool {
	if isPositional(name) {
		return true
	}
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

// isPositional reports whether a name is one of a shell's arguments, or all.
func isPositional(name string) bool {
	return name == "@" || name == "*" || name != "" && strings.Trim(name, "0123456789") == ""
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
func wordFollows(src []byte, tag text.Span) bool {
	return tag.End < len(src) && (word(src[tag.End]) || src[tag.End] == '[')
}
