package ide

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// nameKind says what has a name.
type nameKind uint8

const (
	noName      nameKind = iota
	ofSymbol             // a symbol of a bundle
	ofVariable           // an environment variable that a bundle's values arrive in
	ofFunction           // a function of a script
	ofBranch             // a word that a script's case takes for its first argument
	ofAnchor             // a YAML anchor
	ofSet                // a credential or parameter set
	ofBundle             // a bundle itself
	ofReference          // a bundle, by where it is published: it can be gone to, not renamed from there
)

// name is one thing with a name, wherever it is named. Two names are the same
// thing exactly if they are equal.
type name struct {
	kind   nameKind
	text   string
	symbol symbols.Kind     // of an ofSymbol; of outputs always Output
	bundle *analysis.Bundle // whose it is: of symbols, variables and bundles
	file   *analysis.File   // where it is defined: of functions, branches and anchors
	anchor syntax.Node      // of an anchor
	set    *analysis.Placed // of a set
}

// standing is what an editor's cursor is on.
type standing struct {
	span  text.Span // of the name, without quotes
	names []name    // several where a set is for several bundles
}

// at returns the name that an offset is in or directly behind.
func (v *View) at(off int) (standing, bool) {
	switch {
	case v.Document == nil:
		return v.inScript(off)
	case v.Document.Desired != nil || v.Manifest():
		if s, ok := v.anchorAt(off); ok {
			return s, true
		}
		if v.Manifest() {
			return v.inManifest(off)
		}
		return v.inDesired(off)
	}
	return v.anchorAt(off)
}

// one is a place with one name.
func one(span text.Span, n name) (standing, bool) { return standing{span, []name{n}}, true }

// anchorAt returns the YAML anchor that is defined or named at an offset.
func (v *View) anchorAt(off int) (standing, bool) {
	src := v.Source()
	if !strings.ContainsAny(around(src, off), "&*") {
		return standing{}, false
	}
	n := v.Document.File.NodeAt(off)
	if n.Kind() == syntax.Alias {
		to := syntax.AliasesOf(v.Document.File.Docs()...)[n]
		return one(afterMark(n.Span()), name{kind: ofAnchor, text: n.Value(), file: v.File, anchor: to})
	}
	for _, anchored := range anchoredIn(v.Document.File) {
		if span := afterMark(anchored.AnchorSpan()); span.Contains(off) || anchored.AnchorSpan().Start == off {
			return one(span, name{kind: ofAnchor, text: anchored.Anchor(), file: v.File, anchor: anchored})
		}
	}
	return standing{}, false
}

// around is the word that an offset is in, as far as blanks tell.
func around(src []byte, off int) string {
	blank := func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
	off = min(off, len(src))
	start, end := off, off
	for start > 0 && !blank(src[start-1]) {
		start--
	}
	for end < len(src) && !blank(src[end]) {
		end++
	}
	return string(src[start:end])
}

// afterMark is the span of an anchor's name behind its & or *.
func afterMark(s text.Span) text.Span {
	return text.Span{Start: min(s.Start+1, s.End), End: s.End}
}

// anchoredIn returns the nodes of a file that have anchors, in source order.
func anchoredIn(f *syntax.File) []syntax.Node {
	var found []syntax.Node
	var walk func(n syntax.Node)
	walk = func(n syntax.Node) {
		if n.Anchor() != "" {
			found = append(found, n)
		}
		for k, v := range n.Pairs() {
			walk(k)
			walk(v)
		}
		for _, item := range n.Items() {
			walk(item)
		}
	}
	for _, doc := range f.Docs() {
		walk(doc)
	}
	return found
}

