//go:build unix

package lsp_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"go.lsp.dev/protocol"
)

// mixinVersions is a rule that finds the version of every mixin that is known,
// and counts checks by the bundle's name.
func mixinVersions(count func(name string)) *analysis.Analyzer {
	return &analysis.Analyzer{Name: "versions", Severity: analysis.Hint, Run: func(p *analysis.Pass) {
		count(p.Bundle.Manifest.Manifest.Name.Value)
		for _, m := range p.Bundle.Manifest.Manifest.Mixins {
			if _, version, state := p.Inputs.MixinSchema(m.Name.Value); state == analysis.Value {
				p.Report(m.NameSpan, version)
			}
		}
	}}
}

// With leave, what a mixin says arrives in the manifests that asked for it, and
// no other is checked again; without, no mixin is run.
func TestInstalledMixins(t *testing.T) {
	home := t.TempDir()
	at := filepath.Join(home, "mixins", "az")
	ran := filepath.Join(home, "ran")
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\n: >" + ran + "\ncase $1 in version) echo '{\"version\": \"v1.0.0\"}';; schema) echo '{}';; esac\n"
	if err := os.WriteFile(filepath.Join(at, "az"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	getenv := func(name string) string {
		if name == "PORTER_HOME" {
			return home
		}
		return ""
	}
	const asks, quiet = "file:///asks/porter.yaml", "file:///quiet/porter.yaml"
	for _, allowed := range []bool{false, true} {
		var mu sync.Mutex
		checks := map[string]int{}
		t.Run(fmt.Sprint(allowed), func(t *testing.T) {
			rule := mixinVersions(func(name string) {
				mu.Lock()
				defer mu.Unlock()
				checks[name]++
			})
			e := lsptest.Start(t, lsptest.Options{Initialization: map[string]any{"trusted": true}, Server: lsp.Options{
				Rules: []*analysis.Analyzer{rule}, Env: commands.Env{Getenv: getenv}, InstalledMixins: allowed,
			}})
			e.Open(quiet, "yaml", "name: quiet\ninstall: []\n")
			e.Diagnostics(quiet, 1)
			e.Open(asks, "yaml", "name: asks\nmixins: [az]\ninstall: []\n")
			want := 0
			if allowed {
				want = 1
			}
			e.WaitShown(asks, func(p lsptest.Published) bool { return len(p.Diagnostics) == want })
		})
		// The server has ended with the subtest.
		if _, err := os.Stat(ran); (err == nil) != allowed {
			t.Errorf("the mixin was run: %v, want %v", err == nil, allowed)
		}
		if checks["quiet"] != 1 {
			t.Errorf("checks are %v", checks)
		}
	}
}

// When an installed mixin has said what it takes, the open manifest is checked
// again, against that.
func TestInstalledSchema(t *testing.T) {
	home := t.TempDir()
	at := filepath.Join(home, "mixins", "az")
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	schema := `{"definitions": {"installStep": {"properties": {"az": {"additionalProperties": false, "properties": {"retries": {}}}}}}}`
	script := "#!/bin/sh\ncase $1 in version) echo '{\"version\": \"v9.0.0\"}';; schema) echo '" + schema + "';; esac\n"
	if err := os.WriteFile(filepath.Join(at, "az"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	const uri = "file:///example/porter.yaml"
	const src = "schemaVersion: 1.0.1\nname: example\nversion: 0.1.0\nregistry: localhost:5000\nmixins: [az]\ninstall:\n  - az:\n      retries: 3\n      login:\nuninstall: []\n"
	for _, tt := range []struct {
		allowed bool
		unknown string
	}{{false, "retries"}, {true, "login"}} {
		t.Run(tt.unknown, func(t *testing.T) {
			getenv := func(name string) string { return map[string]string{"PORTER_HOME": home}[name] }
			e := lsptest.Start(t, lsptest.Options{Initialization: map[string]any{"trusted": true}, Server: lsp.Options{
				Rules: rules.All(), Env: commands.Env{Getenv: getenv}, InstalledMixins: tt.allowed,
			}})
			e.Open(uri, "yaml", src)
			e.WaitShown(uri, func(p lsptest.Published) bool {
				return slices.ContainsFunc(p.Diagnostics, func(d protocol.Diagnostic) bool {
					return strings.Contains(fmt.Sprint(d.Message), fmt.Sprintf("passes over %q", tt.unknown))
				})
			})
		})
	}
}
