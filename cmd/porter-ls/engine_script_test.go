package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/porter-ls/porter-ls/engine"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestEngineScripts runs testdata/script/engine: the program with a container
// engine, as a user has it.
func TestEngineScripts(t *testing.T) {
	needEngine(t)
	bin := program(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script/engine",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exit": exit},
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", bin+string(filepath.ListSeparator)+e.Getenv("PATH"))
			e.Setenv("PORTER_LS_HOME", filepath.Join(e.WorkDir, "home"))
			for _, name := range []string{"DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"} {
				if v, ok := os.LookupEnv(name); ok {
					e.Setenv(name, v)
				}
			}
			return nil
		},
	})
}

// needEngine skips where no container engine answers, and fails there in CI.
func needEngine(t *testing.T) {
	t.Helper()
	e, err := engine.Open(engine.Options{Home: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := e.Container(t.Context()); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// program returns a folder with porter-ls and the runtime for bundles: the one
// that make built, else one built here.
func program(t *testing.T) string {
	t.Helper()
	if bin := os.Getenv("PORTER_LS_BIN"); bin != "" {
		return filepath.Dir(bin)
	}
	dir := t.TempDir()
	for name, pkg := range map[string]string{"porter-ls": ".", "porter-runtime-linux-amd64": "../porter-runtime"} {
		build := exec.Command("go", "build", "-o", filepath.Join(dir, name), pkg)
		build.Env = os.Environ()
		if name != "porter-ls" {
			build.Env = append(build.Env, "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
		}
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("building %s: %v\n%s", name, err, out)
		}
	}
	return dir
}