// inManifest returns the name at an offset of a manifest.
func (v *View) inManifest(off int) (standing, bool) {
	b, doc := v.Bundle(), v.Document
	if ref, ok := doc.Symbols.At(off); ok {
		return v.refersTo(ref)
	}
	m := doc.Manifest
	for i := range m.Parameters {
		if env := m.Parameters[i].Env; env.Value != "" && env.Node.TextSpan().Contains(off) {
			return one(env.Node.TextSpan(), name{kind: ofVariable, text: env.Value, bundle: b})
		}
	}
	for i := range m.Credentials {
		if env := m.Credentials[i].Env; env.Value != "" && env.Node.TextSpan().Contains(off) {
			return one(env.Node.TextSpan(), name{kind: ofVariable, text: env.Value, bundle: b})
		}
	}
	if n := m.Name; n.Value != "" && n.Node.TextSpan().Contains(off) {
		return one(n.Node.TextSpan(), name{kind: ofBundle, text: n.Value, bundle: b})
	}
	for i := range m.Dependencies {
		if s, ok := v.inDependency(&m.Dependencies[i], off); ok {
			return s, true
		}
	}
	if s, ok := v.inField(off); ok {
		return s, true
	}
	return v.inStep(off)
}

// refersTo returns what a place of the manifest's index names.
func (v *View) refersTo(ref symbols.Ref) (standing, bool) {
	b := v.Bundle()
	n := name{kind: ofSymbol, text: ref.Name, symbol: ref.Kind, bundle: b}
	switch ref.Kind {
	case symbols.StepOutput:
		n.symbol = symbols.Output
	case symbols.Builtin:
		if env, ok := strings.CutPrefix(ref.Name, "env."); ok && len(arrivals(b, env)) > 0 {
			n = name{kind: ofVariable, text: env, bundle: b}
		}
	case symbols.DependencyOutput:
		for i := range v.Document.Manifest.Dependencies {
			d := &v.Document.Manifest.Dependencies[i]
			output, ok := strings.CutPrefix(ref.Name, d.Name.Value+".")
			if ok && d.Name.Value != "" {
				if of := v.dependency(b, d); of != nil {
					n = name{kind: ofSymbol, text: output, symbol: symbols.Output, bundle: of}
				}
			}
		}
	}
	return one(ref.Span, n)
}

// inDependency returns the name at an offset of a dependency that is another
// bundle's.
func (v *View) inDependency(d *manifest.Dependency, off int) (standing, bool) {
	if !d.Node.Span().Contains(off) {
		return standing{}, false
	}
	if at := d.Reference.Node.TextSpan(); d.Reference.Value != "" && at.Contains(off) {
		if of := v.dependency(v.Bundle(), d); of != nil {
			return one(at, name{kind: ofReference, text: d.Reference.Value, bundle: of})
		}
		return standing{}, false
	}
	for _, p := range d.Outputs {
		if _, ok := v.Document.Symbols.Lookup(symbols.Output, p.Key.Value); ok && p.Key.Node.TextSpan().Contains(off) {
			return one(p.Key.Node.TextSpan(), name{kind: ofSymbol, text: p.Key.Value, symbol: symbols.Output, bundle: v.Bundle()})
		}
	}
	for _, given := range givenTo(d) {
		at := given.name.Node.TextSpan()
		if given.name.Value == "" || !at.Contains(off) {
			continue
		}
		n := name{kind: ofSymbol, text: d.Name.Value + "." + given.name.Value, symbol: symbols.DependencyOutput, bundle: v.Bundle()}
		if of := v.dependency(v.Bundle(), d); of != nil {
			n = name{kind: ofSymbol, text: given.name.Value, symbol: given.kind, bundle: of}
		} else if given.kind != symbols.Output {
			n.symbol, n.bundle = given.kind, nil // of a bundle that is not known
		}
		return one(at, n)
	}
	return standing{}, false
}

// given is what a dependency is handed: a parameter or credential of its bundle.
type given struct {
	kind symbols.Kind
	name manifest.String
}

// givenTo returns the names of a dependency's own that its entry has.
func givenTo(d *manifest.Dependency) []given {
	var all []given
	for _, m := range []manifest.Mappings{d.Mappings, d.Misplaced} {
		for _, p := range m.Parameters {
			all = append(all, given{symbols.Parameter, p.Key})
		}
		for _, p := range m.Credentials {
			all = append(all, given{symbols.Credential, p.Key})
		}
	}
	return all
}

// dependency returns the bundle of the workspace that a dependency of a bundle
// stands for, nil where there is none.
func (v *View) dependency(b *analysis.Bundle, d *manifest.Dependency) *analysis.Bundle {
	if b == nil || b.Path == "" {
		return nil
	}
	return v.Workspace().BundleOf(b, d)
}
