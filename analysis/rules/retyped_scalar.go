package rules

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func retypedScalar() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "retyped-scalar",
		Doc: `A value without quotes that is a number or a date for YAML, and arrives as another text.

What stands in steps, in the settings of mixins and in custom is read as YAML and written anew before a mixin or a template gets it. On the way 3.10 becomes 3.1, 0755 becomes 493, which is what it is in octal, 1e3 becomes 1000 and a date gets a time. Where text is meant, such as a version, a mode, an account's number or a commit, put it in quotes.`,
		Severity: analysis.Warning,
		Run:      runRetypedScalar,
	}
}

func runRetypedScalar(p *analysis.Pass) {
	silent := silence.Of(p)
	if silent.all {
		return
	}
	for k, v := range p.Bundle.Manifest.Manifest.Root.Pairs() {
		name := k.Value()
		w := retyped{Pass: p, scalarWalk: scalarWalk{path: []syntax.Step{{Key: name, Index: -1}}}}
		w.visit = w.look
		switch {
		case silent.section(name):
		case name == "custom":
			w.inCustom = true
			w.walk(v)
		case name == "mixins" || manifest.IsCoreAction(name) || !manifest.IsField(name) && v.Kind() == syntax.Sequence:
			for i, item := range v.Items() {
				w.entry(syntax.Step{Index: i}, item)
			}
		case name == "parameters":
			w.parameters()
		}
	}
}

// retyped walks over a section.
type retyped struct {
	*analysis.Pass
	scalarWalk
	inCustom bool
	changing int // how many scalars are rewritten
}

// unchanging remembers the entries that no scalar is rewritten in.
var unchanging syntax.Memo[struct{}, struct{}]

// entry walks over an entry of a list.
func (w *retyped) entry(step syntax.Step, n syntax.Node) {
	if unchanging.Has(n) {
		return
	}
	before := w.changing
	if w.in(step, n); w.changing == before {
		unchanging.Put(n, struct{}{}, struct{}{})
	}
}

// look looks at a scalar.
func (w *retyped) look(n syntax.Node) {
	becomes, ok := rewritten(n)
	if !ok {
		return
	}
	w.changing++
	if w.isText(n) {
		w.report(n, becomes)
	}
}

func (w *retyped) report(n syntax.Node, becomes string) {
	d := analysis.Diagnostic{
		Span:    n.Span(),
		Message: fmt.Sprintf("%s is %s for YAML and arrives as %s; put it in quotes if it is a text", n.Value(), n.Words(), becomes),
		Fixes:   quote(w.Bundle.Manifest, n),
	}
	if n.Type() == syntax.Timestamp {
		d.Target = analysis.Porter // our own runtime leaves dates the text that they are
		d.Message = fmt.Sprintf("under Porter 1.x %s is a date for YAML and arrives as %s; put it in quotes if it is a text", n.Value(), becomes)
	}
	w.ReportDiagnostic(d)
}

// rewritten returns the text that is made of a plain scalar when it is read and
// written anew, and whether that is another one. What is true, false or nothing
// means the same in every spelling.
func rewritten(n syntax.Node) (becomes string, changed bool) {
	s := n.Value()
	if n.Style() != syntax.Plain || n.Tag() != "" || s == "" || s[0] > '9' || n.Repaired() {
		return "", false
	}
	t, v := n.Resolve()
	switch t {
	case syntax.Int:
		becomes = fmt.Sprint(v)
	case syntax.Float:
		f, _ := v.(float64)
		if math.IsInf(f, 0) || math.IsNaN(f) {
			return "", false
		}
		becomes = strconv.FormatFloat(f, 'g', -1, 64)
	case syntax.Timestamp:
		at, _ := v.(time.Time)
		becomes = at.Format(time.RFC3339Nano)
	default:
		return "", false
	}
	return becomes, becomes != s
}

// isText reports whether a text is meant by a number: where only text is read or
// what is read becomes a word of a command, and else where it looks like one.
func (w *retyped) isText(n syntax.Node) bool {
	var field schema.Field
	if !w.inCustom {
		field = w.Schema().At(w.path)
	}
	if field.IsZero() || len(field.Types) == 0 {
		return w.looksLikeText(n)
	}
	return field.Fits("string")
}

// looksLikeText tells by the value itself, and by its key, where nothing else is
// known of a place.
func (w *retyped) looksLikeText(n syntax.Node) bool {
	s := n.Value()
	switch n.Type() {
	case syntax.Timestamp:
		return true
	case syntax.Int:
		return leadingZero(s)
	}
	whole, rest, point := strings.Cut(s, ".")
	switch {
	case leadingZero(s) && whole != "0" || w.namesVersion():
		return true
	case !point: // digits and an e: a commit more often than a number
		mantissa, _, _ := strings.Cut(strings.ToLower(s), "e")
		return len(mantissa) > 2
	}
	// 1.10 is the version behind 1.9; 2.0 and 0.50 are as likely numbers.
	return whole != "0" && len(rest) == 2 && rest[1] == '0' && rest[0] != '0' && rest[0] != '5'
}

// leadingZero reports whether a number begins as no number does.
func leadingZero(s string) bool {
	return len(s) > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9'
}

// namesVersion reports whether the key that leads to the value says that it is a
// version.
func (w *retyped) namesVersion() bool {
	for i := len(w.path) - 1; i >= 0; i-- {
		if key := strings.ToLower(w.path[i].Key); key != "" {
			for _, word := range []string{"version", "tag", "release"} {
				if strings.Contains(key, word) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// parameters looks at the defaults of whole numbers: 010 is 8 there. What does
// not fit its type is another rule's.
func (w *retyped) parameters() {
	for _, param := range w.Bundle.Manifest.Manifest.Parameters {
		def := param.Schema.Default
		if param.Schema.Type.Value != "integer" && param.Schema.Type.Value != "number" || def.Kind() != syntax.Scalar {
			continue
		}
		if becomes, ok := rewritten(def); ok && leadingZero(def.Value()) && def.Type() == syntax.Int {
			w.Report(def.Span(), fmt.Sprintf("%s begins with a zero, so YAML reads it as octal: it is %s; write that, or leave out the zero", def.Value(), becomes))
		}
	}
}
