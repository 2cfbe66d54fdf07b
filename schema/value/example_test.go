package value_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/schema/value"
)

func ExampleCheck() {
	schema := map[string]any{"type": "array", "items": map[string]any{"type": "integer"}}
	for _, e := range value.Check(schema, []any{1, "two"}) {
		fmt.Println(e)
	}
	// Output:
	// [1] should be integer, is string
}
