package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func setLiteralSecret() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "set-literal-secret",
		Doc: `A secret stands in a file as it is.

The source ` + "`value`" + ` holds the value itself. For a credential, and for a parameter that the bundle calls sensitive, whoever can read the file then knows the secret, and so does everybody with access to the repository that it is kept in. Let it come from elsewhere: ` + "`secret`" + ` for the secret store, ` + "`env`" + `, ` + "`path`" + ` or ` + "`command`" + `.

For sensitive parameters Porter moves the value to its secret store before it runs, which its default store cannot do: the run then fails.`,
		Severity:  analysis.Hint,
		Target:    analysis.Porter,
		Documents: valuedKinds(),
		Run:       runSetLiteralSecret,
	}
}

func runSetLiteralSecret(p *analysis.Pass) {
	if isMislabelled(p.Document) {
		return
	}
	isSecret := secretNames(p)
	report := func(name string, value syntax.Node, span text.Span) {
		if value.Data() == nil || value.Kind() == syntax.Scalar && value.Value() == "" || !isSecret(name) {
			return
		}
		p.Report(p.Document.File.FirstLine(span), fmt.Sprintf("the secret %s stands here for everybody to read: let it come from secret, env, path or command", name))
	}
	for _, v := range p.Document.Desired.Values {
		if v.Source.Strategy.Value == "value" {
			report(v.Name.Value, v.Source.Hint, v.Source.Hint.Span())
		}
	}
	for _, v := range p.Document.Desired.Parameters {
		report(v.Name.Value, v.Value, v.Value.Span())
	}
}

// secretNames returns whether a name in the document is that of a secret.
func secretNames(p *analysis.Pass) func(name string) bool {
	if p.Document.Kind == analysis.CredentialSet {
		return func(string) bool { return true }
	}
	secrets := map[string]bool{}
	for _, b := range belonging.Of(p).bundles {
		for _, parameter := range b.Manifest.Manifest.Parameters {
			if parameter.Sensitive {
				secrets[parameter.Name.Value] = true
			}
		}
	}
	return func(name string) bool { return secrets[name] }
}
