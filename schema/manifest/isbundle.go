package manifest

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// IsBundle reports whether a file is meant to be a bundle's manifest. Other
// products have a porter.yaml too, and Porter has other kinds of document; of
// those nothing is to be said. A file is a bundle's as soon as it has one field
// that only a bundle has, so a half-typed one is too; an empty file is not.
func IsBundle(root syntax.Node) bool {
	if root.Kind() != syntax.Mapping {
		return false
	}
	if kind := root.Get("schemaType"); kind.Value() != "" {
		return !isOtherDocument(kind.Value())
	}
	if !root.Get("apiVersion").IsZero() && !root.Get("kind").IsZero() {
		return false // an object of Kubernetes
	}
	for k := range root.Pairs() {
		switch k.Value() {
		case "schemaType", "schemaVersion", "mixins", "install", "upgrade", "uninstall",
			"customActions", "invocationImage":
			return true
		}
	}
	return false
}

// isOtherDocument reports whether Porter has another kind of document of that
// schemaType. A type that nobody knows is a bundle's with a mistake in it.
func isOtherDocument(schemaType string) bool {
	switch strings.ToLower(schemaType) {
	case "installation", "credentialset", "parameterset", "plugins":
		return true
	}
	return false
}
