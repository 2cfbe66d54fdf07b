package commands

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
)

// Suggest returns `; did you mean "x"?` with the known word nearest to a
// mistyped one, "" where none is near.
func Suggest(word string, known []string) string {
	if near := analysis.Nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}
