// Package rules holds the rules, one file each. A rule's page in docs/rules is
// made from its Doc and the examples in testdata/rules.
package rules

//go:generate go test . -run "TestRules|TestPages" -update

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
)

// All returns every rule, in order of name.
func All() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		dockerfileMissing(),
		malformedStep(),
		undeclaredMixin(),
		undefinedReference(),
		yamlSyntax(),
	}
}

// didYouMean returns `; did you mean "x"?` for the known name nearest to a
// mistyped one, and that name; nothing where none is near.
func didYouMean(name string, known []string) (hint, nearest string) {
	nearest = analysis.Nearest(name, known)
	if nearest == "" {
		return "", ""
	}
	return fmt.Sprintf("; did you mean %q?", nearest), nearest
}
