package docs_test

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/docs"
)

// The page of a rule begins with its name.
func Example() {
	page, err := docs.Rules.ReadFile("rules/yaml-syntax.md")
	title, _, _ := strings.Cut(string(page), "\n")
	fmt.Println(title, err)
	// Output: # yaml-syntax <nil>
}
