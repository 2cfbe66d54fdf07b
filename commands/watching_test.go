package commands

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
)

// TestSeenWait holds what ends a wait: a change of what was noted, once a tick
// brings no further one.
func TestSeenWait(t *testing.T) {
	write := func(name, content string) func() {
		return func() {
			if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(name string) func() {
		return func() {
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	none := func() {}
	for _, test := range []struct {
		name  string
		steps []func() // each before a tick
		want  []string
	}{
		{"nothing", []func(){none, none, none}, nil},
		{"a file", []func(){write(in("read"), "more"), none}, []string{"read"}},
		{"in steps", []func(){write(in("read"), "mo"), write(in("read"), "more"), none}, []string{"read"}},
		{"not yet", []func(){write(in("read"), "m"), write(in("read"), "mo"), write(in("read"), "more")}, nil},
		{"and back", []func(){remove(in("read")), write(in("read"), "")}, nil},
		{"what was not there", []func(){write(in("missing"), ""), none}, []string{"", "missing"}},
		{"a new file in a folder", []func(){write(in("new"), ""), none}, []string{""}},
		{"a file that is gone", []func(){remove(in("read")), none}, []string{"", "read"}},
		{"a file that nobody read", []func(){write(in("other"), "more"), none}, nil},
		{"what the check writes", []func(){write(in("report"), "new"), none}, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			for _, name := range []string{"new", "missing", "report"} {
				_ = os.Remove(in(name))
			}
			write(in("read"), "")()
			write(in("other"), "")()
			past := time.Unix(1, 0) // so that a file that is written twice in one moment has changed
			if err := os.Chtimes(in("read"), past, past); err != nil {
				t.Fatal(err)
			}
			s := NewSeen(in("report"))
			for _, name := range []string{"", "read", "missing", "report"} {
				s.note(in(name))
			}
			ctx, cancel := context.WithCancel(t.Context())
			ticks := make(chan time.Time)
			var got []string
			ended := false
			go func() {
				got, _ = s.Wait(ctx, ticks)
				ended = true
			}()
			for _, step := range test.steps {
				synctest.Wait()
				step()
				if test.name == "and back" {
					if err := os.Chtimes(in("read"), past, past); err != nil && !os.IsNotExist(err) {
						t.Fatal(err)
					}
				}
				if !ended {
					ticks <- time.Time{}
				}
			}
			synctest.Wait()
			cancel()
			synctest.Wait()
			if !ended {
				t.Errorf("%s: still waiting", test.name)
			}
			for i := range got {
				got[i], _ = filepath.Rel(dir, got[i])
				if got[i] == "." {
					got[i] = ""
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s: -want +got\n%s", test.name, diff)
			}
		})
	}
}

// TestCheckSees notes everything that a check of a folder reads.
func TestCheckSees(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"porter.yaml": "schemaVersion: 1.0.1\nname: a\nversion: 0.1.0\nregistry: localhost:5000\nmixins: [exec]\ninstall:\n  - exec: {command: ./helpers.sh}\nuninstall:\n  - exec: {command: ./helpers.sh}\n",
		"helpers.sh":  "#!/bin/sh\n", "set.yaml": "schemaType: ParameterSet\nschemaVersion: 1.0.1\nname: a\n", ".porter-ls.yaml": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	scripts := &analysis.Analyzer{Name: "scripts", Run: func(p *analysis.Pass) { p.Bundle.Scripts() }}
	seen := NewSeen()
	if _, err := Check(t.Context(), &Env{Dir: dir, Rules: []*analysis.Analyzer{scripts}}, []string{"."}, CheckOptions{Seen: seen}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "porter.yaml", "helpers.sh", "set.yaml", ".porter-ls.yaml"} {
		if is, noted := seen.sights[filepath.Join(dir, name)]; !noted || is == (sight{}) {
			t.Errorf("%q is not noted, or as missing", name)
		}
	}
}
