package settings

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

// TestReadEditor holds that a mistake is said by its key and costs nothing else.
func TestReadEditor(t *testing.T) {
	porter, yes := analysis.Porter, true
	features, _ := manifest.ParseFeature("dependencies-v2")
	for _, test := range []struct {
		name, src string
		want      Editor
		problems  []string
	}{
		{"nothing", `{}`, Editor{}, nil},
		{"null", `null`, Editor{}, nil},
		{"nulls", `{"target": null, "ignore": null, "installedMixins": null, "severity": null}`, Editor{}, nil},
		{
			"all",
			`{"target": "porter", "experimental": ["dependencies-v2"], "select": ["yaml-*"], "ignore": ["yaml-tab"], "severity": {"prefix": "hint"}, "installedMixins": true, "inlayHints": {"types": false, "sources": true}}`,
			Editor{Layer{&porter, &features, []string{"yaml-*"}, []string{"yaml-tab"}, map[string]analysis.Severity{"prefix": analysis.Hint}}, &yes, map[string]bool{"types": false, "sources": true}}, nil,
		},
		{"the editor's own", `{"path": "/opt/x", "server": {"path": "/opt/x"}, "trace": {"server": "off"}, "trusted": true}`, Editor{}, nil},
		{
			"a mistake in each",
			`{"target": "docker", "ignore": ["yaml-tabs", "prefix", 1], "severity": {"prefx": "hint", "prefix": "eror", "yaml-tab": "error"}, "instaledMixins": true, "installedMixins": "yes", "exclude": ["a"]}`,
			Editor{Layer: Layer{Ignore: []string{"prefix"}, Severity: map[string]analysis.Severity{"yaml-tab": analysis.Error}}},
			[]string{
				`target: target is both, porter or porter-ls`,
				`ignore[0]: there is no rule "yaml-tabs"; did you mean "yaml-tab"?`,
				`ignore[2]: there is no rule "1"`,
				`severity.prefx: there is no rule "prefx"; did you mean "prefix"?`,
				`severity.prefix: a severity is error, warning, information or hint; did you mean "error"?`,
				`instaledMixins: there is no setting "instaledMixins"; did you mean "installedMixins"?`,
				`installedMixins: installedMixins is true or false`,
				`exclude: an editor has no such setting; the repository's .porter-ls.yaml has, for the paths below it`,
			},
		},
		{"no hints", `{"inlayHints": false}`, Editor{Hints: map[string]bool{"variables": false, "references": false, "types": false, "sources": false}}, nil},
		{"no object", `["prefix"]`, Editor{}, []string{`: the settings are a map, not a list`}},
		{"no list", `{"ignore": "prefix", "select": {}}`, Editor{}, []string{
			`ignore: ignore is a list, not text`, `select: select is a list, not a map`,
		}},
	} {
		got, problems := ReadEditor([]byte(test.src), known())
		var said []string
		for _, p := range problems {
			said = append(said, p.Key+": "+p.Message)
		}
		if diff := cmp.Diff(test.problems, said); diff != "" {
			t.Errorf("%s: problems (-want +got):\n%s", test.name, diff)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", test.name, diff)
		}
	}
}

// The nearer level counts, and ignored rules add up.
func TestEditorOver(t *testing.T) {
	yes, no := true, false
	all := Editor{Layer: Layer{Ignore: []string{"prefix"}}, InstalledMixins: &yes, Hints: map[string]bool{"types": false, "sources": false}}
	got := Editor{Layer: Layer{Ignore: []string{"yaml-tab"}}, InstalledMixins: &no, Hints: map[string]bool{"types": true}}.Over(all)
	if strings.Join(got.Ignore, " ") != "prefix yaml-tab" || *got.InstalledMixins || !got.Hints["types"] || got.Hints["sources"] || len(all.Hints) != 2 {
		t.Errorf("together they say %+v", got)
	}
	if got := (Editor{}).Over(all); !*got.InstalledMixins {
		t.Error("what the nearer one leaves out is lost")
	}
}
