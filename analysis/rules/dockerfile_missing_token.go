package rules

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/dockerfile"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

func dockerfileMissingToken() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dockerfile-missing-token",
		Doc: `The template of the Dockerfile does not say where a build puts its own lines.

A build replaces two comments: ` + "`# PORTER_INIT`" + ` by the lines that make the user that the bundle runs as and declare BUNDLE_DIR, ` + "`# PORTER_MIXINS`" + ` by those of the mixins.

Without ` + "`# PORTER_INIT`" + ` Porter makes the user right behind the first FROM. Where the image is built in several stages and the last one does not build on the first, the last one then has neither user nor BUNDLE_DIR, and the build fails under Porter 1.x. The same happens where the comment stands in such a stage. Our own build makes the user in the last stage.

Without ` + "`# PORTER_MIXINS`" + ` the mixins' lines come at the end. That is too late where the template changes the user before: what mixins install needs root.

A comment that is nearly one of them is most likely meant to be it.`,
		Severity: analysis.Hint,
		Run:      runDockerfileMissingToken,
	}
}

func runDockerfileMissingToken(p *analysis.Pass) {
	f := templateFile(p)
	if f == nil {
		return
	}
	t := f.Template()
	if len(t.Stages) == 0 || packsItself(f) {
		return
	}
	m := &missingToken{p, f, t}
	if at, ok := m.nearly(dockerfile.InitToken); ok && !t.HasInit() {
		m.misspelt(at, dockerfile.InitToken)
	} else {
		m.init()
	}
	if t.MixinsLine >= 0 {
		return
	}
	if at, ok := m.nearly(dockerfile.MixinsToken); ok {
		m.misspelt(at, dockerfile.MixinsToken)
	} else if m.mixinsHaveLines() {
		m.mixins()
	}
}

// mixinsHaveLines reports whether a mixin is declared that may add lines to the
// Dockerfile; exec adds none.
func (m *missingToken) mixinsHaveLines() bool {
	return slices.ContainsFunc(m.Bundle.Manifest.Manifest.Mixins, func(x manifest.Mixin) bool {
		return x.Name.Value != "" && x.Name.Value != "exec"
	})
}

// packsItself reports whether a template copies the bundle on its own, as one
// for Porter's feature full-control-dockerfile does, which is taken as it is.
func packsItself(f *analysis.File) bool {
	return bytes.Contains(f.Content(), []byte(".cnab")) || bytes.Contains(f.Content(), []byte("/cnab/app/run"))
}

type missingToken struct {
	*analysis.Pass
	file *analysis.File
	t    *dockerfile.Template
}

// init reports that the last stage lacks the user.
func (m *missingToken) init() {
	if m.t.HasInit() {
		return
	}
	last := m.t.Stages[len(m.t.Stages)-1]
	d := analysis.Diagnostic{File: m.file.Name, Span: m.line(last.First)}
	onFirst := m.t.InitLine < 0 && m.t.BuildsOn(0)
	switch {
	case !onFirst && m.t.InitLine >= 0:
		d.Severity, d.Target, d.Span = analysis.Error, analysis.Porter, m.line(m.t.InitLine)
		d.Message = "this comment is in a stage that the last one does not build on, so the build fails under Porter 1.x, which then has no BUNDLE_DIR there: move it behind the last FROM"
		m.ReportDiagnostic(d)
		return
	case !onFirst:
		d.Severity, d.Target = analysis.Error, analysis.Porter
		d.Message = "the build fails under Porter 1.x, which makes the bundle's user in the first stage, and this last one does not build on it: write # PORTER_INIT below this line"
	default:
		d.Message = "nothing says where the bundle's user is made, so a build does it right behind a FROM: write # PORTER_INIT where it belongs"
	}
	d.Fixes = m.insert("Insert # PORTER_INIT", last.Last, dockerfile.InitToken)
	m.ReportDiagnostic(d)
}

// mixins reports that nothing says where the mixins' lines go.
func (m *missingToken) mixins() {
	last := m.t.Stages[len(m.t.Stages)-1]
	d := analysis.Diagnostic{
		File: m.file.Name, Span: m.line(last.First),
		Message: "nothing says where the lines of the mixins go, so a build puts them at the end: write # PORTER_MIXINS where they belong",
	}
	at := m.lastLine()
	for _, i := range m.t.Instructions {
		if i.Name == "USER" && i.First > last.First && strings.TrimSpace(i.Text) != "USER root" {
			d.Severity, d.Span, at = analysis.Warning, m.line(i.First), i.First-1
			d.Message = "the lines of the mixins come at the end and run as this user, who cannot install anything: write # PORTER_MIXINS above this line"
			break
		}
	}
	d.Fixes = m.insert("Insert # PORTER_MIXINS", at, dockerfile.MixinsToken)
	m.ReportDiagnostic(d)
}

// nearly returns the comment that is nearly a token.
func (m *missingToken) nearly(token string) (text.Span, bool) {
	tokens := []string{letters(dockerfile.InitToken), letters(dockerfile.MixinsToken)}
	for _, n := range m.t.Comments {
		at := m.line(n)
		is := at.Of(m.file.Content())
		if strings.HasPrefix(is, dockerfile.InitToken) || strings.HasPrefix(is, dockerfile.MixinsToken) {
			continue
		}
		if nearest := analysis.Nearest(letters(is), tokens); letters(is) == letters(token) || nearest == letters(token) {
			return at, true
		}
	}
	return text.Span{}, false
}

// letters is what a comment says, without what is easily forgotten in it.
func letters(comment string) string {
	return strings.NewReplacer("#", "", " ", "", "_", "", "-", "", "\t", "").Replace(strings.ToUpper(comment))
}

func (m *missingToken) misspelt(at text.Span, token string) {
	m.ReportDiagnostic(analysis.Diagnostic{
		File: m.file.Name, Span: at, Severity: analysis.Warning,
		Message: fmt.Sprintf("a build looks for %q and does not find it here; did you mean that?", token),
		Fixes: []analysis.SuggestedFix{{
			Title: fmt.Sprintf("Change to %q", token),
			Edits: []analysis.FileEdit{{File: m.file.Name, Edit: text.Edit{Span: at, New: token}}},
		}},
	})
}

// insert is the fix that writes a token below a line.
func (m *missingToken) insert(title string, line int, token string) []analysis.SuggestedFix {
	src := m.file.Content()
	end := m.file.Lines().Span(line).End
	return []analysis.SuggestedFix{{
		Title: title,
		Edits: []analysis.FileEdit{{File: m.file.Name, Edit: text.Edit{
			Span: text.Span{Start: end, End: end}, New: analysis.LineBreak(src, end) + token,
		}}},
	}}
}

// lastLine is the last line that is not empty.
func (m *missingToken) lastLine() int {
	n := m.file.Lines().Count() - 1
	for n > 0 && m.line(n).Len() == 0 {
		n--
	}
	return n
}

// line is a line without the blanks around it.
func (m *missingToken) line(n int) text.Span { return trimmedLine(m.file, n) }

func trimmedLine(f *analysis.File, n int) text.Span {
	at := f.Lines().Span(n)
	line := at.Of(f.Content())
	start := at.Start + len(line) - len(strings.TrimLeft(line, " \t\ufeff"))
	return text.Span{Start: start, End: max(start, at.Start+len(strings.TrimRight(line, " \t\r")))}
}
