// Package rules holds the rules, one file each. A rule's page in docs/rules is
// made from its Doc and the examples in testdata/rules.
package rules

//go:generate go test . -run "TestRules|TestPages" -update

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
)

// All returns every rule, in order of name.
func All() []*analysis.Analyzer {
	all := slices.Concat(
		analysis.SuppressionRules(),
		syntaxRules(),
		metadataRules(),
		definitionRules(),
		schemaRules(),
		stepRules(),
		templateRules(),
		dataRules(),
		fileRules(),
		documentRules(),
		scriptRules(),
	)
	slices.SortFunc(all, func(a, b *analysis.Analyzer) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// syntaxRules are about YAML, and about the shape of what is written in it.
func syntaxRules() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		yamlSyntax(),
		yamlTabIndent(),
		yamlDuplicateKey(),
		yamlMultipleDocuments(),
		yamlAliasInStep(),
		templateSyntax(),
		missingRequired(),
		wrongType(),
		deprecatedField(),
		malformedStep(),
		stepWithoutMixin(),
		outputsBesideMixin(),
		missingAction(),
		undeclaredMixin(),
		invalidMixin(),
		invalidSchema(),
		defaultMismatch(),
		fileWithoutPath(),
		persistentConflict(),
	}
}

// metadataRules are about what the bundle is, and is published as.
func metadataRules() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		dockerfileMissing(),
		schemaVersionMissing(),
		schemaVersionUnsupported(),
		schemaVersionTooLow(),
		schemaTypeUnsupported(),
		invalidVersion(),
		invalidReference(),
		referenceWithDigest(),
		registryAndReference(),
		reservedDockerfileName(),
		fileNamedPorter(),
		invalidExtension(),
		invalidDigest(),
		invalidFileSource(),
		dependencyWithoutVersion(),
		interfaceDescribedTwice(),
	}
}

// stepRules are about mixins and steps.
func stepRules() []*analysis.Analyzer {
	return []*analysis.Analyzer{}
}

// didYouMean returns `; did you mean "x"?` for the known name nearest to a
// mistyped one, and that name; nothing where none is near.
func didYouMean(name string, known []string) (hint, nearest string) {
	nearest = analysis.Nearest(name, known)
	if nearest == "" {
		return "", ""
	}
	return fmt.Sprintf("; did you mean %q?", nearest), nearest
}
