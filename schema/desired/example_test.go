package desired_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/schema/desired"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func ExampleDecode() {
	src := []byte(`schemaType: CredentialSet
schemaVersion: 1.0.1
name: azure
credentials:
  - name: token
    source:
      env: AZURE_TOKEN
`)
	d := desired.Decode(syntax.Parse(src, nil).Root())
	fmt.Println(d.Kind, d.Name.Value)
	for _, v := range d.Values {
		fmt.Println(v.Name.Value, "from", v.Source.Strategy.Value, v.Source.Hint.Value(), "at", v.Source.Hint.Span())
	}
	// Output:
	// CredentialSet azure
	// token from env AZURE_TOKEN at 111-122
}
