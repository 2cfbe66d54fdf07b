package ide

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// inField returns the field of an object parameter at an offset of a place that
// the index does not have: where the schema requires it, or has a value of it.
func (v *View) inField(off int) (standing, bool) {
	n := v.Document.File.NodeAt(off)
	if n.Kind() != syntax.Scalar || !v.Document.Manifest.Root.Get("parameters").Span().Contains(off) {
		return standing{}, false
	}
	b := v.Bundle()
	var found standing
	eachField(b, func(field string, at syntax.Node, _ Role) {
		if at == n && len(found.names) == 0 {
			found = standing{at.TextSpan(), []name{{kind: ofSymbol, text: field, symbol: symbols.Field, bundle: b}}}
		}
	})
	return found, len(found.names) > 0
}

// fields adds where the schema of an object parameter names a field beside its
// properties.
func (c *collector) fields(b *analysis.Bundle, field string) {
	f := c.fileOf(b)
	eachField(b, func(name string, at syntax.Node, role Role) {
		if name == field {
			c.scalar(f, at, Occurrence{Role: role})
		}
	})
}

// eachField calls do with the places that name fields of a bundle's object
// parameters beside their properties.
func eachField(b *analysis.Bundle, do func(field string, at syntax.Node, role Role)) {
	for _, s := range b.Manifest.Symbols.Symbols {
		if s.Type != "object" || s.Kind != symbols.Parameter && s.Kind != symbols.Field {
			continue
		}
		w := fieldWalk{b.Manifest.Symbols, do}
		for _, item := range s.Node.Get("required").Items() {
			w.name(s.Name, item, Reads)
		}
		for _, key := range []string{"default", "const"} {
			w.value(s.Name, s.Node.Get(key), 0)
		}
		for _, key := range []string{"enum", "examples"} {
			for _, item := range s.Node.Get(key).Items() {
				w.value(s.Name, item, 0)
			}
		}
	}
}

// fieldWalk goes through values of objects.
type fieldWalk struct {
	index *symbols.Index
	do    func(field string, at syntax.Node, role Role)
}

// deepest bounds how far values are looked into: their depth is the file's to
// choose.
const deepest = 64

func (w fieldWalk) value(path string, n syntax.Node, depth int) {
	if depth > deepest {
		return
	}
	for k, v := range n.Pairs() {
		if w.name(path, k, Writes) {
			w.value(path+"."+k.Value(), v, depth+1)
		}
	}
}

// name reports a name below a path, if it is that of a field.
func (w fieldWalk) name(path string, at syntax.Node, role Role) bool {
	field := path + "." + at.Value()
	if _, ok := w.index.Lookup(symbols.Field, field); !ok || at.Kind() != syntax.Scalar {
		return false
	}
	w.do(field, at, role)
	return true
}

// givenFields adds where a set or an installation gives a value to a field.
func (c *collector) givenFields(f *analysis.File, doc *analysis.Document, field string) {
	eachValue(doc, func(parameter string, value syntax.Node) {
		rest, ok := strings.CutPrefix(field, parameter+".")
		if !ok {
			return
		}
		var key syntax.Node
		for part := range strings.SplitSeq(rest, ".") {
			if key, value = value.Lookup(part); key.IsZero() {
				return
			}
		}
		c.scalar(f, key, Occurrence{Role: Writes, where: setOrInstallation})
	})
}

// eachValue calls do with the values that a set or an installation has written
// out for parameters.
func eachValue(doc *analysis.Document, do func(parameter string, value syntax.Node)) {
	for _, p := range doc.Desired.Parameters {
		do(p.Name.Value, p.Value)
	}
	if doc.Kind != analysis.ParameterSet {
		return
	}
	for _, s := range doc.Desired.Values {
		if s.Source.Strategy.Value == "value" {
			do(s.Name.Value, s.Source.Hint)
		}
	}
}

// givenField returns the field of an object parameter at an offset of a value in a
// set or an installation.
func (v *View) givenField(off int) (standing, bool) {
	at := v.Document.File.NodeAt(off)
	if at.Kind() != syntax.Scalar {
		return standing{}, false
	}
	found := standing{span: at.TextSpan()}
	known := false
	eachValue(v.Document, func(parameter string, value syntax.Node) {
		if !value.Span().Contains(off) {
			return
		}
		for _, b := range v.Workspace().BundlesFor(v.placed()) {
			fieldWalk{b.Manifest.Symbols, func(field string, key syntax.Node, _ Role) {
				if key == at {
					known = true
					found.names = append(found.names, name{kind: ofSymbol, text: field, symbol: symbols.Field, bundle: b})
				}
			}}.value(parameter, value, 0)
		}
	})
	return found, known
}
