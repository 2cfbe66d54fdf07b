package rules

import "github.com/porter-ls/porter-ls/analysis"

const fromLocal = `

What the other bundle has is known where Porter has pulled it into its cache on this machine. Where it has not, a manifest in the same repository or workspace stands in for it: one that would be published under the dependency's reference or, where that has no tag, in a version that the dependency takes. That manifest is not published yet, so what follows from it is a warning. Nothing is fetched, and nothing is said of a bundle that is in neither place.`

func dependencyParameterUndefined() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-parameter-undefined",
		Doc: `A dependency is given a parameter that its bundle does not have.

Porter's lint refuses that, so the bundle cannot be built.` + fromLocal,
		Severity: analysis.Error,
		Porter:   "porter-103",
		Target:   analysis.Porter,
		Run: func(p *analysis.Pass) {
			undefinedNames(p, "parameters", "parameter", hasParameter, parametersOf)
		},
	}
}

func dependencyCredentialUndefined() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-credential-undefined",
		Doc: `A dependency is given a credential that its bundle does not have.

Porter's lint refuses that, so the bundle cannot be built.` + fromLocal,
		Severity: analysis.Error,
		Porter:   "porter-104",
		Target:   analysis.Porter,
		Run: func(p *analysis.Pass) {
			undefinedNames(p, "credentials", "credential", hasCredential, credentialsOf)
		},
	}
}
