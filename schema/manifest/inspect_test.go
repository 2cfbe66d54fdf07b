package manifest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func TestInspect(t *testing.T) {
	for _, c := range []struct{ lines, want string }{
		{"", ""},
		{"name: []\nversion: one\n", "wrong-type@[], bad-version@one"},
		{"mixins: text\ninstall: [{az: {}}]\n", "wrong-type@text"},
		{"mixins: []\ninstall: [{az: {}}]\n", "no-mixins@mixins, undeclared-mixin@az"},
		{"parameters: [{name: a, applyTo: x, type: foo}, {name: b, type: foo}]\n", "wrong-type@x, bad-schema@foo"},
		{"install: [text, {az: {}}]\n", "wrong-type@text, undeclared-mixin@az"},
		{"dependencies: {requires: [{name: a, sharing: {mode: on the way}}, {name: b}]}\n", "wrong-type@on the way, bad-dependency@name"},
		{"description: ${\nversion: one\n", "bad-template@${, bad-version@one"},
		{"foo: bar\nversion: one\n", "not-steps@foo, bad-version@one"},
		{"schemaVersion: 1.2.0\nparameters: [{name: a, persistent: true}]\n", "unknown-version@1.2.0"},
		{"schemaVersion: 1.1.0\nparameters: [{name: a, persistent: true}]\n", "unknown-version@1.1.0, bad-persistent@a"},
		{"parameters: [{name: a, persistent: true, env: E}]\n", "bad-persistent@E"},
		{"files: [{url: 'ftp://x'}]\n", "bad-files@'ftp://x'"},
		{"files: [{url: 'http://x', destination: y}]\n", "bad-files@files"},
		{"registry: 'http://x'\n", "bad-reference@'http://x'"},
		{"description: a: b\nversion: one\n", "bad-version@one"},
		{"-name:\n-install:\n", "no-name@schemaVersion, no-action@schemaVersion"},
	} {
		src := []byte(with(c.lines))
		problems := Inspect(Decode(syntax.Parse(src, nil).Root(), nil), Options{})
		spansWithin(t, src, problems)
		var got []string
		for _, p := range problems {
			got = append(got, fmt.Sprintf("%s@%s", p.Cause, p.Span.Of(src)))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s(-want +got):\n%s", c.lines, diff)
		}
	}
}

// What is found in a version is found in the next one in the same words, though
// most entries are not looked at again.
func TestInspectAgain(t *testing.T) {
	src := with("parameters: [{name: a}]\noutputs: [{name: b, type: foo}]\ncredentials: {name: c}\nfoo: [{az: {}}]\n")
	before := syntax.Parse([]byte(src), nil)
	first := messages(Inspect(Decode(before.Root(), nil), Options{}))
	again := messages(Inspect(Decode(syntax.Parse([]byte(src+"# more\n"), before).Root(), nil), Options{}))
	if diff := cmp.Diff(first, again); diff != "" || len(first) < 3 {
		t.Errorf("-first +again\n%s", diff)
	}
}

// TestInspectAgrees holds Inspect against Validate: it finds something exactly
// where Porter does, and all that Porter says at once is part of it.
func TestInspectAgrees(t *testing.T) {
	compared := 0
	for _, m := range corpus.All(t) {
		file := syntax.Parse(m.Source, nil)
		if len(file.RootErrors()) > 0 || file.Root().Kind() != syntax.Mapping {
			continue
		}
		compared++
		decoded := Decode(file.Root(), nil)
		all, says := Inspect(decoded, Options{}), Validate(decoded, Options{})
		if (len(all) == 0) != (len(says) == 0) {
			t.Errorf("%s: Inspect finds %v\nPorter says %v", m.Name, messages(all), messages(says))
		}
		for _, p := range says {
			if !p.Masked && !slices.ContainsFunc(all, func(q Problem) bool { return q.Cause == p.Cause }) {
				t.Errorf("%s: Inspect does not find %s: %s", m.Name, p.Cause, p.Message)
			}
		}
	}
	if compared < 20 {
		t.Errorf("%d manifests were compared", compared)
	}
}

func TestLegacy(t *testing.T) {
	for src, want := range map[string]string{
		"name: a\ninstall: []\n":                                          "",
		"schemaVersion: 1.0.1\ntag: a\n":                                  "",
		"schemaVersion:\ntag: a\n":                                        "",
		"name: a\ntag: a\ninvocationImage: b\n":                           "tag, invocationImage",
		"dependencies:\n  mysql:\n    tag: a\n":                           "dependencies",
		"dependencies:\n  - name: mysql\n    tag: a\n":                    "dependencies",
		"dependencies:\n  requires: []\n":                                 "",
		"parameters: [{name: a, destination: {env: A}}]\n":                "destination",
		"parameters: [{name: a, destination: text}]\n":                    "",
		"images: {web: {image: nginx}}\n":                                 "image",
		"description: '{{ helm }} {{  bundle.name }}'\n":                  "{{  bundle.name }}",
		"description: '{{ bundle.name'\n":                                 "",
		"install: [{exec: {command: '{{installation.name}}'}}]\ntag: a\n": "tag, {{installation.name}}",
	} {
		m := Decode(syntax.Parse([]byte(src), nil).Root(), nil)
		var got []string
		for _, sign := range m.Legacy() {
			got = append(got, sign.Span.Of([]byte(src)))
		}
		if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s(-want +got):\n%s", src, diff)
		}
	}
}
