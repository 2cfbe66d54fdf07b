package manifest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/internal/corpus"
)

// Porter has nothing against a plain schema: going through it, which plain ones
// are spared, finds nothing.
func TestPlainSchema(t *testing.T) {
	plain := 0
	check := func(name, src string) {
		m := decode(src)
		v := newValidator(m, Options{})
		for _, p := range m.Parameters {
			if v.isPlainSchema(p.Schema.Node) {
				plain++
				v.schema("parameter", p.Name, p.Schema)
			}
		}
		for _, o := range m.Outputs {
			if v.isPlainSchema(o.Schema.Node) {
				plain++
				v.schema("output", o.Name, o.Schema)
			}
		}
		for _, p := range v.found {
			t.Errorf("%s: %q: %s", name, p.Span.Of([]byte(src)), p.Message)
		}
	}
	for _, m := range corpus.All(t) {
		check(m.Name, string(m.Source))
	}
	values := []string{"", "~", "text", `"5"`, "5", "-7", "5.5", "0x10", "1e3", "yes", "true", ".nan", "2020-01-01", "[1]", "{a: b}", "!!str 5", "!!binary aGk=", "*a", "18446744073709551615"}
	types := append([]string{"string", "integer", "number", "boolean", "object", "array", "null", "file", "&a string", "[string]", "!!str string"}, values...)
	for _, typ := range types {
		for _, value := range values {
			for _, keyword := range []string{"default: V", "description: V", "title: V", "minimum: V", "maximum: V\n    default: 5", "minimum: 3\n    default: V", "default: V\n    default: 6", "pattern: V", "readOnly: V", "enum: V"} {
				src := fmt.Sprintf("parameters:\n  - name: a\n    type: %s\n    %s\n", typ, strings.Replace(keyword, "V", value, 1))
				check(src, src)
			}
		}
	}
	if plain < 500 {
		t.Errorf("only %d schemas are plain", plain)
	}
}

// What most schemas are like is plain.
func TestIsPlainSchema(t *testing.T) {
	for _, c := range []struct {
		fields string
		want   bool
	}{
		{"type: string", true},
		{"type: file, path: /a", true},
		{"type: string, default: a, description: b, env: C, sensitive: true", true},
		{"type: integer, minimum: 1, maximum: 10, default: 10", true},
		{"type: integer, minimum: 1, maximum: 10, default: 11", false},
		{"type: integer, minimum: 1, default: 0", false},
		{"type: integer, default: a", false},
		{"type: boolean, default: yes", false},
		{"type: text", false},
		{"type: [string, integer]", false},
		{"type: file, default: a", false},
		{"type: string, pattern: '['", false},
		{"type: string, <<: {default: 1}", false},
	} {
		m := decode("parameters: [{name: a, " + c.fields + "}]\n")
		if got := newValidator(m, Options{}).isPlainSchema(m.Parameters[0].Schema.Node); got != c.want {
			t.Errorf("%s: %v", c.fields, got)
		}
	}
}
