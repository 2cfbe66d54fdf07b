package bundle

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine"
)

// errNoEngine is what a command that must not get to the engine gets.
var errNoEngine = errors.New("the engine was opened")

func testEnv(dir string) (*commands.Env, *bytes.Buffer) {
	stderr := &bytes.Buffer{}
	return &commands.Env{
		Stdin: strings.NewReader(""), Stdout: &bytes.Buffer{}, Stderr: stderr, Dir: dir,
		Engine: func(context.Context) (*engine.Engine, error) { return nil, errNoEngine },
		Rules:  rules.All(),
	}, stderr
}

func call(t *testing.T, c *commands.Command, env *commands.Env, json string) (commands.Result, error) {
	t.Helper()
	in, err := c.InputJSON([]byte(json))
	if err != nil {
		t.Fatal(err)
	}
	return c.Run(context.Background(), env, in)
}

// builders are the commands that build.
func builders() []*commands.Command { return append(Actions()[:3:3], Build()) }

const broken = `schemaVersion: 1.0.1
name: example
version: 0.1.0
registry: localhost:5000
mixins:
  - exec
install:
  - helm3: {name: web, chart: ./web}
uninstall:
  - exec: {command: ./helpers.sh}
`

func TestErrorsStopABuild(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "porter.yaml"), []byte(broken), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range builders() {
		env, stderr := testEnv(dir)
		if c.Name != "build" {
			// The actions open the engine first, which touches nothing.
			env.Engine = func(context.Context) (*engine.Engine, error) { return engine.Open(engine.Options{}) }
		}
		result, err := call(t, c, env, "")
		if err != nil || result.Code != 1 || len(result.Findings) != 1 || !strings.HasPrefix(result.Message, "Not built") {
			t.Errorf("%s: %+v, %v", c.Name, result, err)
		}
		if !strings.Contains(stderr.String(), "[undeclared-mixin]") {
			t.Errorf("%s shows no finding: %s", c.Name, stderr)
		}
	}
	env, _ := testEnv(dir)
	if _, err := call(t, Build(), env, `{"no-lint": true}`); !errors.Is(err, errNoEngine) {
		t.Errorf("with no-lint: %v", err)
	}
}

func TestUnsaved(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "porter.yaml")
	if err := os.WriteFile(path, []byte(broken), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range builders() {
		env, _ := testEnv(dir)
		env.Unsaved = func(p string) bool { return p == path }
		if _, err := call(t, c, env, ""); err == nil || err.Error() != "porter.yaml has unsaved changes; save it first" {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "sub", "folder.yaml"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sub", "other.yaml"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ flags, want, fails string }{
		{`{"dir":"sub","file":"other.yaml"}`, filepath.Join("sub", "other.yaml"), ""},
		{`{"file":"sub/other.yaml"}`, filepath.Join("sub", "other.yaml"), ""},
		{`{}`, "", "there is no porter.yaml here"},
		{`{"dir":"sub"}`, "", "there is no " + filepath.Join("sub", "porter.yaml")},
		{`{"dir":"sub","file":"folder.yaml"}`, "", "is a folder"},
		{`{"file":"/dev/null"}`, "", "/dev/null is no regular file"},
	} {
		env, _ := testEnv(dir)
		in, err := Build().InputJSON([]byte(c.flags))
		if err != nil {
			t.Fatal(err)
		}
		s, err := find(env, in)
		switch {
		case c.fails == "" && (err != nil || s.path != filepath.Join(dir, c.want)):
			t.Errorf("%s: %+v, %v", c.flags, s, err)
		case c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails)):
			t.Errorf("%s: %v", c.flags, err)
		}
	}
}

func TestAssignments(t *testing.T) {
	for _, c := range []struct {
		list  []string
		fails bool
		want  string
	}{
		{[]string{"a=1", " b = x=y ", "a=2"}, false, "a=2;b=x=y;"},
		{nil, false, ""},
		{[]string{"a="}, false, "a=;"},
		{[]string{"a"}, true, ""},
		{[]string{"=a"}, true, ""},
	} {
		got, err := assignments(c.list)
		var s string
		for _, name := range []string{"a", "b"} {
			if v, ok := got[name]; ok {
				s += name + "=" + v + ";"
			}
		}
		var usage *commands.UsageError
		if s != c.want || errors.As(err, &usage) != c.fails {
			t.Errorf("%q: %v, %v", c.list, got, err)
		}
	}
}

func TestValidName(t *testing.T) {
	for name, want := range map[string]bool{
		"my-bundle": true, "a": true, "a.b_c-1": true, "1a": true,
		"": false, "A": false, "-a": false, "a-": false, "a--b": false, "a/b": false, "ä": false, "..": false,
	} {
		if validName(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}

// TestCreateLeavesNothingHalfWritten makes the last file impossible to write.
func TestCreateLeavesNothingHalfWritten(t *testing.T) {
	dir := t.TempDir()
	files := []newFile{
		{"one", []byte("1"), 0o644},
		{"missing/two", []byte("2"), 0o644},
	}
	target := filepath.Join(dir, "new")
	if err := write(context.Background(), target, files); err == nil {
		t.Error("no error")
	}
	if _, err := os.Stat(target); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the new folder is still there: %v", err)
	}
}
