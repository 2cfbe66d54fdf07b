package rules_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
)

// TestMultilineFarLines holds that lines far from a tag in a block scalar do not
// change what is found, since the rule does not look at them.
func TestMultilineFarLines(t *testing.T) {
	all := rules.All()
	rule := all[slices.IndexFunc(all, func(r *analysis.Analyzer) bool { return r.Name == "multiline-in-template" })]
	found := func(style, value, line string, before, after int) (messages []string) {
		manifest := "schemaVersion: 1.0.1\nname: a\nversion: 0.1.0\nregistry: x/y\nmixins: [exec]\n" +
			"custom: {v: " + value + "}\n" +
			"install:\n  - exec:\n      command: bash\n      flags:\n        c: " + style + "\n" +
			strings.Repeat("          echo\n", before) + "          " + line + "\n" + strings.Repeat("\n          # more\n", after) +
			"uninstall: []\n"
		doc := analysis.Parse("porter.yaml", []byte(manifest), nil)
		for _, d := range analysis.Check(context.Background(), &analysis.Bundle{Manifest: doc}, nil, []*analysis.Analyzer{rule}, analysis.Config{}) {
			messages = append(messages, d.Message)
		}
		return messages
	}
	some := false
	for _, style := range []string{"|", ">", "|-", "|2+"} {
		for _, value := range []string{"'a: b'", "' a'", `"a\nb"`, `"\n"`, `"a\n          b"`, `"a\n- b\n"`, "'# a'", "'*/5 *'", `"\t- "`} {
			for _, line := range []string{"${ bundle.custom.v }", "echo ${ bundle.custom.v } b", "- ${ bundle.custom.v }"} {
				t.Run(fmt.Sprint(style, value, line), func(t *testing.T) {
					for _, before := range []int{0, 1} {
						near := found(style, value, line, 2+before, 2)
						some = some || len(near) > 0
						if diff := cmp.Diff(near, found(style, value, line, 40+before, 40)); diff != "" {
							t.Error(diff)
						}
					}
				})
			}
		}
	}
	if !some {
		t.Error("no value breaks a block scalar: nothing was compared")
	}
}
