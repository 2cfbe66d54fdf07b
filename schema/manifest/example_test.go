package manifest_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func ExampleDecode() {
	first := syntax.Parse([]byte("parameters:\n  - name: port\n    type: integer\n"), nil)
	m := manifest.Decode(first.Root(), nil)

	second := syntax.Parse([]byte("name: quay\nparameters:\n  - name: port\n    type: integer\n"), first)
	m = manifest.Decode(second.Root(), m) // what did not change is taken over

	p, _ := m.Parameter("port")
	env, _ := p.Destination()
	fmt.Println(m.Name.Value, p.Name.Span(), p.EffectiveType(), env, p.IsRequired())
	// Output:
	// quay 33-37 integer PORT true
}

func ExampleValidate() {
	src := "schemaVersion: 1.0.1\nname: quay\nversion: 0.1.0\nregistry: example.com\nmixins: [exec]\n" +
		"install:\n  - helm3:\n      chart: quay\nuninstall: []\n"
	m := manifest.Decode(syntax.Parse([]byte(src), nil).Root(), nil)
	for _, p := range manifest.Validate(m, manifest.Options{}) {
		fmt.Println(p.Cause, p.Span, p.Message)
	}
	// Output:
	// undeclared-mixin 97-102 the mixin "helm3" is not declared: add it to mixins
}
