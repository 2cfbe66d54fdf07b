package analysis

import (
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// isPorterConfig reports whether a file holds the settings of Porter itself. Any
// product may have a config.yaml; Porter's is the one in its own folder, or one
// with keys that nobody else has.
func isPorterConfig(name string, root syntax.Node) bool {
	name = strings.ReplaceAll(name, "\\", "/")
	if !isConfigName(path.Base(name)) {
		return false
	}
	if path.Base(path.Dir(name)) == ".porter" {
		return true
	}
	for k := range root.Pairs() {
		switch k.Value() {
		case "default-storage", "default-storage-plugin", "default-secrets", "default-secrets-plugin":
			return true
		case "contexts": // kubectl's settings have some too, and an apiVersion
			return !root.Get("schemaVersion").IsZero()
		}
	}
	return false
}

// isConfigName reports whether a file is called as Porter's settings are, in one
// of the formats that are read here.
func isConfigName(base string) bool {
	switch base {
	case "config.yaml", "config.yml", "config.json":
		return true
	}
	return false
}
