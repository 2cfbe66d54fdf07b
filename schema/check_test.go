package schema_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/jsonschema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// minimal is a manifest with nothing wrong, to which tests add.
const minimal = "schemaVersion: 1.0.1\nname: a\nversion: 0.1.0\nregistry: r\nmixins: [exec]\ninstall: []\nuninstall: []\n"

// found formats problems with the text of the node that each is at.
func found(src string, problems []schema.Problem) string {
	var b strings.Builder
	for _, p := range problems {
		s := p.Node.Span()
		first, _, _ := strings.Cut(src[s.Start:s.End], "\n")
		b.WriteString(p.String() + " @ " + first + "\n")
	}
	return b.String()
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", minimal, ""},
		{"empty", "# nothing yet\n", "missing  schemaVersion @ \nmissing  name @ \nmissing  mixins @ \nmissing  install @ \nmissing  uninstall @ \nmissing choice : registry, reference @ \nmissing  version @ \n"},
		{"nothing behind a key", strings.Replace(minimal, "name: a", "name:", 1) + "description:\nupgrade:\n", "missing  name @ name\n"},

		// What yaml.v3 makes of a scalar counts.
		{"numbers are texts", strings.Replace(minimal, "0.1.0", "1.19", 1) + "description: 5\n", ""},
		{"older words are booleans", minimal + "credentials: [{name: a, env: A, required: yes}, {name: b, env: B, required: 'on'}]\n", ""},
		{"a quoted true is none", minimal + "credentials: [{name: a, env: A, required: 'true'}]\n", "wrong type credentials[0].required required: boolean @ 'true'\n"},
		{"a list of a number", minimal + "parameters: 5\n", "wrong type parameters parameters: array @ 5\n"},
		{"a map where a list belongs", minimal + "parameters:\n  a: {type: string}\n", "wrong type parameters parameters: array @ a: {type: string}\n"},
		{"size", minimal + "images: {a: {repository: r, size: big}}\n", "wrong type images.a.size size: integer @ big\n"},
		{"negative size", minimal + "images: {a: {repository: r, size: -1}}\n", "out of bounds images.a.size size: 0 @ -1\n"},

		{"unknown key", minimal + "parameters:\n  - name: a\n    defualt: b\n", "unknown parameters[0].defualt defualt @ defualt\n"},
		{"missing key of an entry", minimal + "parameters:\n  - type: string\n", "missing parameters[0] name @ type: string\n"},
		{"missing key of a map", minimal + "images:\n  web:\n    tag: v1\n", "missing images.web repository @ web\n"},
		{"no such type", minimal + "parameters: [{name: a, type: text}]\n", "not allowed parameters[0].type type @ text\n"},
		{"file needs a path", minimal + "parameters: [{name: a, type: file}]\noutputs: [{name: b, type: file}, {name: c}]\n",
			"missing parameters[0] path @ {name: a, type: file}\nmissing outputs[0] path @ {name: b, type: file}\n"},
		{"types of a type", minimal + "parameters: [{name: a, type: {}}]\n", "wrong type parameters[0].type type: string, array @ {}\n"},
		{"dockerfile", minimal + "dockerfile: dockerfile\n", "refused dockerfile dockerfile @ dockerfile\n"},
		{"version without a tag", strings.Replace(minimal, "version: 0.1.0\n", "", 1), "missing  version @ schemaVersion: 1.0.1\n"},
		{"version in a tag", strings.Replace(strings.Replace(minimal, "version: 0.1.0\n", "", 1), "registry: r", "reference: localhost:5000/a/b:v1", 1), ""},
		{"a port is no tag", strings.Replace(strings.Replace(minimal, "version: 0.1.0\n", "", 1), "registry: r", "reference: localhost:5000/a/b", 1), "missing  version @ schemaVersion: 1.0.1\n"},
		{"choice", minimal + "credentials: [{name: a}, {name: b, env: B, path: b}]\n", "missing choice credentials[0]: env, path @ {name: a}\n"},
		{"required", minimal + "required: [docker, {docker: {privileged: true}}, {io.example: 5}, {a: , b: }, 1, docker]\n",
			"wrong size required[3]: 1 @ {a: , b: }\nrepeated required[5] @ docker\n"},
		{"sharing", strings.Replace(minimal, "1.0.1", "1.1.0", 1) + "dependencies: {requires: [{name: a, bundle: {reference: r}, sharing: {mode: yes}}, {name: b, bundle: {reference: r}, sharing: {mode: group, group: {name: g}}}, {name: c, bundle: {reference: r}, sharing: {mode: all}}]}\n",
			"not allowed dependencies.requires[2].sharing.mode mode @ all\n"},
		{"old dependencies", minimal + "dependencies:\n  mysql:\n    tag: x\n", "deprecated dependencies.mysql mysql @ mysql\n"},
		{"old fields", minimal + "tag: a/b:v1\ninvocationImage: x\n", "deprecated tag tag @ tag\ndeprecated invocationImage invocationImage @ invocationImage\n"},
		{"of a later version", minimal + "files: 5\n", "too new files files: 1.3.0 @ files\n"},
		{"custom action that is none", minimal + "descripton: x\n", "wrong type descripton descripton: array @ x\n"},

		{"what Porter takes of schemas", minimal + "parameters: [{name: a, items: true, additionalProperties: {type: string}, uniqueItems: yes, minLength: 1.0, required: [1], title: 5, format: date, maxItems: 5}]\n", ""},
		{"an empty version", strings.Replace(minimal, "0.1.0", "''", 1) + "images: {a: {repository: b, digest: ''}}\n", "wrong size version version: 1 @ ''\n"},

		// Steps.
		{"step", minimal + "upgrade:\n  - exec: {comand: x}\n", "missing upgrade[0].exec command @ exec\nunknown upgrade[0].exec.comand comand @ comand\n"},
		{"unknown mixin", minimal + "upgrade:\n  - acme: {whatever: 5}\n", ""},
		{"templates", minimal + "upgrade:\n  - exec:\n      command: x\n      suppress-output: ${ bundle.parameters.quiet }\n      arguments: ${ bundle.parameters.list }\n      envs: ${ bundle.parameters.map }\n", ""},
		{"a template as a key", minimal + "upgrade:\n  - exec: {command: x, \"${ a }\": b}\n", ""},
		{"a template within a text is no list", minimal + "upgrade:\n  - exec: {command: x, arguments: \"a ${ b }\"}\n", "wrong type upgrade[0].exec.arguments arguments: array @ \"a ${ b }\"\n"},
		{"no template outside of steps", minimal + "parameters: [{name: a, sensitive: \"${ b }\"}]\n", "wrong type parameters[0].sensitive sensitive: boolean @ \"${ b }\"\n"},
		{"alternatives of keys", minimal + "upgrade:\n  - exec: {command: x, outputs: [{name: a}, {name: b, regex: r, path: p}, {name: c, path: p}]}\n",
			"missing choice upgrade[0].exec.outputs[0]: jsonPath, regex, path @ {name: a}\n"},

		// Aliases and merged maps.
		{"aliases", minimal + "parameters:\n  - &p {name: a}\n  - *p\n  - {<<: *p, type: integer}\n  - {<<: {type: x}, name: b}\n", "not allowed parameters[3].type type @ x\n"},
		{"an alias to what does not fit", "x-a: &a {b: c}\n" + minimal + "parameters: *a\n", "wrong type x-a x-a: array @ {b: c}\nwrong type parameters parameters: array @ {b: c}\n"},
		{"circle", minimal + "custom: {a: &a [*a]}\nparameters: &p [{name: a, default: *p}]\n", ""},

		// What could not be read is not judged.
		{"unclosed quote", minimal + "parameters:\n  - nam: \"a\n    typ: strin\n", ""},
		{"unclosed value", minimal + "parameters:\n  - name: a\n    type: \"strin\n", ""},
		{"half-typed key that could be an old dependency", minimal + "dependencies:\n  requires: []\n  prov\n", ""},
		{"half-typed choice", minimal + "credentials:\n  - name: a\n    en\n", ""},
		{"half-typed key", minimal + "parameters:\n  - name: a\n    typ\n  - name: b\n    typ: x\n", "unknown parameters[1].typ typ @ typ\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := syntax.Parse([]byte(tt.text), nil)
			set := schema.NewLibrary().Set(f.Root().Get("schemaVersion").Value())
			if diff := cmp.Diff(tt.want, found(tt.text, set.Check(f.Root()))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestKeywords checks values against schemas of no manifest, keyword by keyword.
func TestKeywords(t *testing.T) {
	for _, tt := range []struct{ name, schema, value, want string }{
		{"true", `true`, "x", ""},
		{"false", `false`, "x", "refused  @ x\n"},
		{"list of types", `{"type": ["null", "integer"]}`, "x", "wrong type : null, integer @ x\n"},
		{"integer", `{"type": "integer"}`, "1.5", "wrong type : integer @ 1.5\n"},
		{"whole number", `{"type": "integer"}`, "2.0", ""},
		{"wrong default and bounds of another type", `{"type": "string", "default": true, "minItems": 1, "minimum": 9}`, "5", ""},
		{"enum", `{"enum": ["a", 1, null]}`, "2", "not allowed  @ 2\n"},
		{"enum of a text", `{"type": "string", "enum": ["1.10"]}`, "1.10", ""},
		{"const", `{"const": true}`, "false", "not allowed  @ false\n"},
		{"pattern", `{"pattern": "^a+$"}`, "ab", "no match : ^a+$ @ ab\n"},
		{"pattern of another dialect", `{"pattern": "(?=x)"}`, "ab", ""},
		{"length", `{"minLength": 3, "maxLength": 4}`, "äö", "wrong size : 3 @ äö\n"},
		{"bounds", `{"minimum": 1, "exclusiveMaximum": 3}`, "3", "out of bounds : 3 @ 3\n"},
		{"multiple", `{"multipleOf": 0.1}`, "0.35", "out of bounds : 0.1 @ 0.35\n"},
		{"items", `{"items": {"type": "integer"}, "maxItems": 1}`, "[a, 1]", "wrong size : 1 @ [a, 1]\nwrong type [0]: integer @ a\n"},
		{"tuple", `{"items": [{"type": "integer"}], "additionalItems": {"type": "boolean"}}`, "[1, 2]", "wrong type [1]: boolean @ 2\n"},
		{"unique", `{"uniqueItems": true}`, "[1, {a: 1, b: 2}, {b: 2, a: 1}, '1']", "repeated [2] @ {b: 2, a: 1}\n"},
		{"patterns", `{"patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": false}`, "{x-a: b, c: d}", "wrong type x-a x-a: integer @ b\nunknown c c @ c\n"},
		{"names", `{"propertyNames": {"maxLength": 1}}`, "{a: 1, bc: 2}", "wrong size : 1 @ bc\n"},
		{"number of keys", `{"minProperties": 1}`, "{}", "wrong size : 1 @ {}\n"},
		{"all of", `{"allOf": [{"required": ["a"]}, {"required": ["a", "b"]}]}`, "{}", "missing  a @ {}\nmissing  b @ {}\n"},
		{"any of types", `{"anyOf": [{"type": "integer"}, {"type": "boolean"}]}`, "x", "wrong type : integer, boolean @ x\n"},
		{"the one that is meant", `{"anyOf": [{"type": "string"}, {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}]}`, "{a: b}", "wrong type a a: integer @ b\n"},
		{"the one with the least against it", `{"anyOf": [{"required": ["a", "b"]}, {"required": ["c"], "properties": {"c": true}}]}`, "{}", "missing  c @ {}\n"},
		{"one of", `{"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}`, "{b: 1, a: 2}", "several choices  a: a, b @ a\n"},
		{"values that are no scalars", `{"enum": [{"a": [1, true]}, [1.5]]}`, "{a: [1, yes]}", ""},
		{"none of the values", `{"items": {"enum": [{"a": [1]}, [1.5]]}}`, "[[1.5], {a: [1, 2]}, {b: [1]}, {a: [1]}, a]", "not allowed [1] @ {a: [1, 2]}\nnot allowed [2] @ {b: [1]}\nnot allowed [4] @ a\n"},
		{"not", `{"not": {"required": ["a"]}}`, "{a: 1}", "refused  @ {a: 1}\n"},
		{"if", `{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}`, "{a: 1}", "missing  b @ {a: 1}\n"},
		{"else", `{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}`, "{}", "missing  c @ {}\n"},
		{"beside a reference", `{"$ref": "#/definitions/a", "type": "integer", "definitions": {"a": {"type": "boolean"}}}`, "true", ""},
		{"deep reference", `{"properties": {"a": {"properties": {"b/c": {"type": "integer"}}}, "d": {"$ref": "#/properties/a/properties/b~1c"}}}`, "{d: x}", "wrong type d d: integer @ x\n"},
		{"escaped reference", `{"definitions": {"a b": {"type": "integer"}}, "$ref": "#/definitions/a%20b"}`, "x", "wrong type : integer @ x\n"},
		{"reference to nowhere", `{"$ref": "#/definitions/a"}`, "x", ""},
		{"reference to elsewhere", `{"$ref": "https://example.com/schema.json"}`, "x", ""},
		{"circle of references", `{"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}}`, "x", ""},
		{"circle of combinations", `{"allOf": [{"$ref": "#"}, {"$ref": "#"}], "anyOf": [{"$ref": "#"}, {"$ref": "#"}], "not": {"$ref": "#"}}`, "{a: 1}", ""},
		{"recursion", `{"type": "object", "additionalProperties": {"$ref": "#"}}`, "{a: {b: {c: 1}}}", "wrong type a.b.c c: object @ 1\n"},
		{"keywords that make no sense", `{"type": 5, "required": "a", "properties": [1], "items": 3, "enum": {}, "pattern": [], "minimum": "1", "allOf": {}, "$ref": 7}`, "{a: 1}", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := jsonschema.Parse([]byte(tt.schema))
			if err != nil {
				t.Fatal(err)
			}
			f := syntax.Parse([]byte(tt.value), nil)
			got := schema.NewLibrary().Set("").FieldOf(s).Check(f.Root())
			if diff := cmp.Diff(tt.want, found(tt.value, got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestCheckOfField checks nodes against the fields of their places.
func TestCheckOfField(t *testing.T) {
	library := schema.NewLibrary()
	exec := []syntax.Step{{Key: "install", Index: -1}, {}, {Key: "exec", Index: -1}}
	either, err := jsonschema.Parse([]byte(`{"anyOf": [{"properties": {"a": {"type": "integer"}}}, {"properties": {"a": {"type": "boolean"}}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	set := library.Set("1.0.1")
	for _, tt := range []struct {
		name, value, want string
		field             schema.Field
	}{
		{"a template in a step", "${ a }", "", set.At(exec).Child("suppress-output")},
		{"a list of a step", "{a: 1}", "wrong type : array @ {a: 1}\n", set.At(exec).Child("arguments")},
		{"an entry of a list of a step", "{a: 1}", "missing  name @ {a: 1}\nmissing choice : jsonPath, regex, path @ {a: 1}\nunknown a a @ a\n", set.At(exec).Child("outputs").Item(0)},
		{"outside of steps", "${ a }", "wrong type : boolean @ ${ a }\n", set.Root().Child("parameters").Item(0).Child("sensitive")},
		{"a part of alternatives", "text", "", set.FieldOf(either).Child("a")},
		{"nothing known", "text", "", schema.Field{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := syntax.Parse([]byte(tt.value), nil)
			if diff := cmp.Diff(tt.want, found(tt.value, tt.field.Check(f.Root()))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Of a key that may match a pattern which nobody here can match, nothing is said.
func TestCheckUnknownPatterns(t *testing.T) {
	const ahead = `"patternProperties": {"^(?!config$)": {"type": "string"}}, "additionalProperties": false`
	for body, want := range map[string]string{
		`{` + ahead + `}`: "",
		`{"properties": {"config": {"type": "string"}}, ` + ahead + `}`:            "wrong type install[0].m.config config: string @ {a: b}\n",
		`{"not": {` + ahead + `}}`:                                                 "",
		`{"if": {` + ahead + `}, "then": false, "else": false}`:                    "",
		`{"properties": {"text": {"not": {"pattern": "(?=a)"}}}}`:                  "",
		`{"patternProperties": {"^con": {"type": "string"}}}`:                      "wrong type install[0].m.config config: string @ {a: b}\n",
		`{"patternProperties": {"^x": true}, "additionalProperties": false}`:       "unknown install[0].m.config config @ config\nunknown install[0].m.text text @ text\n",
		`{"patternProperties": {"^(?!x)": false}, "propertyNames": {"not": true}}`: "refused install[0].m m @ config\nrefused install[0].m m @ text\n",
	} {
		m, err := schema.ParseMixin("m", "", []byte(`{"definitions": {"installStep": {"properties": {"m": `+body+`}}}}`))
		if err != nil {
			t.Fatal(err)
		}
		src := strings.Replace(strings.Replace(minimal, "[exec]", "[m]", 1), "install: []", "install: [{m: {config: {a: b}, text: a}}]", 1)
		got := found(src, schema.NewLibrary().Set("1.0.1", m).Check(syntax.Parse([]byte(src), nil).Root()))
		if got != want {
			t.Errorf("%s: found are\n%swant\n%s", body, got, want)
		}
	}
}
