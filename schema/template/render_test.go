package template

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// values is the data of every test below.
func values() Data {
	tree := map[string]any{
		"name": "mine", "port": "8080", "inject": "a: b # c\n- d", "json": `{"a": 1}`, "list": "[1, 2]",
		"obj": map[string]any{"a": 1, "b": []any{"x", "y"}, "html": "<&>"}, "empty": "", "blank": "  ", "no": false, "yes": true,
		"items": []any{"one", map[string]any{"name": "two"}}, "none": []any{}, "line": "5\n", "dollar": "$",
		"template": "${name}", "null": nil, "pi": 3.5, "date": "2001-02-03", "quote": `"`,
	}
	return Data{Lookup: ValueOf(tree).Field}
}

var renders = []struct{ name, in, want string }{
	{"whole plain scalars take their type", `
a: ${port}
b: ${ obj }
c: ${obj.b}
d: ${yes}
e: ${pi}
f: ${line}
g: ${empty}
h: ${null}
i: ${obj.a}
j: ${{port}}
k: ${date}`,
		`map[string]any{"a":8080, "b":map[string]any{"a":1, "b":[]any{"x", "y"}, "html":"<&>"}, "c":[]any{"x", "y"}, "d":true, "e":3.5, "f":5, "g":nil, "h":nil, "i":1, "j":8080, "k":"2001-02-03"}`},
	{"text never becomes a tree", "a: ${inject}\nb: ${json}\nc: ${list}", `map[string]any{"a":"a: b # c\n- d", "b":"{\"a\": 1}", "c":"[1, 2]"}`},
	{"quoted and partial text are strings", `
a: "${port}"
b: '${ obj }'
c: x${port}
d: "${obj} ${inject}"
e: ${port}${port}
f: "a${null}b ${pi} ${yes}"`,
		`map[string]any{"a":"8080", "b":"{\"a\":1,\"b\":[\"x\",\"y\"],\"html\":\"<&>\"}", "c":"x8080", "d":"{\"a\":1,\"b\":[\"x\",\"y\"],\"html\":\"<&>\"} a: b # c\n- d", "e":"80808080", "f":"ab 3.5 true"}`},
	{"values are no templates", "a: ${template}\nb: 'x ${template}'", `map[string]any{"a":"${name}", "b":"x ${name}"}`},
	{"a literal dollar", `
a: "echo $${!}{HOME}"
b: "${=<% %>=}${HOME} <% name %><%=${ }=%>"
c: "$${name} ${dollar}{HOME}"`,
		`map[string]any{"a":"echo ${HOME}", "b":"${HOME} mine", "c":"$mine ${HOME}"}`},
	{"delimiters hold for the rest of the step", "a: \"${=<% %>=}\"\nb: <% port %>\nc: ${port}", `map[string]any{"a":"", "b":8080, "c":"${port}"}`},
	{"sections", `
a: "${#yes}on${/yes}${#no}off${/no}${^no}not${/no}"
b: "${#items}<${.}${name}>${/items}"
c: "${#none}x${/none}${^none}none${/none}${#blank}x${/blank}${#missing}x${/missing}${^missing.at.all}gone${/missing.at.all}"
d: "${#obj}${a} ${name}${/obj}"`,
		`map[string]any{"a":"onnot", "b":"<onemine><{\"name\":\"two\"}two>", "c":"nonegone", "d":"1 mine"}`},
	{"lines with only a tag go away", "a: |\n  one\n    ${#yes}  \n  two\n  ${/yes}\n  ${! comment }\n  ${name}\nb: \"x\\n${#yes}\\ny${/yes}\"",
		`map[string]any{"a":"one\ntwo\nmine\n", "b":"x\n\ny"}`},
	{"keys are rendered", "${name}-${port}: 1\n2: x", `map[string]any{"2":"x", "mine-8080":1}`},
	{"scalars as yaml.v3 reads them", "[1, 1e3, 08, yes, true, ~, '1', 0o7, 0x1F, .5, 2001-02-03, !!str 5, \"\", ]", `[]any{1, 1000, 8, "yes", true, nil, "1", 7, 31, 0.5, "2001-02-03", "5", ""}`},
	{"comments are not rendered", "a: 1 # ${missing}\n# ${\nb: 2", `map[string]any{"a":1, "b":2}`},
	{"aliases and merge keys", "base: &b {x: \"${name}\", y: 1}\nmore: {<<: *b, y: 2}\nsame: *b\nboth: {<<: [{x: 3, z: 4}, *b]}\nlast: [&s \"${port}\", *s]",
		`map[string]any{"base":map[string]any{"x":"mine", "y":1}, "both":map[string]any{"x":3, "y":1, "z":4}, "last":[]any{"8080", "8080"}, "more":map[string]any{"x":"mine", "y":2}, "same":map[string]any{"x":"mine", "y":1}}`},
	{"an anchor may be defined again", "[&a 1, *a, &a 2, *a]", `[]any{1, 1, 2, 2}`},
	{"no step", "", `<nil>`},
}

