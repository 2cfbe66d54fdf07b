package cnab_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// The text of a manifest becomes a bundle, which says where a parameter's value
// arrives and which values fit.
func ExampleFromManifest() {
	src := []byte(`schemaVersion: 1.0.1
name: hello
version: 0.1.0
registry: localhost:5000
mixins:
  - exec
parameters:
  - name: log-level
    type: integer
    default: 1
    maximum: 9
install: []
uninstall: []
`)
	m := manifest.Decode(syntax.Parse(src, nil).Root(), nil)
	b, err := cnab.FromManifest(m, cnab.Stamp{Manifest: src}, cnab.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	level := b.Parameters["log-level"]
	schema := b.Definitions[level.Definition]
	value, err := schema.Convert("12")
	fmt.Println(b.InvocationImages[0].Image)
	fmt.Println(level.Destination.Env, level.Required, schema.Types())
	fmt.Println(value, err, schema.Validate(value))
	// Output:
	// localhost:5000/hello:porter-75f9bd23e160583d6f8742d24e5be18d
	// LOG_LEVEL false [integer]
	// 12 <nil> [should be at most 9]
}

// The canonical bytes of a bundle are the same whoever wrote it first.
func ExampleMarshal() {
	b, err := cnab.Unmarshal([]byte(`{
  "version": "0.1.0",
  "schemaVersion": "1.2.0",
  "name": "hello", "description": "",
  "invocationImages": [{"imageType": "docker", "image": "localhost:5000/hello:v0.1.0"}],
  "x-team": "web"
}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	canonical, err := cnab.Marshal(b)
	fmt.Println(string(canonical), err)
	// Output:
	// {"description":"","invocationImages":[{"image":"localhost:5000/hello:v0.1.0","imageType":"docker"}],"name":"hello","schemaVersion":"1.2.0","version":"0.1.0","x-team":"web"} <nil>
}
