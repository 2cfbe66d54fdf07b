// Package helix holds the configuration for Helix; its test drives a real one
// on a terminal.
package helix

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience is how long the screen may take to show what is awaited.
const patience = time.Minute

// screen is Helix on a terminal of tmux.
type screen struct {
	t      *testing.T
	run    []string // what goes before a command, to run it where Helix is
	socket string
}

func (s *screen) tmux(args ...string) string {
	s.t.Helper()
	argv := append(append([]string{}, s.run...), append([]string{"tmux", "-L", s.socket}, args...)...)
	out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func (s *screen) keys(keys ...string) {
	s.t.Helper()
	s.tmux(append([]string{"send-keys"}, keys...)...)
}

// shows waits until there is text on the screen, or none where there is to be
// none.
func (s *screen) shows(text string, want bool) {
	s.t.Helper()
	var last string
	for until := time.Now().Add(patience); time.Now().Before(until); {
		if last = s.tmux("capture-pane", "-p"); strings.Contains(last, text) == want {
			return
		}
	}
	s.t.Fatalf("waited in vain for %q (%v) on\n%s", text, want, last)
}

// TestHelix opens a manifest with a typo, sees it marked, takes the fix, looks
// at a field and goes to a definition.
func TestHelix(t *testing.T) {
	run := strings.Fields(os.Getenv("PORTER_LS_EDITORS"))
	if len(run) == 0 {
		t.Skip("make editors sets up a Helix and runs this")
	}
	home := t.TempDir()
	config := filepath.Join(home, ".config/helix")
	if err := os.CopyFS(config, os.DirFS(".")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(config, "config.toml"), "[editor.inline-diagnostics]\ncursor-line = \"hint\"\nother-lines = \"hint\"\n")
	bundle := filepath.Join(home, "hello")
	if err := os.CopyFS(bundle, os.DirFS("../../testdata/bundles/hello")); err != nil {
		t.Fatal(err)
	}
	manifest := filepath.Join(bundle, "porter.yaml")
	src, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	write(t, manifest, string(bytes.Replace(src, []byte("Greet ${ bundle.parameters.name }\n"), []byte("Greet ${ bundle.parameters.nmae }\n"), 1)))

	s := &screen{t, run, "porter-ls-" + filepath.Base(home)}
	s.tmux("new-session", "-d", "-x", "140", "-y", "50",
		"env", "HOME="+home, "PATH="+filepath.Dir(os.Getenv("PORTER_LS_BIN"))+":/usr/bin:/bin", "LANG=C.UTF-8", "TERM=xterm-256color",
		"hx", manifest)
	defer s.tmux("kill-server")
	s.shows("there is no parameter", true)
	s.keys("/nmae", "Enter")
	s.keys("Space", "a")
	s.shows(`Change to "name"`, true)
	s.keys("Enter")
	s.shows("nmae", false)
	s.shows("there is no parameter", false)
	s.keys("/registry", "Enter")
	s.keys("Space", "k")
	s.shows("registry and the path in it", true)
	s.keys("Escape")
	s.shows("registry and the path in it", false)
	s.keys(":w", "Enter")
	s.shows("written", true)
	got, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, src) {
		t.Errorf("the fix left\n%s", got)
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
