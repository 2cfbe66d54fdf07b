package manifest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// fine is a manifest that Porter loads. The tables below add to it, or put
// lines in the place of those with the same key.
const fine = `schemaVersion: 1.0.1
name: a
version: 0.1.0
registry: localhost:5000
mixins: [exec]
install: []
uninstall: []
`

// with returns the manifest with other lines. A line with a key that fine has
// takes that one's place; a dash before a key takes its line away.
func with(lines string) string {
	out := fine
	for line := range strings.Lines(lines) {
		key, _, found := strings.Cut(line, ":")
		drop := strings.HasPrefix(key, "-")
		key = strings.TrimSpace(strings.TrimPrefix(key, "-"))
		if i := strings.Index("\n"+out, "\n"+key+":"); i >= 0 && (found || drop) && !strings.HasPrefix(line, " ") {
			end := i + strings.IndexByte(out[i:], '\n') + 1
			out = out[:i] + out[end:]
		}
		if !drop || strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "---") {
			out += line
		}
	}
	return out
}

func TestValidate(t *testing.T) {
	all := Options{Features: DependenciesV2 | PersistentParameters | FileSources}
	for _, c := range []struct {
		lines string
		o     Options
		want  string // the causes with the text at their places; in brackets what is masked
	}{
		{"", Options{}, ""},
		{"name: a: b\n", Options{}, "not-yaml@:"},
		{"parameters:\n  a: {type: string}\n", Options{}, "wrong-type@a: {type: string}"},
		{"outputs: [{name: a, applyTo: install}]\n", Options{}, "wrong-type@install"},
		{"outputs: [{name: a, sensitive: maybe}]\nname: []\n", Options{}, "wrong-type@maybe, wrong-type@[]"},
		{"parameters: [{name: a, sensitive: 'yes', maxLength: 1.5}]\n", Options{}, ""},
		{"parameters: [{name: a, required: true, minimum: '1'}]\n", Options{}, "wrong-type@true, wrong-type@'1'"},
		{"parameters: [{name: a, pattern: '('}]\nname: []\n", Options{}, "bad-pattern@'(', [wrong-type@[]]"},
		{"dependencies: [{name: a}]\n", Options{}, "wrong-type@[{name: a}]"},
		{"dependencies: {mysql: {tag: a}}\n", Options{}, ""},
		{"dependencies: {requires: [{name: a, sharing: {mode: none}, bundle: {reference: 'a:v1'}}]}\n", Options{}, "wrong-type@none"},
		{"dependencies: {requires: [{name: a, sharing: {mode: off}, bundle: {reference: 'a:v1'}}]}\n", Options{}, ""},
		{"mixins: [exec@a@b]\n", Options{}, "bad-mixin@exec@a@b"},
		{"mixins: [exec@]\n", Options{}, "bad-mixin@exec@"},
		{"mixins: [{exec: 1, az: 2}]\n", Options{}, "bad-mixin@{exec: 1, az: 2}"},
		{"mixins: [[exec]]\nname: []\n", Options{}, "bad-mixin@[exec], [wrong-type@[]]"},
		{"required: [{a: 1}]\n", Options{}, "bad-required@{a: 1}"},
		{"required: [docker, {a: }, {b: {c: 1}}]\n", Options{}, ""},
		{"foo: bar\n", Options{}, "not-steps@foo"},
		{"foo: [bar]\n", Options{}, "not-steps@bar"},
		{"foo:\nbar: []\ntag: x\ninvocationImage: {}\n", Options{}, ""},
		{"description: ${ a\nname:\n", Options{}, "bad-template@${ a, [no-name@name]"},
		{"description: ${ a\n# }\n", Options{}, ""},
		{"description: ${}\n", Options{}, "bad-template@${}"},
		{"description: '${#a[@]}'\n", Options{}, "bad-template@${#a[@]}"},
		{"description: '${#a}${#b}${/a}${/b}'\n", Options{}, "bad-template@${#b}"},
		{"description: '${=<% %>=}<%=${ }=%>'\n", Options{}, ""},
		{"description: '${=<%}'\n", Options{}, "bad-template@${=<%}"},
		{"description: '{{ a'\n", Options{}, ""},
		{"schemaVersion: 1.0.0-alpha.1\ndescription: '{{ a'\n", Options{}, "bad-template@{{ a'"},
		{"schemaType: installation\n", Options{}, "wrong-schema-type@installation"},
		{"schemaType: BUNDLE\n", Options{}, ""},
		{"-schemaVersion:\n", Options{}, "no-schema-version@name"},
		{"-schemaVersion:\n", Options{Version: SameMajor}, "no-schema-version@name"},
		{"-schemaVersion:\n", Options{Version: AnyVersion}, ""},
		{"schemaVersion: one\n", Options{}, "no-schema-version@one"},
		{"schemaVersion: v1.0\n", Options{}, ""},
		{"schemaVersion: 1.0.0-alpha.2\n", Options{}, "unknown-version@1.0.0-alpha.2"},
		{"schemaVersion: 1.0.0-alpha.2\n", Options{Version: SameMinor}, ""},
		{"schemaVersion: 1.1.0\n", Options{Version: SameMinor}, "unknown-version@1.1.0"},
		{"schemaVersion: 1.1.0\n", Options{Version: SameMajor}, ""},
		{"schemaVersion: 1.1.0\n", Options{Features: DependenciesV2}, ""},
		{"schemaVersion: 9.0.0\n", Options{Features: DependenciesV2}, ""},
		{"schemaVersion: 1.2.0\n", Options{Features: FileSources}, ""}, // its bits hold those of dependencies-v2
		{"schemaVersion: 1.1.0\n", Options{Features: PersistentParameters}, "unknown-version@1.1.0"},
		{"schemaVersion: 2.0.0\nname:\n", Options{}, "unknown-version@2.0.0, [no-name@name]"},
		{"-name:\n", Options{}, "no-name@schemaVersion"},
		{"-registry:\n", Options{}, "no-reference@schemaVersion"},
		{"version: abc\n", Options{}, "bad-version@abc"},
		{"name: A\n", Options{}, "bad-reference@A"},
		{"reference: a b\n", Options{}, "bad-reference@a b"},
		{"-version:\n", Options{}, "no-tag@schemaVersion"},
		{"-version:\nreference: a/b:v1\n", Options{}, ""},
		{"-version:\nname: a:v1\n", Options{}, "no-tag@schemaVersion"},
		{"reference: a/b@sha256:" + strings.Repeat("0", 64) + "\n", Options{}, "no-tag@a/b@sha256:" + strings.Repeat("0", 64)},
		{"reference: a/b:v1@sha256:" + strings.Repeat("0", 64) + "\n", Options{}, ""},
		{"parameters: [{name: p, persistent: true}]\n", Options{}, "bad-persistent@p"},
		{"parameters: [{name: p, persistent: true}]\n", Options{Features: PersistentParameters}, "bad-persistent@p"},
		{"schemaVersion: 1.2.0\nparameters: [{name: p, persistent: true}]\n", Options{Features: PersistentParameters}, ""},
		{"schemaVersion: 1.2.0\nparameters: [{name: p, persistent: true, applyTo: []}]\n", Options{Features: PersistentParameters}, "bad-persistent@p"},
		{"schemaVersion: 1.2.0\nparameters: [{name: p, persistent: true, env: E}]\n", Options{Features: PersistentParameters}, "bad-persistent@E"},
		{"schemaVersion: 1.2.0\nparameters: [{name: p, persistent: true, path: /e}]\n", Options{Features: PersistentParameters}, "bad-persistent@/e"},
		{"schemaVersion: 1.2.0\nparameters: [{name: p, persistent: true, source: {output: o}}]\n", Options{Features: PersistentParameters}, "bad-persistent@o"},
		{"dockerfile: dockerfile\nmixins: []\n", Options{}, "bad-dockerfile-name@dockerfile, [no-mixins@mixins]"},
		{"mixins: [~]\n", Options{}, "no-mixins@mixins"},
		{"-mixins:\n-install:\nuninstall:\n", Options{}, "no-mixins@schemaVersion, no-action@schemaVersion, no-action@uninstall"},
		{"install: [~, {}]\n", Options{}, "empty-step@~, [no-step-mixin@{}]"},
		{"install:\n  -\n", Options{}, "empty-step@-"},
		{"upgrade:\n  - exec: {}\n    description: x\n", Options{}, "malformed-step@description"},
		{"status: [{az: {}}]\n", Options{}, "undeclared-mixin@az"},
		{"install: [{exec: }]\nuninstall: [{exec: text}]\n", Options{}, "bad-step@exec, bad-step@text"},
		{"install: [{exec: {1: x}}]\n", Options{}, "bad-step@{1: x}"},
		{"install: [{exec: {description: 2020-01-01}}]\n", Options{}, "bad-step-description@2020-01-01"},
		{"install: [{exec: {description: }}]\n", Options{}, ""},
		{"dependencies: {requires: [~]}\nname:\n", Options{}, "no-name@name, [crash@~]"},
		{"dependencies: {requires: [~]}\nmixins: []\n", Options{}, "crash@~, [no-mixins@mixins]"},
		{"dependencies: {requires: [{bundle: {reference: a}}]}\n", Options{}, "bad-dependency@bundle"},
		{"dependencies: {requires: [{name: a}]}\n", Options{}, "bad-dependency@name"},
		{"dependencies: {requires: [{name: a, bundle: {reference: A}}]}\n", Options{}, "bad-dependency@A"},
		{"dependencies: {requires: [{name: a, bundle: {reference: a}}]}\n", Options{}, "bad-dependency@a"},
		{"dependencies: {requires: [{name: a, bundle: {reference: a, version: any}}]}\n", Options{}, ""},
		{"dependencies: {requires: [{name: a, bundle: {reference: 'a:v1', interface: {reference: r, document: {}}}}]}\n", Options{}, "bad-dependency@r"},
		{"dependencies: {requires: [{name: a, bundle: {reference: 'a:v1'}, outputs: {o: '${'}}]}\n", all, "bad-template@${"},
		{"outputs: [{type: file}, {name: o, type: file}]\n", Options{}, "bad-output@type, bad-output@file"},
		{"parameters: [{type: file}]\n", Options{}, "bad-parameter@type, bad-parameter@file"},
		{"parameters: [{name: a, type: directory}, {name: a}]\n", Options{}, ""},
		{"parameters: [{name: a, type: directory}]\n", Options{}, "bad-schema@directory"},
		{"parameters: [{name: a, items: 5}]\n", Options{}, "bad-schema@5"},
		{"parameters: [{name: a, properties: {b: {type: null, items: {type: null}}}}]\n", Options{}, "bad-schema@null"},
		{"parameters: [{name: a, default: {1: x}}]\n", Options{}, "bad-schema@{1: x}"},
		{"parameters: [{name: a, default: .nan}]\n", Options{}, "bad-schema@.nan"},
		{"parameters: [{name: a, type: integer, default: abc}]\n", Options{}, "bad-default@abc"},
		{"parameters: [{name: a, type: boolean, default: 'true'}]\n", Options{}, ""},
		{"parameters: [{name: a, default: 5}]\n", Options{}, ""},
		{"parameters: [{name: a, type: array, default: [1], maxItems: 0}]\n", Options{}, ""},
		{"parameters: [{name: a, type: array, default: [[1]], items: {maxItems: 0}}]\n", Options{}, "bad-default@[[1]]"},
		{"parameters: [{name: a, type: [], default: x}]\n", Options{}, "crash@x"},
		{"parameters: [{name: a, properties: {b: }, default: {}}]\n", Options{}, "crash@{}"},
		{"parameters: [{name: a, $ref: '#', default: x}]\n", Options{}, "crash@x"},
		{"outputs: [{name: a, allOf: [{not: {$ref: '#'}}], default: x}]\n", Options{}, "crash@x"},
		{"parameters: [{name: a, $ref: '#'}, {name: b, properties: {c: {$ref: '#'}}, default: {}}]\n", Options{}, ""},
		{"!!str <<: {a: []}\n", Options{}, "not-steps@<<"},
		{"!!str <<: []\n", Options{}, ""},
		{"!!merge '<<': {zap: 1}\n", Options{}, "not-steps@zap"},
		{"parameters: [{name: a, properties: {b: }}]\n", Options{}, ""},
		{"parameters: [{name: f, type: file, path: /f, default: '%'}]\n", Options{}, "bad-default@'%'"},
		{"images: {a: {image: x}, b: {repository: A}, c: , d: {repository: a, digest: x}}\n", Options{}, "bad-image@a, bad-image@A, bad-image@c, bad-image@x"},
		{"files: [{}]\n", Options{}, "bad-files@files"},
		{"files: [{}]\n", all, "bad-files@files"},
		{"schemaVersion: 1.3.0\nfiles: [{url: 'https://e', destination: a/b}, {url: 'ftp://x'}]\n", all, "bad-files@'ftp://x'"},
		{"schemaVersion: 1.3.0\nfiles: [{}]\n", all, "bad-files@{}"},
		{"schemaVersion: 1.3.0\nfiles: [{url: 'https://e'}]\n", all, "bad-files@url"},
		{"schemaVersion: 1.3.0\nfiles: [{url: 'https://e', destination: 'a\\b'}]\n", all, `bad-files@'a\b'`},
		{"schemaVersion: 1.3.0\nfiles: [{url: 'https://e', destination: 'C:/b'}]\n", all, "bad-files@'C:/b'"},
		{"schemaVersion: 1.3.0\nfiles: [{url: 'https://e', destination: /b}]\n", all, "bad-files@/b"},
		{"schemaVersion: 1.3.0\nfiles: [{url: 'https://e', destination: a/../b}]\n", all, "bad-files@a/../b"},
	} {
		src := with(c.lines)
		if d := cmp.Diff(c.want, found(t, src, c.o)); d != "" {
			t.Errorf("%s(-want +got):\n%s", c.lines, d)
		}
	}
}

// found writes what Validate finds: causes with the text at their places, in
// brackets what is masked.
func found(t *testing.T, src string, o Options) string {
	t.Helper()
	problems := Validate(Decode(syntax.Parse([]byte(src), nil).Root(), nil), o)
	spansWithin(t, []byte(src), problems)
	var out []string
	for _, p := range problems {
		s := fmt.Sprintf("%s@%s", p.Cause, p.Span.Of([]byte(src)))
		if p.Masked {
			s = "[" + s + "]"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestValidateNothing(t *testing.T) {
	for src, want := range map[string]string{
		"~":    "crash@~",
		"---":  "crash@",
		"text": "wrong-type@text",
		"":     "no-schema-version@, [no-name@], [no-reference@], [no-mixins@], [no-action@], [no-action@]",
	} {
		if got := found(t, src, Options{}); got != want {
			t.Errorf("%q: got %s, want %s", src, got, want)
		}
	}
	if got := Validate(&Manifest{}, Options{}); len(got) == 0 || got[0].Cause != NoSchemaVersion {
		t.Errorf("of no tree: %v", got)
	}
}
