package jsonschema_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/schema/jsonschema"
)

// A schema is read and followed to the properties of an array's items, through
// a reference.
func ExampleParse() {
	root, err := jsonschema.Parse([]byte(`{
  "properties": {
    "credentials": {"type": "array", "items": {"$ref": "#/definitions/credential"}}
  },
  "definitions": {
    "credential": {
      "type": "object",
      "properties": {"name": {"type": "string"}, "path": {"type": ["string", "null"]}},
      "required": ["name"]
    }
  }
}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	item := root.Property("credentials").Items
	fmt.Println(item.Ref)
	for _, p := range item.Resolve().Properties {
		fmt.Println(p.Name, p.Schema.Types)
	}
	fmt.Println(item.Resolve().Required)
	// Output:
	// #/definitions/credential
	// name [string]
	// path [string null]
	// [name]
}
