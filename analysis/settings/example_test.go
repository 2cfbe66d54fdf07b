package settings_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/settings"
)

// What flags say lies over what a file says.
func ExampleLayer_Over() {
	rules := []*analysis.Analyzer{{Name: "yaml-syntax"}, {Name: "unused-mixin"}}
	file := settings.Layer{Ignore: []string{"unused-mixin"}}
	flags := settings.Layer{Severity: map[string]analysis.Severity{"yaml-*": analysis.Warning}}
	config, err := flags.Over(file).Config(rules)
	fmt.Println(config.Rules.Off, config.Rules.Severity, err)

	_, err = settings.Layer{Select: []string{"yaml-sintax"}}.Config(rules)
	fmt.Println(err)
	// Output:
	// map[unused-mixin:true] map[yaml-syntax:warning] <nil>
	// there is no rule "yaml-sintax"; did you mean "yaml-syntax"?
}
