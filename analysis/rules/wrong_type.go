package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func wrongType() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "wrong-type",
		Doc: `A value is not of the kind that its field takes.

Where a list, a map, a number or true or false belongs, something else stands. Porter cannot read such a manifest and refuses it with the line and its own name of the type.

Of what stands in a step Porter looks at nothing but its form, and of a mixin's settings at nothing at all. There the mixin cannot read the value, and the step or the build fails.`,
		Severity: analysis.Error,
		Run: func(p *analysis.Pass) {
			runRefused("wrong-type", rightType)(p)
			mixinTypes(p)
			extensionTypes(p)
		},
	}
}

// extensionTypes reports configurations of the docker extension that can only be
// read when the bundle is built, and not when it runs.
func extensionTypes(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if silence.Of(p).section("required") {
		return
	}
	for _, r := range doc.Manifest.Required {
		if cnab.ExtensionKey(r.Name.Value) != cnab.DockerKey {
			continue
		}
		n := r.Config.Get("privileged")
		switch n.JSONType() {
		case "boolean", "null", "":
		default:
			p.ReportDiagnostic(analysis.Diagnostic{
				Span:    doc.File.FirstLine(n.Span()),
				Message: fmt.Sprintf("privileged must be true or false; this is %s, so the bundle cannot be run", n.Words()),
				Fixes:   unquote(doc, n, "boolean"),
			})
		}
	}
}

// rightType is the fix for a single text where a list of them belongs, and for
// dependencies that are a list.
func rightType(p *analysis.Pass, problem manifest.Problem) []analysis.SuggestedFix {
	doc, n := p.Bundle.Manifest, problem.Node
	parent, _, ok := parentOf(doc.Manifest.Root, n)
	if !ok {
		return nil
	}
	if _, dependencies := doc.Manifest.Root.Lookup("dependencies"); n == dependencies && n.Kind() == syntax.Sequence {
		if edits, ok := modernDependencies(doc); ok {
			return editFix(doc, "Write them as requires", edits...)
		}
		return nil
	}
	if fixes := plainBool(doc, parent, n); fixes != nil {
		return fixes
	}
	plain := n.Kind() == syntax.Scalar && n.Tag() == "" && n.Anchor() == "" && problem.Span == n.Span()
	isText := n.Style() == syntax.Plain || n.Style() == syntax.SingleQuoted || n.Style() == syntax.DoubleQuoted
	if key := keyFor(parent, n); plain && isText && key == "applyTo" {
		span := n.Span()
		return editFix(doc, "Make it a list", text.Edit{Span: span, New: "[" + span.Of(doc.File.Source()) + "]"})
	}
	return nil
}

// plainBool is the fix for the mode of a shared dependency, which Porter's own
// description of the format calls none or group, for a boolean in quotes, and for
// a parameter that says that it is required.
func plainBool(doc *analysis.Document, parent, n syntax.Node) []analysis.SuggestedFix {
	if n.Kind() != syntax.Scalar || n.Tag() != "" || n.Anchor() != "" {
		return nil
	}
	key := keyFor(parent, n)
	word := map[string]string{"none": "false", "group": "true"}[n.Value()]
	if key == "mode" && word != "" {
		return editFix(doc, "Write "+word, text.Edit{Span: n.Span(), New: word})
	}
	quoted := n.Style() == syntax.SingleQuoted || n.Style() == syntax.DoubleQuoted
	if quoted && (n.Value() == "true" || n.Value() == "false") && key != "required" {
		return editFix(doc, "Take off the quotes", text.Edit{Span: n.Span(), New: n.Value()})
	}
	if b, ok := n.Bool(); ok && b && key == "required" && parent.Style() == syntax.Block {
		k, _ := parent.Lookup(key)
		if e, ok := removeField(doc, parent, k, n); ok {
			return editFix(doc, "Leave it out", e)
		}
	}
	return nil
}

// parentOf returns the map or list that a node stands in, and the key or index.
func parentOf(root, n syntax.Node) (parent syntax.Node, at int, ok bool) {
	for node := root; ; {
		next := syntax.Node{}
		for i := range node.Len() {
			child := node.Item(i)
			if node.Kind() == syntax.Mapping {
				_, child = node.Pair(i)
			}
			if child == n {
				return node, i, true
			}
			if s := child.Span(); s.Start <= n.Span().Start && n.Span().Start < s.End {
				next = child
			}
		}
		if next.IsZero() {
			return node, 0, false
		}
		node = next
	}
}

// keyFor returns the key that a value stands at, "" where it is none.
func keyFor(parent, value syntax.Node) string {
	for k, v := range parent.Pairs() {
		if v == value {
			return k.Value()
		}
	}
	return ""
}
