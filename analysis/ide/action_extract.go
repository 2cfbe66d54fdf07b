package ide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// extractions make a value in a step, or what is selected of it, a parameter or a
// credential of the bundle.
func (a *acting) extractions() {
	n, words, ok := a.extractable()
	if !ok {
		return
	}
	base, secret := a.nameFor(n)
	whole := words == n.TextSpan()
	value := words.Of(a.Source())
	kind := "string"
	if whole && n.Style() == syntax.Plain {
		kind = n.JSONType()
	}
	def := value
	if kind == "string" {
		def = analysis.Scalar(value)
	}
	name := a.freeName(base)
	credential := []string{"name: " + analysis.Scalar(name), "env: " + analysis.Scalar(manifest.EnvName(name))}
	parameter := []string{"name: " + analysis.Scalar(name), "type: " + kind, "default: " + def}
	if secret {
		parameter = append(parameter, "sensitive: true")
	}
	if secret && kind == "string" {
		a.extract(n, words, "credential", name, credential)
	}
	a.extract(n, words, "parameter", name, parameter)
	if !secret && kind == "string" {
		a.extract(n, words, "credential", name, credential)
	}
}

// extract adds the action that defines something and names it in a value's place.
func (a *acting) extract(n syntax.Node, words text.Span, what, name string, fields []string) {
	entry, ok := analysis.AddEntry(a.Document, what+"s", fields)
	if !ok {
		return
	}
	d := a.Document.Manifest.Delims
	tag := d.Open + " bundle." + what + "s." + name + " " + d.Close
	if n.Style() == syntax.Plain && (inFlow(a.Document.File, n) || words.Start == n.Span().Start && strings.HasPrefix(tag, "{")) {
		if words != n.TextSpan() || n.JSONType() != "string" {
			return // quotes around it would make another value of the rest, or a text of a number
		}
		tag = `"` + tag + `"`
	}
	a.add(Action{Title: fmt.Sprintf("Extract to %s %q", what, name), Kind: RefactorExtract}, entry, text.Edit{Span: words, New: tag})
	a.harmless()
}

// extractable returns the value in a step that is here, and the part of it that is
// selected: all where nothing is.
func (a *acting) extractable() (n syntax.Node, words text.Span, ok bool) {
	action, i := a.stepAt(a.at.Start)
	if action == nil {
		return n, words, false
	}
	step := &action.Steps[i]
	at := a.Document.File.PathAt(a.at.Start)
	n = at.Node
	if at.Where != syntax.InValue || n.Kind() != syntax.Scalar || step.Node.Repaired() || !step.Body.Span().Covers(n.Span()) ||
		len(at.Steps) > 3 && slices.Contains([]string{"outputs", "description"}, at.Steps[3].Key) {
		return n, words, false
	}
	whole := n.TextSpan()
	words = a.at
	if words.Len() == 0 {
		words = whole
	}
	value := words.Of(a.Source())
	// What stands in the file must be the very value.
	if !whole.Covers(words) || n.Style() == syntax.Literal || n.Style() == syntax.Folded || strings.ContainsAny(value, "\n\r\\'\"") ||
		strings.TrimSpace(value) != value || value == "" || strings.Contains(n.Value(), a.Document.Manifest.Delims.Open) ||
		n.Tag() != "" || n.Anchor() != "" || n.Type() == syntax.Null || n.Type() == syntax.Timestamp {
		return n, words, false
	}
	return n, words, true
}

// inFlow reports whether a node stands between brackets or braces.
func inFlow(f *syntax.File, n syntax.Node) bool {
	for _, s := range f.PathAt(n.Span().Start).Steps {
		if s.Node.Style() == syntax.Flow && s.Node != n {
			return true
		}
	}
	return f.Root().Style() == syntax.Flow
}

// nameFor returns a name for what a value is, after the key that it stands behind,
// or the flag before it, and whether it is that of a secret.
func (a *acting) nameFor(n syntax.Node) (name string, secret bool) {
	steps := a.Document.File.PathAt(a.at.Start).Steps
	for i := len(steps) - 1; i >= 0 && name == ""; i-- {
		if steps[i].Key != "" {
			name = steps[i].Key
			break
		}
		if i > 0 && steps[i].Index > 0 {
			before := steps[i-1].Node.Item(steps[i].Index - 1).Value()
			if strings.HasPrefix(before, "-") && !strings.Contains(before, "=") {
				name = strings.TrimLeft(before, "-")
			}
		}
	}
	words := analysis.WordsOf(name)
	if len(words) == 0 || slices.Contains([]string{"arguments", "command", "args"}, words[0]) {
		words = []string{"value"}
	}
	name = strings.Join(words, "-")
	return name, analysis.SecretName(name)
}

// freeName returns a name that no parameter and no credential has.
func (a *acting) freeName(base string) string {
	for n := 1; ; n++ {
		name := base
		if n > 1 {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		_, parameter := a.Document.Symbols.Lookup(symbols.Parameter, name)
		_, credential := a.Document.Symbols.Lookup(symbols.Credential, name)
		if !parameter && !credential {
			return name
		}
	}
}
