package manifest

import "slices"

// IsCoreAction reports whether every bundle has an action of that name.
func IsCoreAction(name string) bool {
	switch name {
	case "install", "upgrade", "uninstall":
		return true
	}
	return false
}

// Fields returns the top-level keys that are fields of the manifest, those of
// the core actions among them; any other key is a custom action.
func Fields() []string {
	return []string{
		"schemaType", "schemaVersion", "name", "version", "description", "maintainers",
		"registry", "reference", "dockerfile", "mixins",
		"install", "upgrade", "uninstall", "customActions", "custom",
		"parameters", "credentials", "outputs", "state", "images", "dependencies", "required", "files",
		"tag", "invocationImage",
	}
}

// IsField reports whether a top-level key of that name is among Fields.
func IsField(name string) bool { return slices.Contains(Fields(), name) }

// IsKeyword reports whether a key of a parameter or output is a keyword of its
// JSON schema. Porter leaves some of them out without a word, see [IsDropped].
func IsKeyword(key string) bool {
	_, kept := schemaField(key)
	return kept || IsDropped(key)
}

// IsDropped reports whether a keyword of JSON schema is one that Porter has no
// place for: it is not in the bundle and nothing checks it.
func IsDropped(keyword string) bool {
	switch keyword {
	case "maxItems", "maxProperties", "$anchor", "$defs", "$recursiveAnchor", "$recursiveRef", "$vocabulary", "contentSchema",
		"dependentRequired", "dependentSchemas", "deprecated", "maxContains", "minContains", "unevaluatedItems", "unevaluatedProperties":
		return true
	}
	return false
}