func TestRender(t *testing.T) {
	for _, c := range renders {
		got, err := Render(syntax.Parse([]byte(c.in), nil).Root(), Dollar, values())
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if d := cmp.Diff(c.want, plain(got)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

func plain(v any) string {
	s := strings.ReplaceAll(fmt.Sprintf("%#v", v), "interface {}", "any")
	return strings.ReplaceAll(s, "any(nil)", "nil")
}

func TestRenderErrors(t *testing.T) {
	for _, c := range []struct{ in, at, want string }{
		{"a: b\nc: x ${ missing.name } y", "${ missing.name }", "there is no value for missing.name"},
		{"a: ${obj.zz}", "${obj.zz}", "there is no value for obj.zz"},
		{"a: \"${#obj}${zz}${/obj}\"", "${zz}", "there is no value for zz"},
		{"a: |2-\n    one\n  two ${ gone } x", "${ gone }", "there is no value for gone"},
		{"a: \"\\u00e9\\t${ gone }\"", "${ gone }", "there is no value for gone"},
		{"a: 'it''s ${ gone }'", "${ gone }", "there is no value for gone"},
		{"a: *nothing", "*nothing", "no anchor &nothing is defined before this alias"},
		{"a: &a [*a]", "*a", "alias *a is within its own anchor"},
		{"a: {<<: [1]}", "[1]", "<< takes a map or a list of maps"},
		{"a: ${x", "${x", "${x is not closed: } is missing"},
		{"a: \"${#yes}\"\nb: \"${/yes}\"", "${#yes}", "section yes has no end in this value: it opens with ${#yes}"},
		{"a: \"${> file}\"", "${> file}", "partials such as ${> file} are not supported"},
		{"${name}: 1\nmine: 2", "mine", `the map has two keys "mine"`},
	} {
		_, err := Render(syntax.Parse([]byte(c.in), nil).Root(), Dollar, values())
		var at string
		var missing *MissingError
		var wrong *Error
		switch {
		case errors.As(err, &missing):
			at = missing.Span.Of([]byte(c.in))
		case errors.As(err, &wrong):
			at = wrong.Span.Of([]byte(c.in))
		default:
			t.Errorf("%s: got error %v", c.in, err)
			continue
		}
		if at != c.at || err.Error() != c.want {
			t.Errorf("%s: got %q at %q, want %q at %q", c.in, err, at, c.want, c.at)
		}
	}
}

func TestRenderAliasBeyondTheStep(t *testing.T) {
	src := "shared: &s [\"${name}\"]\ninstall:\n  - exec: {arguments: *s}\n"
	root := syntax.Parse([]byte(src), nil).Root()
	data := values()
	data.Root = root
	got, err := Render(root.Get("install").Item(0), Dollar, data)
	want := map[string]any{"exec": map[string]any{"arguments": []any{"mine"}}}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
}

func TestRenderIsBounded(t *testing.T) {
	var b strings.Builder
	for range 40 {
		b.WriteString("${#items}")
	}
	for range 40 {
		b.WriteString("${/items}")
	}
	_, err := Render(syntax.Parse([]byte("a: '"+b.String()+"'"), nil).Root(), Dollar, values())
	var wrong *Error
	if !errors.As(err, &wrong) || wrong.Kind != TooLarge {
		t.Errorf("got error %v, want one of kind TooLarge", err)
	}
}

func TestScanNode(t *testing.T) {
	src := "a: \"x ${ b.c }\"\n${k}: [ '${/d}' ]\n"
	uses, errs := ScanNode(syntax.Parse([]byte(src), nil).Root(), Dollar)
	var got []string
	for _, u := range uses {
		got = append(got, show(src, u.Tag))
	}
	if d := cmp.Diff([]string{"var ${ b.c } b|c", "var ${k} k", "end ${/d} d"}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if len(errs) != 1 || errs[0].Span.Of([]byte(src)) != "${/d}" {
		t.Errorf("got errors %v, want one at ${/d}", errs)
	}
}

// Whatever the step, rendering ends without a panic; without delimiters a whole
// text is what YAML decodes it to.
func FuzzRender(f *testing.F) {
	for _, c := range renders {
		f.Add(c.in)
	}
	f.Add("a: {<<: [{x: 3, ~: 4}, {y: 5}]}")
	f.Fuzz(func(t *testing.T, src string) {
		file := syntax.Parse([]byte(src), nil)
		root := file.Root()
		_, err := Render(root, Dollar, values())
		var missing *MissingError
		var wrong *Error
		if err != nil && !errors.As(err, &missing) && !errors.As(err, &wrong) {
			t.Fatalf("untyped error %v", err)
		}
		if len(file.Errors()) > 0 {
			return
		}
		want := root.Decode()
		if !comparable(want) || !textKeys(root) {
			return
		}
		got, err := Render(root, Delims{}, Data{Root: root})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got, cmpopts.EquateNaNs()); d != "" {
			t.Fatalf("(-YAML +rendered):\n%s", d)
		}
	})
}

// textKeys reports whether every key is text: others are left out of a map that
// is merged into one with text for keys.
func textKeys(n syntax.Node) bool {
	for k, v := range n.Pairs() {
		if _, ok := k.Data().(string); !ok && k.Kind() == syntax.Scalar || !textKeys(v) {
			return false
		}
	}
	for _, item := range n.Items() {
		if !textKeys(item) {
			return false
		}
	}
	return true
}

// comparable reports whether decoded data has neither keys that are no text,
// which a step's are always taken for, nor dates, which stay text.
func comparable(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for _, field := range v {
			if !comparable(field) {
				return false
			}
		}
	case []any:
		for _, item := range v {
			if !comparable(item) {
				return false
			}
		}
	case map[any]any, time.Time:
		return false
	}
	return true
}
