package commands

import (
	"path/filepath"

	"github.com/porter-ls/porter-ls/analysis"
)

// Listed returns the files that Check looks at in folders and below them, by
// absolute path, in order: without what git ignores, and without what the files
// with settings exclude. Settings that cannot be followed exclude nothing, and
// what cannot be read is passed over. settings is where these files are read, by
// absolute slash path.
func Listed(env *Env, folders []string, settings analysis.FS) []string {
	dir := env.absolute(".")
	found := manifests(dir, folders, nil, nil)
	var listed []string
	for _, f := range found.files {
		at := resolve(dir, f.name)
		_, excluded, err := Settings(settings, filepath.ToSlash(at), env.Rules)
		if err == nil && excluded {
			continue
		}
		listed = append(listed, at)
	}
	return listed
}
