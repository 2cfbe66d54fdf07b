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
	begun, other := false, false
	for k, v := range root.Pairs() {
		switch k.Value() {
		case "mixins", "install", "upgrade", "uninstall", "customActions", "invocationImage":
			return true
		case "schemaType", "schemaVersion":
			begun = true
		case "namespace", "labels", "status", "created", "modified", "bundle", "uninstalled", "credentialSets", "parameterSets":
			// A set or an installation without schemaType, unless it is a list:
			// then it is the steps of an action of that name.
			if v.Kind() != syntax.Sequence && v.Style() != syntax.Missing {
				other = true
			}
		case "credentials", "parameters":
			other = other || isSet(v)
		}
	}
	return begun && !other
}

// isSet reports whether a list is a credential or parameter set's: its items
// say where values come from, which a bundle's never do.
func isSet(list syntax.Node) bool {
	for _, item := range list.Items() {
		for k := range item.Get("source").Pairs() {
			switch k.Value() {
			case "value", "env", "path", "command", "secret":
				return true
			}
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

// MayBecomeBundle reports whether a file of which nothing says yet what it is may
// be a bundle's manifest that was just begun: all that is there could be in one,
// but for one key that is not finished.
func MayBecomeBundle(root syntax.Node) bool {
	if root.Kind() != syntax.Mapping || root.Get("schemaType").Value() != "" {
		return false
	}
	fields, unfinished := 0, 0
	for k, v := range root.Pairs() {
		switch {
		case IsField(k.Value()):
			fields++
		case v.Style() == syntax.Missing:
			unfinished++
		default:
			return false
		}
	}
	return fields > 0 && unfinished <= 1
}
