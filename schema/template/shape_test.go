package template

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// Each type of value in each style of scalar, alone in it and as a part of it.
func TestRenderByTypeAndStyle(t *testing.T) {
	values := map[string]Value{
		"text":    {Type: "string", Text: "a: b # c"},
		"number":  {Type: "string", Text: "080"},
		"flag":    {Type: "string", Text: "true"},
		"nothing": {Type: "string", Text: ""},
		"json":    {Type: "string", Text: `{"a": [1]}`},
		"lines":   {Type: "string", Text: "- a\nb: c\n"},
		"file":    {Type: "file", Text: "/cnab/app/x"},
		"env":     {Text: "null"},
		"port":    {Type: "integer", Text: "8080", Tree: 8080},
		"ratio":   {Type: "number", Text: "0.5", Tree: 0.5},
		"yes":     {Type: "boolean", Text: "true", Tree: true},
		"obj":     {Type: "object", Text: `{"a": 1}`, Tree: map[string]any{"a": 1}},
		"arr":     {Type: "array", Text: `["x"]`, Tree: []any{"x"}},
		"null":    {Type: "null"},
	}
	data := Data{Lookup: func(path []string) (Value, bool) {
		v, ok := values[path[0]]
		if !ok {
			return Value{}, false
		}
		return v.Field(path[1:])
	}}
	quotedText := func(s string) []any { return []any{s, s, s + "\n", "<" + s + ">", "<" + s + ">", map[string]any{s: 1}} }
	for name, whole := range map[string]any{
		"text": "a: b # c", "number": 80.0, "flag": true, "nothing": nil, "json": `{"a": [1]}`, "lines": "- a\nb: c\n",
		"file": "/cnab/app/x", "env": nil, "port": 8080, "ratio": 0.5, "yes": true, "null": nil,
		"obj": map[string]any{"a": 1}, "arr": []any{"x"},
	} {
		src := strings.ReplaceAll("- ${X}\n- ${ X }\n- ${& X}\n- '${X}'\n- \"${X}\"\n- |\n  ${X}\n- <${X}>\n- '<${X}>'\n- ${X}: 1\n", "X", name)
		got, err := Render(syntax.Parse([]byte(src), nil).Root(), Dollar, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := append([]any{whole, whole, whole}, quotedText(values[name].Text)...)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	for in, want := range map[string]any{
		"!!str ${port}": "8080", "!!str ${obj}": `{"a": 1}`, "${obj.a}": 1, "x ${obj.a}": "x 1",
		"${#arr}${.}${/arr}": "x", "${#obj}${a}${/obj}": "1", "${port}${port}": "80808080", "${#yes}${port}${/yes}": "8080",
		"${port} ": 8080, "${port} # x": 8080, "\n  ${port}\n": 8080, "x\n  ${port}\n": "x 8080",
	} {
		got, err := Render(syntax.Parse([]byte("a: "+in), nil).Root().Get("a"), Dollar, data)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", in, err, d)
		}
	}
}

// Whatever the values, a step has its own shape: only where an object or array
// stands alone in a plain scalar is there one.
func TestRenderKeepsShape(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	rendered := 0
	for range 20_000 {
		src := "exec:\n" + someBlock(r, 3, "  ")
		root := syntax.Parse([]byte(src), nil).Root()
		if root.Repaired() {
			t.Fatalf("the test's own text is wrong: %q", src)
		}
		values := map[string]Value{}
		for _, name := range []string{"a", "b", "c"} {
			values[name] = someValue(r)
		}
		got, err := Render(root, Dollar, Data{Lookup: func(path []string) (Value, bool) {
			v, ok := values[path[0]]
			return v, ok && len(path) == 1
		}})
		if err != nil {
			continue // two keys that render alike
		}
		rendered++
		if s := otherShape(root, got, values); s != "" {
			t.Fatalf("%s\n%v\n%s", src, values, s)
		}
	}
	if rendered < 10_000 {
		t.Errorf("only %d steps could be rendered", rendered)
	}
}

// otherShape says where a rendered step has another shape than its node.
func otherShape(n syntax.Node, v any, values map[string]Value) string {
	switch n.Kind() {
	case syntax.Mapping:
		m, ok := v.(map[string]any)
		if !ok || len(m) != n.Len() {
			return fmt.Sprintf("a map of %d keys became %#v", n.Len(), v)
		}
		for k, field := range n.Pairs() {
			key := strings.NewReplacer("${a}", values["a"].text(), "${b}", values["b"].text()).Replace(k.Value())
			if _, ok := m[key]; !ok {
				return fmt.Sprintf("the key %q is not in %#v", key, m)
			}
			if s := otherShape(field, m[key], values); s != "" {
				return s
			}
		}
	case syntax.Sequence:
		list, ok := v.([]any)
		if !ok || len(list) != n.Len() {
			return fmt.Sprintf("a list of %d became %#v", n.Len(), v)
		}
		for i, item := range n.Items() {
			if s := otherShape(item, list[i], values); s != "" {
				return s
			}
		}
	case syntax.Scalar:
		switch v.(type) {
		case map[string]any, []any:
			name := strings.Trim(n.Value(), "${} ")
			if value := values[name]; n.Style() != syntax.Plain || value.Type != "object" && value.Type != "array" {
				return fmt.Sprintf("the scalar %q became %#v", n.Value(), v)
			}
		}
	}
	return ""
}

// someBlock writes a random mapping or list with tags in it.
func someBlock(r *rand.Rand, depth int, indent string) string {
	var b strings.Builder
	list := r.Intn(3) == 0
	for i := range 1 + r.Intn(3) {
		b.WriteString(indent)
		if list {
			b.WriteString("-")
		} else {
			fmt.Fprintf(&b, "%s%d:", []string{"k", "k", "${a}", "x${b}"}[r.Intn(4)], i)
		}
		if depth > 0 && r.Intn(3) == 0 {
			b.WriteString("\n" + someBlock(r, depth-1, indent+"  "))
			continue
		}
		tag := "${" + []string{"a", "b", "c"}[r.Intn(3)] + "}"
		b.WriteString([]string{
			" " + tag, " " + tag, " x " + tag, " '" + tag + "'", " \"" + tag + "\\n\"", " |\n" + indent + "  " + tag + "\n" + indent + "  y",
			" >-\n" + indent + "  " + tag, " [x, '" + tag + "']", " {x: \"" + tag + "\"}", " plain", " # " + tag, " " + tag + tag,
		}[r.Intn(12)] + "\n")
	}
	return b.String()
}

// someValue is a value that would change a step if it were put into its text.
func someValue(r *rand.Rand) Value {
	pieces := []string{"a", ": ", "\n", "- ", "# ", "{", "}", "[", "]", "'", "\"", "*x", "&y ", "!!str ", "|", ">", "<<: ", "  ", "\t", "${a}", "1", "~", "---\n", "%", "\\", "true", "\x00", "é"}
	var b strings.Builder
	for range r.Intn(6) {
		b.WriteString(pieces[r.Intn(len(pieces))])
	}
	switch r.Intn(8) {
	case 0:
		tree := map[string]any{b.String(): 1}
		text, err := json.Marshal(tree)
		if err != nil {
			panic(err)
		}
		return Value{Type: "object", Text: string(text), Tree: tree}
	case 1:
		return ValueOf([]any{b.String()})
	case 2:
		return ValueOf(r.Intn(100))
	case 3:
		return ValueOf(r.Intn(2) == 0)
	case 4:
		return Value{Type: "file", Text: b.String()}
	}
	return Value{Type: []string{"string", "", "integer", "boolean"}[r.Intn(4)], Text: b.String()}
}
