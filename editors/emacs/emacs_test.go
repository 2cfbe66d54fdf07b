// Package emacs holds the configuration for Emacs; its test drives a real one.
package emacs

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestEmacs opens a manifest with a typo, takes the fix, asks what stands at a
// name and where it is defined, renames it, and trusts the folder.
func TestEmacs(t *testing.T) {
	run := strings.Fields(os.Getenv("PORTER_LS_EDITORS"))
	if len(run) == 0 {
		t.Skip("make editors sets up an Emacs and runs this")
	}
	home := t.TempDir()
	bundle := filepath.Join(home, "hello")
	if err := os.CopyFS(bundle, os.DirFS("../../testdata/bundles/hello")); err != nil {
		t.Fatal(err)
	}
	manifest, out := filepath.Join(bundle, "porter.yaml"), filepath.Join(home, "out.json")
	src, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	typo := bytes.Replace(src, []byte("Greet ${ bundle.parameters.name }\n"), []byte("Greet ${ bundle.parameters.nmae }\n"), 1)
	if err := os.WriteFile(manifest, typo, 0o644); err != nil {
		t.Fatal(err)
	}
	argv := append(run, "emacs", "-Q", "--batch", "-L", ".", "-l", "test.el")
	cmd := exec.CommandContext(t.Context(), argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), "HOME="+home, "PORTER_LS_HOME="+filepath.Join(home, "porter-ls"), "PORTER_LS_FILE="+manifest, "PORTER_LS_OUT="+out)
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("Emacs: %v\n%s", err, said)
	}
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	var got struct {
		Failed, Mode, Hover, Trust string
		Diagnostics                []string
		Definition                 int
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatalf("Emacs wrote %s: %v", raw, err)
	}
	if got.Failed != "" {
		t.Fatalf("%s; it saw %s\n%s", got.Failed, raw, said)
	}
	if got.Mode != "porter-mode" {
		t.Errorf("the mode is %s", got.Mode)
	}
	if len(got.Diagnostics) != 1 || !strings.Contains(got.Diagnostics[0], `there is no parameter "nmae"`) {
		t.Errorf("the typo is shown as %q", got.Diagnostics)
	}
	if !strings.Contains(got.Hover, "Who is greeted") {
		t.Errorf("the hover says %q", got.Hover)
	}
	before, _, _ := bytes.Cut(src, []byte("- name: name\n"))
	if line := bytes.Count(before, []byte("\n")) + 1; got.Definition != line {
		t.Errorf("the definition is in line %d, not %d", got.Definition, line)
	}
	want := strings.NewReplacer("- name: name\n", "- name: whom\n", "bundle.parameters.name", "bundle.parameters.whom").Replace(string(src))
	if renamed, err := os.ReadFile(manifest); err != nil || string(renamed) != want {
		t.Errorf("after the renaming: %v\n%s", err, renamed)
	}
	if !strings.Contains(got.Trust, "is trusted") {
		t.Errorf("trust says %q", got.Trust)
	}
}
