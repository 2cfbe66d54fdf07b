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
