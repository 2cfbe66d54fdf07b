package ide

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// inlinings put the value in a template's place that it stands for where nobody
// gives another one.
func (a *acting) inlinings() {
	if !a.Manifest() {
		return
	}
	tag, ok := a.Document.Symbols.TagAt(a.at.Start)
	if !ok || !tag.Closed || tag.Kind != template.Variable && tag.Kind != template.Raw || tag.Action == "" {
		return
	}
	src := a.Source()
	dotted := tag.Name.Of(src)
	parts := strings.Split(dotted, ".")
	if len(parts) < 3 || parts[1] != "parameters" && parts[1] != "custom" || !tag.Span.Covers(a.at) {
		return
	}
	n := a.Document.File.NodeAt(tag.Name.Start)
	value := a.standsFor(parts, tag.Action)
	if n.Kind() != syntax.Scalar || n.Style() == syntax.Missing || !value.known || !isPlainWord(value.value.Text) {
		return
	}
	if n.Style() == syntax.Plain && n.Span() == tag.Span && value.value.Type == "string" && analysis.Scalar(value.value.Text) != value.value.Text {
		return // it would be read as something else
	}
	a.add(Action{Title: fmt.Sprintf("Write %s in place of %s", value.value.Text, dotted), Kind: RefactorInline}, text.Edit{Span: tag.Span, New: value.value.Text})
	a.harmless()
}

// isPlainWord reports whether a text is the same in every kind of scalar, and for
// a shell.
func isPlainWord(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_./", r)
	}) && s[0] != '-'
}
