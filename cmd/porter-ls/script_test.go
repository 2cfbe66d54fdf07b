package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"porter-ls": main})
}

// TestScripts runs testdata/script: the program as people call it. Nothing in
// them needs a container engine.
func TestScripts(t *testing.T) {
	bundles, err := filepath.Abs("../../testdata/bundles")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exit": exit, "big": big, "latin1": latin1, "binary": binary,
			"watch": watch, "shows": shows, "change": change, "interrupt": interrupt,
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("BUNDLES", bundles)
			e.Setenv("PORTER_LS_HOME", filepath.Join(e.WorkDir, "home"))
			integrations(t, e.WorkDir)
			watches(e)
			return executable(e.WorkDir)
		},
	})
}

// executable gives the shell scripts in a folder the mode that archives do not
// carry.
func executable(dir string) error {
	return filepath.WalkDir(dir, func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(at) != ".sh" {
			return err
		}
		return os.Chmod(at, 0o755)
	})
}
