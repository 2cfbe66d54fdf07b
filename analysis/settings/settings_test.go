package settings

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
)

func known() []*analysis.Analyzer {
	return []*analysis.Analyzer{{Name: "yaml-syntax"}, {Name: "yaml-tab"}, {Name: "embedded-bash", Porter: "exec-100"}, {Name: "prefix", Porter: "porter-100"}}
}

// TestLayers holds which rules are off where layers lie on each other, the
// lowest first.
func TestLayers(t *testing.T) {
	for _, test := range []struct {
		name   string
		layers []Layer
		off    []string
	}{
		{"nothing said", nil, nil},
		{"selected", []Layer{{Select: []string{"yaml-tab"}}}, []string{"embedded-bash", "prefix", "yaml-syntax"}},
		{"by pattern", []Layer{{Select: []string{"yaml-*"}}}, []string{"embedded-bash", "prefix"}},
		{"by Porter's code", []Layer{{Ignore: []string{"exec-100"}}}, []string{"embedded-bash"}},
		{"ignored wins over selected", []Layer{{Select: []string{"yaml-*"}, Ignore: []string{"yaml-tab"}}}, []string{"embedded-bash", "prefix", "yaml-tab"}},
		{"ignored adds up", []Layer{{Ignore: []string{"prefix"}}, {Ignore: []string{"yaml-tab"}}}, []string{"prefix", "yaml-tab"}},
		{"selected begins anew", []Layer{{Ignore: []string{"prefix"}}, {Select: []string{"prefix"}}}, []string{"embedded-bash", "yaml-syntax", "yaml-tab"}},
		{"ignored of what was selected below", []Layer{{Select: []string{"yaml-*"}}, {Ignore: []string{"yaml-tab"}}}, []string{"embedded-bash", "prefix", "yaml-tab"}},
		{"nothing selected", []Layer{{Select: []string{}}}, []string{"embedded-bash", "prefix", "yaml-syntax", "yaml-tab"}},
	} {
		var top Layer
		for _, l := range test.layers {
			top = l.Over(top)
		}
		c, err := top.Config(known())
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		maps.DeleteFunc(c.Rules.Off, func(_ string, off bool) bool { return !off })
		if diff := cmp.Diff(test.off, slices.Sorted(maps.Keys(c.Rules.Off))); diff != "" {
			t.Errorf("%s: off: -want +got\n%s", test.name, diff)
		}
	}
}

func TestSeverityAndTarget(t *testing.T) {
	porter := analysis.Porter
	below := Layer{Target: &porter, Severity: map[string]analysis.Severity{"prefix": analysis.Hint, "yaml-tab": analysis.Hint}}
	c, err := Layer{Severity: map[string]analysis.Severity{"prefix": analysis.Error}}.Over(below).Config(known())
	if err != nil {
		t.Fatal(err)
	}
	if c.Target != analysis.Porter {
		t.Errorf("target %s", c.Target)
	}
	if diff := cmp.Diff(map[string]analysis.Severity{"prefix": analysis.Error, "yaml-tab": analysis.Hint}, c.Rules.Severity); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if below.Severity["prefix"] != analysis.Hint {
		t.Error("the layer below was changed")
	}
}

func TestUnknownRule(t *testing.T) {
	for _, test := range []struct{ name, near string }{
		{"yaml-sintax", "yaml-syntax"}, {"exec-101", "exec-100"}, {"json-*", ""}, {"", ""}, {"nothing-like-it", ""},
		{"yaml-[st]*", ""},
	} {
		_, err := Layer{Ignore: []string{test.name}}.Config(known())
		var unknown *analysis.UnknownRuleError
		if !errors.As(err, &unknown) || unknown.Name != test.name || unknown.Near != test.near {
			t.Errorf("%q: %v", test.name, err)
		}
	}
}
