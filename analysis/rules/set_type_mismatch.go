package rules

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/value"
)

func setTypeMismatch() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "set-type-mismatch",
		Doc: `A value in a parameter set or an installation does not fit the bundle's parameter.

Porter makes a text of every value and reads that as the parameter's type when the bundle is to run: an integer must be digits only, a boolean true or false, an object or array JSON. Then the value is held against the parameter's schema, such as its enum or minimum. Where either fails, nothing is run.

In a parameter set that is JSON, a whole number of seven digits or more becomes one with an exponent on the way, such as 1e+06, which is no integer any more: write it in quotes.

A value that a path, a command or the secret store gives is not known and not looked at, and neither is that of a file.`,
		Severity:  analysis.Error,
		Target:    analysis.Porter,
		Documents: []analysis.DocumentKind{analysis.ParameterSet, analysis.Installation},
		Run:       runSetTypeMismatch,
	}
}

func runSetTypeMismatch(p *analysis.Pass) {
	of := belonging.Of(p)
	if len(of.bundles) != 1 || unreadable(of.bundles[0].Manifest.File).section("parameters") {
		return
	}
	m := of.bundles[0].Manifest.Manifest
	check := func(name string, n syntax.Node, inSet bool) {
		parameter, ok := m.Parameter(name)
		if !ok || !hasPlainValue(n) {
			return
		}
		wrong := valueMismatch(parameter, porterText(p.Document, n, inSet))
		if wrong == "" {
			return
		}
		d := analysis.Diagnostic{
			Span:    p.Document.File.FirstLine(n.Span()),
			Message: fmt.Sprintf("the bundle cannot run with this: the parameter %s %s", name, wrong),
			Related: []analysis.Related{{File: of.bundles[0].Manifest.Name, Span: parameter.Name.Span(), Message: "the parameter"}},
		}
		if !of.sure {
			d.Severity = analysis.Warning
		}
		p.ReportDiagnostic(d)
	}
	for _, v := range p.Document.Desired.Values {
		if v.Source.Strategies == 1 && v.Source.Strategy.Value == "value" {
			check(v.Name.Value, v.Source.Hint, true)
		}
	}
	for _, v := range p.Document.Desired.Parameters {
		check(v.Name.Value, v.Value, false)
	}
}

// hasPlainValue reports whether a value is there and was read whole.
func hasPlainValue(n syntax.Node) bool {
	return !n.IsZero() && !n.Repaired() && n.Style() != syntax.Missing && n.Decode() != nil
}

// porterText returns what Porter makes of a value before it reads that as the
// parameter's type.
func porterText(d *analysis.Document, n syntax.Node, inSet bool) string {
	v := n.Decode()
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case []any, map[string]any:
		if text, err := json.Marshal(v); err == nil {
			return string(text)
		}
	}
	var number float64
	if inSet && isJSONDocument(d) && json.Unmarshal([]byte(n.Value()), &number) == nil {
		return fmt.Sprint(number) // with an exponent from 1e+06 on
	}
	if number, isFloat := v.(float64); isFloat {
		if inSet {
			return fmt.Sprint(number)
		}
		if text, err := json.Marshal(number); err == nil {
			return string(text)
		}
	}
	return fmt.Sprint(v)
}

// valueMismatch says what a parameter wants and a text is not, "" where it fits or
// where that is not known.
func valueMismatch(p manifest.Parameter, text string) string {
	typ := p.EffectiveType()
	v, wrong := likePorter(typ, text)
	if wrong != "" {
		return wrong
	}
	schema, ok := p.Schema.Node.Decode().(map[string]any)
	if v == nil || !ok || value.Unusable(schema) != nil {
		return ""
	}
	for _, e := range value.Check(schema, v) {
		return e.Error()
	}
	return ""
}

// likePorter reads a text as Porter does for a type; nil where it says nothing of
// that type.
func likePorter(typ, text string) (v any, wrong string) {
	switch typ {
	case "string":
		return text, ""
	case "integer":
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, fmt.Sprintf("is an integer, which %s is not; write digits only", shortQuoted(text))
		}
		return n, ""
	case "number":
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Sprintf("is a number, which %s is not", shortQuoted(text))
		}
		return n, ""
	case "boolean":
		switch strings.ToLower(text) {
		case "true":
			return true, ""
		case "false":
			return false, ""
		}
		return nil, fmt.Sprintf("is a boolean, which %s is not; write true or false", shortQuoted(text))
	case "array":
		var list []any
		if err := json.Unmarshal([]byte(text), &list); err != nil {
			return nil, fmt.Sprintf("is an array, which %s is not; write a list, or the JSON of one", shortQuoted(text))
		}
		return list, ""
	case "object":
		var object map[string]any
		if strings.HasPrefix(text, "@") {
			return nil, "" // the file that holds it
		}
		if err := json.Unmarshal([]byte(text), &object); err != nil {
			return nil, fmt.Sprintf("is an object, which %s is not; write a map, the JSON of one, or @ and a file with it", shortQuoted(text))
		}
		return object, ""
	}
	return nil, ""
}

// shortQuoted shows a text of whatever length.
func shortQuoted(text string) string {
	const most = 40
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return strconv.Quote(text)
}
