package settings

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

func TestRead(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"nothing", "", ""},
		{"comments", "# nothing yet\n", ""},
		{"all", "target: porter\nselect: [yaml-*, exec-100]\nignore:\n  - yaml-tab\nseverity: {prefix: hint}\nexclude: [vendor]\noverrides:\n  - paths: [examples]\n    ignore: [prefix]\n", ""},
		{"empty values", "select:\nignore:\nseverity:\nexclude:\noverrides:\n", ""},
		{"a key", "selct: [yaml-*]\n", `1:1 there is no setting "selct"; did you mean "select"?`},
		{"a rule", "ignore:\n  - yaml-tabs\n", `2:5 there is no rule "yaml-tabs"; did you mean "yaml-tab"?`},
		{"a severity", "severity:\n  prefix: eror\n", `2:11 a severity is error, warning, information or hint; did you mean "error"?`},
		{"the rule of a severity", "severity:\n  prefx: error\n", `2:3 there is no rule "prefx"; did you mean "prefix"?`},
		{"a target", "target: docker\n", `1:9 target is both, porter or porter-ls`},
		{"no list", "ignore: prefix\n", `1:9 ignore is a list, not text`},
		{"no map", "- prefix\n", `1:1 the settings are a map, not a list`},
		{"no name", "select:\n  - [prefix]\n", `2:5 this is the name of a rule, not a list`},
		{"no YAML", "select: [\n", `1:9 `},
		{"an override of nothing", "overrides:\n  - ignore: [prefix]\n", `2:5 an override says under "paths" which manifests it is for`},
		{"a key of an override", "overrides:\n  - paths: [a]\n    exclude: [b]\n", `3:5 there is no setting "exclude"`},
		{"a pattern", "exclude: [\"[\"]\n", `1:11 this is no pattern of paths, as a .dockerignore has them`},
		{"tabs", "ignore:\n\t- prefix\n", `2:1 `},
		{"a byte order mark", "\ufeffignroe: [prefix]\n", `1:2 there is no setting "ignroe"; did you mean "ignore"?`},
		{"line breaks of other systems", "ignore:\r\n  - prefx\r\n", `2:5 there is no rule "prefx"; did you mean "prefix"?`},
		{"no text", "\x7fELF\x00\x00", `1:1 `},
		{"a number for a rule", "ignore: [1]\n", `1:10 there is no rule "1"`},
		{"a list for a severity", "severity: {prefix: [error]}\n", `1:20 a severity is error, warning, information or hint`},
		{"no severity", "severity: {prefix: }\n", `1:19 a severity is error, warning, information or hint`},
		{"text", "no settings at all\n", `1:1 the settings are a map, not text`},
		{"two documents", "ignore: [prefix]\n---\nignore: []\n", `3:1 the settings are one document`},
		{"an empty document behind it", "ignore: [prefix]\n---\n", ""},
		{"much", "ignore:\n" + strings.Repeat("  - prefix\n", 100_000), ""},
		{"twice", "ignore: []\nignore: []\n", `2:1 `},
	} {
		_, problems := Read([]byte(test.src), known())
		var got []string
		lines := text.NewLines([]byte(test.src))
		for _, p := range problems {
			line, column := lines.Position(p.Span.Start, text.UTF32)
			got = append(got, fmt.Sprintf("%d:%d %s", line+1, column+1, p.Message))
		}
		joined := strings.Join(got, "\n")
		if test.want == "" && joined != "" || !strings.HasPrefix(joined, test.want) || strings.Count(joined, "\n") > 0 {
			t.Errorf("%s:\n%s\nwant\n%s", test.name, joined, test.want)
		}
	}
}

// TestFor holds what a file says of manifests at several places.
func TestFor(t *testing.T) {
	f, problems := Read([]byte("ignore: [prefix]\nexclude: [vendor, '**/generated/*']\noverrides:\n  - paths: [examples/**]\n    ignore: [yaml-tab]\n  - paths: ['*/strict/']\n    select: ['*']\n"), known())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, test := range []struct {
		name     string
		off      []string
		excluded bool
	}{
		{"porter.yaml", []string{"prefix"}, false},
		{"examples/a/porter.yaml", []string{"prefix", "yaml-tab"}, false},
		{"examples/strict/porter.yaml", nil, false},
		{"vendor/x/porter.yaml", []string{"prefix"}, true},
		{"a/generated/porter.yaml", []string{"prefix"}, true},
	} {
		c, err := f.For(test.name).Config(known())
		if err != nil {
			t.Fatal(err)
		}
		maps.DeleteFunc(c.Rules.Off, func(_ string, off bool) bool { return !off })
		if diff := cmp.Diff(test.off, slices.Sorted(maps.Keys(c.Rules.Off))); diff != "" {
			t.Errorf("%s: off: -want +got\n%s", test.name, diff)
		}
		if f.Excludes(test.name) != test.excluded {
			t.Errorf("%s: excluded: %t", test.name, !test.excluded)
		}
	}
}

func TestFind(t *testing.T) {
	files := analysis.NewFiles(fstest.MapFS{
		FileName:                     {},
		"repository/.git/HEAD":       {},
		"repository/a/" + FileName:   {},
		"repository/a/b/porter.yaml": {},
		"repository/c/porter.yaml":   {},
		"worktree/.git":              {},
		"plain/a/porter.yaml":        {},
	}, nil)
	for folder, want := range map[string]string{
		"repository/a/b": "repository/a/" + FileName,
		"repository/a":   "repository/a/" + FileName,
		"repository/c":   "",
		"worktree/x":     "",
		"plain/a":        FileName,
	} {
		if got, _ := Find(files, folder); got != want {
			t.Errorf("%s: %q, want %q", folder, got, want)
		}
	}
}

// TestSchema holds the published schema against what is read: the same keys.
func TestSchema(t *testing.T) {
	src, err := os.ReadFile("../../schema/config.json")
	if err != nil {
		t.Fatal(err)
	}
	type properties map[string]any
	var doc struct {
		Properties  properties
		Definitions struct {
			Target       struct{ Enum []string }
			Experimental struct{ Items struct{ Enum []string } }
		}
	}
	if err := json.Unmarshal(src, &doc); err != nil {
		t.Fatal(err)
	}
	override := doc.Properties["overrides"].(map[string]any)["items"].(map[string]any)["properties"].(map[string]any)
	for _, level := range []struct {
		prefix string
		named  map[string]any
	}{{"", doc.Properties}, {"overrides:\n  - ", override}} {
		for _, name := range []string{"target", "experimental", "select", "ignore", "severity", "exclude", "overrides", "paths"} {
			_, problems := Read([]byte(level.prefix+name+":\n"), known())
			unknown := slices.ContainsFunc(problems, func(p Problem) bool { return strings.HasPrefix(p.Message, "there is no setting") })
			if _, named := level.named[name]; named == unknown {
				t.Errorf("%s%s: in the schema: %t, read: %t", level.prefix, name, named, !unknown)
			}
		}
	}
	if diff := cmp.Diff([]string{"both", "porter", "porter-ls"}, doc.Definitions.Target.Enum); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(manifest.FeatureNames(), doc.Definitions.Experimental.Items.Enum); diff != "" {
		t.Error(diff)
	}
}
