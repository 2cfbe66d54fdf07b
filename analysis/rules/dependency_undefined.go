package rules

import "github.com/porter-ls/porter-ls/analysis"

const fromLocal = `

What the other bundle has is known where Porter has it in its cache on this machine. Where it has not, a manifest in the same repository or workspace speaks for it that would be published under the reference of the dependency, or without a tag in it in one of its versions; what follows from that is a warning, for the manifest is not published yet. Nothing is fetched, and of a bundle that is in neither place nothing is said.`

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
