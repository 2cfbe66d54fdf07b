//go:build unix

package commands_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine/mixin"
)

// answers is a mixin that answers with a version and a schema.
func answers(version, schema string) string {
	return fmt.Sprintf("case $1 in version) echo '{\"version\": \"%s\"}';; schema) echo '%s';; esac\n", version, schema)
}

func install(t *testing.T, home, name, script string) {
	t.Helper()
	at := filepath.Join(home, "mixins", name)
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	// Written beside and moved: a program that runs cannot be written to.
	if err := os.WriteFile(filepath.Join(at, "new"), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(at, "new"), filepath.Join(at, name)); err != nil {
		t.Fatal(err)
	}
}

func TestInstalledMixins(t *testing.T) {
	home := t.TempDir()
	install(t, home, "az", answers("v1.0.0", `{"a": 1}`))
	install(t, home, "plain", "case $1 in version) echo '{\"version\": \"v2.0.0\"}';; *) echo 'unknown command' >&2; exit 1;; esac\n")
	install(t, home, "broken", "echo oh; exit 1\n")
	var background sync.WaitGroup
	var mu sync.Mutex
	var bumped []string
	m := commands.NewInstalledMixins(context.Background(), mixin.Dir(filepath.Join(home, "mixins")), slog.New(slog.DiscardHandler), background.Go, func(input string) {
		mu.Lock()
		defer mu.Unlock()
		bumped = append(bumped, input)
	})
	state := func() (out []string) {
		for _, name := range []string{"az", "plain", "broken", "absent"} {
			version, installed := m.MixinInstalled(name)
			schema, of, known := m.MixinSchema(name)
			out = append(out, fmt.Sprintf("%s %d %q, %d %q %q", name, installed, version, known, of, schema))
		}
		return out
	}
	expect := func(what string, inputs []string, want ...string) {
		t.Helper()
		background.Wait()
		if diff := cmp.Diff(want, state()); diff != "" {
			t.Errorf("%s: -want +got\n%s", what, diff)
		}
		background.Wait()
		slices.Sort(bumped)
		if diff := cmp.Diff(inputs, bumped); diff != "" {
			t.Errorf("%s: -want +got inputs\n%s", what, diff)
		}
		bumped = nil
	}
	// Whatever the mixins do, the first question is answered without waiting.
	const unknown = `0 "", 0 "" ""`
	const missing = `2 "", 0 "" ""`
	if got := state(); got[0] != `az 1 "", 1 "" ""` && got[0] != `az 2 "v1.0.0", 2 "v1.0.0" "{\"a\": 1}\n"` || got[3] != "absent "+missing {
		t.Errorf("at first: %q", got)
	}
	all := []string{"mixin-schema az", "mixin-schema broken", "mixin-schema plain", "mixin-version az", "mixin-version broken", "mixin-version plain"}
	want := []string{`az 2 "v1.0.0", 2 "v1.0.0" "{\"a\": 1}\n"`, `plain 2 "v2.0.0", 0 "" ""`, "broken " + unknown, "absent " + missing}
	expect("asked", all, want...)
	expect("asked again", nil, want...)
	m.Refresh()
	expect("refreshed for nothing", nil, want...)
	install(t, home, "az", answers("v1.1.0", `{"a": 22}`))
	expect("another program, not looked at", nil, want...)
	m.Refresh()
	want[0] = `az 2 "v1.1.0", 2 "v1.1.0" "{\"a\": 22}\n"`
	// Once because the old answer is gone, and once for the new one.
	expect("another program", []string{"mixin-schema az", "mixin-schema az", "mixin-version az", "mixin-version az"}, want...)
	install(t, home, "absent", answers("v0.1.0", "{}"))
	if err := os.RemoveAll(filepath.Join(home, "mixins", "az")); err != nil {
		t.Fatal(err)
	}
	m.Refresh()
	want[0], want[3] = "az "+missing, `absent 2 "v0.1.0", 2 "v0.1.0" "{}\n"`
	expect("one gone, one new", []string{"mixin-schema absent", "mixin-schema absent", "mixin-schema az", "mixin-version absent", "mixin-version absent", "mixin-version az"}, want...)
}

