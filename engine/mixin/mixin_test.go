//go:build unix

package mixin

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// install writes a mixin that is a shell script.
func install(t *testing.T, name, script string) Dir {
	t.Helper()
	dir := Dir(filepath.Join(t.TempDir(), "mixins"))
	at := filepath.Join(string(dir), name)
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(at, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func find(t *testing.T, d Dir, name string) Executable {
	t.Helper()
	e, err := d.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestWellBehaved(t *testing.T) {
	d := install(t, "cowsay", `case "$*" in
"version --output json") echo '{"name": "cowsay", "version": "v1.2.3", "commit": "abc", "author": "someone"}';;
"schema") echo '{"home": "'$PORTER_HOME'", "in": "'$PWD'"}';;
*) echo "Error: unknown command" >&2; exit 1;;
esac
`)
	e := find(t, d, "cowsay")
	v, err := e.Version(context.Background(), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Version{"cowsay", "v1.2.3", "abc", "someone"}, v); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	schema, err := e.Schema(context.Background(), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"home": "` + filepath.Dir(string(d)) + `", "in": "` + filepath.Join(string(d), "cowsay") + "\"}\n"; string(schema) != want {
		t.Errorf("the schema is %s, want %s", schema, want)
	}
}

// However a mixin behaves, the call ends and says how.
func TestIllBehaved(t *testing.T) {
	for _, c := range []struct {
		name, script string
		limits       Limits
		want         error
		says         string
	}{
		{name: "hangs", script: "exec sleep 1000", limits: Limits{Time: time.Millisecond}, want: ErrTooLong},
		{name: "hangs with a child", script: "sleep 1000 & sleep 1000", limits: Limits{Time: 50 * time.Millisecond}, want: ErrTooLong},
		{name: "ignores being ended", script: "trap '' TERM INT HUP; while :; do sleep 1000; done", limits: Limits{Time: 50 * time.Millisecond}, want: ErrTooLong},
		{name: "floods", script: "exec yes", limits: Limits{Output: 1 << 16}, want: ErrTooMuch},
		{name: "floods without minding a closed pipe", script: "trap '' PIPE; while :; do echo xxxxxxxxxxxxxxxx; done 2>/dev/null", limits: Limits{Output: 1 << 10}, want: ErrTooMuch},
		{name: "floods the wrong way", script: "head -c 1000000 /dev/zero >&2; echo '{}'"},
		{name: "rubbish", script: "echo '<html>'", want: ErrRubbish},
		{name: "a list", script: "echo '[]'", want: ErrRubbish},
		{name: "nothing", script: "", want: ErrRubbish},
		{name: "two values", script: "echo '{}{}'", want: ErrRubbish},
		{name: "unknown", script: `echo 'Error: unknown command "schema" for "x"' >&2; exit 1`, want: ErrNoCommand},
		{name: "fails", script: "echo; echo 'out of cheese' >&2; exit 7", says: "exit status 7: out of cheese"},
		{name: "kills itself", script: "kill -9 $$", says: "killed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := find(t, install(t, "x", c.script+"\n"), "x")
			_, err := e.Schema(context.Background(), c.limits)
			switch {
			case c.want == nil && c.says == "":
				if err != nil {
					t.Error(err)
				}
			case err == nil || !errors.Is(err, c.want) && c.want != nil || !strings.Contains(err.Error(), c.says):
				t.Errorf("the error is %v, want %v %s", err, c.want, c.says)
			}
		})
	}
}

// A cancel ends a call that would take for ever, with everything that the mixin
// has started, and is what the error says.
func TestCancel(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "held")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	e := find(t, install(t, "x", "sleep 1000 >"+fifo+" &\nsleep 1000\n"), "x")
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() {
		_, err := e.Version(ctx, Limits{Time: time.Hour})
		done <- err
	}()
	held, err := os.Open(fifo) // until the mixin's child opens it
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	cancel()
	if _, err := io.Copy(io.Discard, held); err != nil { // until the child is gone
		t.Error(err)
	}
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func TestFind(t *testing.T) {
	d := install(t, "cowsay", "")
	before := find(t, d, "cowsay")
	if err := os.WriteFile(before.Path, []byte("#!/bin/sh\necho more\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if after := find(t, d, "cowsay"); after == before {
		t.Error("another program is taken for the same")
	}
	if err := os.MkdirAll(filepath.Join(string(d), "folder", "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"az", "", ".", "..", "../mixins/cowsay", "cowsay/cowsay", `a\b`, ".hidden"} {
		if e, err := d.Find(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q is %+v %v", name, e, err)
		}
	}
	if _, err := d.Find("folder"); err == nil {
		t.Error("a folder is a mixin")
	}
	for _, c := range []struct{ env, home, want string }{
		{"/porter", "/home/x", "/porter/mixins"},
		{"", "/home/x", "/home/x/.porter/mixins"},
		{"", "", ""},
	} {
		got, err := Installed(func(name string) string { return map[string]string{HomeEnv: c.env, "HOME": c.home}[name] })
		if string(got) != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%+v: %q %v", c, got, err)
		}
	}
}
