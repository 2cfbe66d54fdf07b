package manifest

// IsCoreAction reports whether every bundle has an action of that name.
func IsCoreAction(name string) bool {
	switch name {
	case "install", "upgrade", "uninstall":
		return true
	}
	return false
}

// IsField reports whether a top-level key of that name is a field of the
// manifest; any other key is a custom action.
func IsField(name string) bool {
	switch name {
	case "schemaType", "schemaVersion", "name", "version", "description", "maintainers",
		"registry", "reference", "dockerfile", "mixins",
		"install", "upgrade", "uninstall", "customActions", "custom",
		"parameters", "credentials", "outputs", "state", "images", "dependencies", "required", "files",
		"tag", "invocationImage":
		return true
	}
	return false
}
