package rules

import "github.com/porter-ls/porter-ls/analysis"

// The rules of this file have nothing to add to what Porter itself takes offence
// at; they differ in what their pages explain.

func invalidMixin() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "invalid-mixin",
		Doc: `An entry of mixins is no declaration of a mixin.

An entry is a name, a name with the versions that will do (exec@^1.0), or a map from one of these to the mixin's configuration. Porter refuses a manifest with anything else, such as two mixins in one entry or an @ with nothing behind it.`,
		Severity: analysis.Error,
		Run:      runRefused("invalid-mixin", nil),
	}
}

func invalidExtension() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "invalid-extension",
		Doc: `An entry of required is no required extension.

An entry is the name of an extension, such as docker, or a map from one name to the extension's configuration, which is a map too. Porter refuses a manifest with anything else.`,
		Severity: analysis.Error,
		Run:      runRefused("invalid-extension", nil),
	}
}

func invalidDigest() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "invalid-digest",
		Doc: `The digest of an image is none.

A digest is the name of its algorithm, a colon and the sum in hexadecimal digits: sha256: and 64 of them. Porter refuses the manifest. A digest that is not known yet can be left out; a build then looks it up.`,
		Severity: analysis.Error,
		Run:      runRefused("invalid-digest", nil),
	}
}

func dependencyWithoutVersion() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-without-version",
		Doc: `Nothing says which version of a bundle a dependency is.

The reference of a dependency has a tag or digest, or a version beside it says which ones will do. Porter refuses a manifest with neither.`,
		Severity: analysis.Error,
		Run:      runRefused("dependency-without-version", nil),
	}
}

func interfaceDescribedTwice() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "interface-described-twice",
		Doc: `The interface of a dependency is given both by a reference and by a document.

The interface that a bundle must have to be the dependency is that of another bundle, by its reference, or what stands in document. Porter refuses a manifest with both.`,
		Severity: analysis.Error,
		Run:      runRefused("interface-described-twice", nil),
	}
}

func invalidFileSource() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "invalid-file-source",
		Doc: `An entry of files cannot be downloaded, or not put where it should.

Its url begins with http:// or https://. Its destination is a path from the bundle's folder on, with / between folders, that does not lead out of it. Porter refuses the manifest.`,
		Severity: analysis.Error,
		Run:      runRefused("invalid-file-source", nil),
	}
}

func persistentConflict() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "persistent-conflict",
		Doc: `A persistent parameter has a field that persistent takes the place of.

A persistent parameter is kept as an output of its own name: it is a file at a path of Porter's choice, it applies to every action, and its source is that output. Porter refuses it with source.output, env, path or applyTo beside it.`,
		Severity: analysis.Error,
		Run:      runRefused("persistent-conflict", nil),
	}
}

func fileWithoutPath() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "file-without-path",
		Doc: `A parameter or output of type file has no path.

A file is put somewhere in the bundle, or is found there after a step: path says where. Porter refuses the manifest.`,
		Severity: analysis.Error,
		Run:      runRefused("file-without-path", nil),
	}
}