// Check waits for what it asked of mixins, checks again only what asked, and
// without leave asks nothing.
func TestCheckWithMixins(t *testing.T) {
	home, dir := t.TempDir(), t.TempDir()
	ran := filepath.Join(home, "ran")
	install(t, home, "az", ": >"+ran+"\n"+answers("v1.0.0", "{}"))
	for name, src := range map[string]string{"asks": "mixins: [az]\ninstall: []\n", "quiet": "mixins: []\ninstall: []\n"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name, "porter.yaml"), []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	checks := map[string]int{}
	rule := &analysis.Analyzer{Name: "versions", Severity: analysis.Hint, Run: func(p *analysis.Pass) {
		mu.Lock()
		checks[p.Bundle.Manifest.Name]++
		mu.Unlock()
		for _, m := range p.Bundle.Manifest.Manifest.Mixins {
			if _, version, state := p.Inputs.MixinSchema(m.Name.Value); state == analysis.Value {
				p.Report(m.NameSpan, version)
			}
		}
	}}
	env := &commands.Env{Dir: dir, Rules: []*analysis.Analyzer{rule}}
	r, err := commands.Check(context.Background(), env, []string{"."}, commands.CheckOptions{})
	if err != nil || len(r.Findings) > 0 {
		t.Errorf("without leave: %v %v", r.Findings, err)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("the mixin was run without leave")
	}
	clear(checks)
	var background sync.WaitGroup
	mixins := commands.NewInstalledMixins(context.Background(), mixin.Dir(filepath.Join(home, "mixins")), slog.New(slog.DiscardHandler), background.Go, nil)
	r, err = commands.Check(context.Background(), env, []string{"."}, commands.CheckOptions{Mixins: mixins})
	background.Wait()
	if err != nil || len(r.Findings) != 1 || r.Findings[0].Message != "v1.0.0" {
		t.Errorf("found are %v %v", r.Findings, err)
	}
	if checks["quiet/porter.yaml"] != 1 || checks["asks/porter.yaml"] > 2 {
		t.Errorf("checks are %v", checks)
	}
}

// The schema that an installed mixin prints takes the place of the built-in one:
// its keys are known and others are not, whatever the built-in one says.
func TestCheckAgainstInstalledSchema(t *testing.T) {
	home, dir := t.TempDir(), t.TempDir()
	install(t, home, "az", answers("v9.0.0", `{"definitions": {"installStep": {"properties": {"az": {"additionalProperties": false, "properties": {"retries": {}, "description": {}}}}}}}`))
	src := "schemaVersion: 1.0.1\nname: example\nversion: 0.1.0\nregistry: localhost:5000\nmixins: [az]\ninstall:\n  - az:\n      description: Log in\n      retries: 3\n      login:\nuninstall:\n  - az:\n      description: Log in\n      login:\n"
	if err := os.WriteFile(filepath.Join(dir, "porter.yaml"), []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
	unknown := func(in *commands.InstalledMixins) (out []string) {
		r, err := commands.Check(context.Background(), &commands.Env{Dir: dir, Rules: rules.All()}, []string{"."}, commands.CheckOptions{Mixins: in})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Findings {
			if f.Rule == "unknown-key" {
				out = append(out, f.Message)
			}
		}
		return out
	}
	var background sync.WaitGroup
	defer background.Wait()
	mixins := commands.NewInstalledMixins(context.Background(), mixin.Dir(filepath.Join(home, "mixins")), slog.New(slog.DiscardHandler), background.Go, nil)
	for name, tt := range map[string]struct {
		in   *commands.InstalledMixins
		want []string
	}{
		"built-in":  {nil, []string{`the mixin az passes over "retries"; there could be arguments, flags, outputs, suppress-output, ignoreError, group`}},
		"installed": {mixins, []string{`the mixin az passes over "login"`}},
	} {
		if diff := cmp.Diff(tt.want, unknown(tt.in)); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}
