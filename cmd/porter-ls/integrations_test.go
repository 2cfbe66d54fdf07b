package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// inRepository reads a YAML file at the repository's top into a value.
func inRepository(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// integrations writes the scripts of the GitHub Action and of the GitLab job, as
// they are in their files, to a folder: scripts in testdata run them.
func integrations(t *testing.T, dir string) {
	t.Helper()
	var action struct {
		Runs struct {
			Steps []struct{ Name, Run string }
		}
	}
	inRepository(t, "action.yml", &action)
	last := action.Runs.Steps[len(action.Runs.Steps)-1]
	var gitlab struct {
		Job struct{ Script []string } `yaml:"porter-ls"`
	}
	inRepository(t, "integrations/gitlab-ci.yml", &gitlab)
	for name, script := range map[string]string{"action.sh": last.Run, "gitlab.sh": strings.Join(gitlab.Job.Script, "\n")} {
		if script == "" {
			t.Fatalf("%s is empty", name)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("set -eo pipefail\n"+script+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestHooks holds which files the pre-commit hook is for, and that its call is
// one that can be taken.
func TestHooks(t *testing.T) {
	var hooks []struct{ ID, Entry, Files string }
	inRepository(t, ".pre-commit-hooks.yaml", &hooks)
	if len(hooks) != 1 || hooks[0].ID != "porter-ls" {
		t.Fatalf("the hooks are %v", hooks)
	}
	files := regexp.MustCompile(hooks[0].Files)
	for name, want := range map[string]bool{
		"porter.yaml": true, "a/b/porter.yml": true, "a/web.porter.yaml": true,
		"porter.yaml.md": false, "a/reporter.yaml": false, "porter/values.yaml": false,
	} {
		if files.MatchString(name) != want {
			t.Errorf("%s: the hook is for it: %t", name, !want)
		}
	}
	call := strings.Fields(hooks[0].Entry)
	cli := &CLI{Stdin: strings.NewReader(""), Stdout: t.Output(), Stderr: t.Output(), Dir: "../../testdata/bundles/hello", Getenv: func(string) string { return "" }}
	if code := cli.Main(t.Context(), append(call[1:], "porter.yaml")); call[0] != "porter-ls" || code != 0 {
		t.Errorf("%q ends with %d", hooks[0].Entry, code)
	}
}
