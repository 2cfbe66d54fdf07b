// Package nvim holds the plugin for Neovim; its test drives a real Neovim.
package nvim

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long one Neovim may take; a build without a cache pulls and
// installs packages.
const patience = 10 * time.Minute

// need says that a test cannot run for want of something, which is a failure in
// CI.
func need(t *testing.T, what string, err error) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s: %v", what, err)
	}
	t.Skipf("%s: %v", what, err)
}

var built struct {
	sync.Once
	path string
	err  error
}

// server returns the path of porter-ls: $PORTER_LS_BIN where that is set and
// there, else one built from the sources, with the in-bundle runtimes in it
// where the Makefile has made them.
func server(t *testing.T) string {
	t.Helper()
	if bin := os.Getenv("PORTER_LS_BIN"); bin != "" {
		if _, err := os.Stat(bin); err == nil {
			return bin
		}
	}
	built.Do(func() {
		dir, err := os.MkdirTemp("", "porter-ls-nvim")
		if err != nil {
			built.err = err
			return
		}
		built.path = filepath.Join(dir, "porter-ls")
		args := []string{"build", "-o", built.path}
		if runtimes, _ := filepath.Glob("../../cmd/porter-ls/runtimes/*.gz"); len(runtimes) > 0 {
			args = append(args, "-tags", "embed_runtime")
		}
		out, err := exec.Command("go", append(args, "../../cmd/porter-ls")...).CombinedOutput()
		if err != nil {
			built.err = errors.New(string(out))
		}
	})
	if built.err != nil {
		t.Fatalf("building porter-ls: %v", built.err)
	}
	return built.path
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.path != "" {
		_ = os.RemoveAll(filepath.Dir(built.path))
	}
	os.Exit(code)
}

// seen is what Neovim saw, as test/e2e.lua writes it.
type seen struct {
	Nvim        string
	Failed      string
	Before      []diagnostic
	Typo        []diagnostic
	Line        int
	Actions     []string
	Unsaved     executed
	Build       executed
	Install     executed
	Outputs     executed
	Failing     executed
	Picked      string
	Uninstalled string
	FailedStep  []diagnostic `json:"failed_step"`
	Shown       []string

	Filetype   string
	Hover      string
	Completion []string
	Definition int
	Renamed    string
}

type diagnostic struct {
	Line, Column          int
	Code, Message, Source string
}

type executed struct {
	Result struct {
		Message, Text string
		Value         json.RawMessage
		Code          int
	}
	Error    string
	Progress []step
}

type step struct {
	Kind, Title, Message string
	Percentage           *int
}

// run copies the hello bundle, gives it a name and lets Neovim do a scenario
// with it.
func run(t *testing.T, scenario, name string) (seen, string) {
	t.Helper()
	editor := strings.Fields(cmp.Or(os.Getenv("PORTER_LS_NVIM"), "nvim"))
	if _, err := exec.LookPath(editor[0]); err != nil {
		need(t, "no Neovim", err)
	}
	bin := server(t)
	home := t.TempDir()
	bundle := filepath.Join(home, "hello")
	if err := os.CopyFS(bundle, os.DirFS("../../testdata/bundles/hello")); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(bundle, ".cnab")); err != nil {
		t.Fatal(err)
	}
	manifest := filepath.Join(bundle, "porter.yaml")
	src, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	src = bytes.Replace(src, []byte("name: hello\n"), []byte("name: "+name+"\n"), 1)
	if err := os.WriteFile(manifest, src, 0o644); err != nil {
		t.Fatal(err)
	}
	plugin, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	out := filepath.Join(home, "out.json")
	cmd := exec.CommandContext(ctx, editor[0], append(editor[1:], "--headless", "--clean", "-n",
		"--cmd", "set runtimepath^="+plugin, "-c", "luafile test/e2e.lua")...)
	cmd.Env = append(os.Environ(),
		"XDG_STATE_HOME="+home, "XDG_CACHE_HOME="+home, "XDG_DATA_HOME="+home,
		"PORTER_LS_HOME="+filepath.Join(home, "porter-ls"),
		"PORTER_LS_BIN="+bin, "PORTER_LS_FILE="+manifest, "PORTER_LS_OUT="+out,
		"PORTER_LS_SCENARIO="+scenario, "PORTER_LS_INSTALLATION="+name)
	said, err := cmd.CombinedOutput()
	log := func() string {
		logs, _ := filepath.Glob(filepath.Join(home, "nvim", "lsp.log"))
		for _, l := range logs {
			content, _ := os.ReadFile(l)
			said = append(said, content...)
		}
		return string(said)
	}
	if err != nil {
		t.Fatalf("Neovim: %v\n%s", err, log())
	}
	raw, err := os.ReadFile(out)
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("Neovim wrote nothing:\n%s", log())
	}
	var got seen
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatalf("Neovim wrote %s: %v", raw, err)
	}
	t.Logf("Neovim %s", got.Nvim)
	if got.Failed != "" {
		t.Fatalf("%s; it saw %s\n%s", got.Failed, raw, log())
	}
	return got, string(src)
}

// place returns the line and column, from 1, of the first occurrence of s.
func place(src, s string) (line, column int) {
	before, _, _ := strings.Cut(src, s)
	return strings.Count(before, "\n") + 1, len(before) - strings.LastIndexByte(before, '\n')
}

func TestDiagnostics(t *testing.T) {
	got, src := run(t, "diagnostics", "nvim-hello")
	if len(got.Before) > 0 {
		t.Errorf("the bundle has %+v", got.Before)
	}
	line, column := place(src, "bundle.parameters.name")
	column += len("bundle.parameters.")
	if len(got.Typo) != 1 || got.Typo[0].Line != line || got.Typo[0].Column != column ||
		got.Typo[0].Code != "undefined-reference" || got.Typo[0].Source != "porter-ls" {
		t.Errorf("a typo at %d:%d shows %+v", line, column, got.Typo)
	}
	for _, want := range []string{`Change to "name"`, "Build bundle", "Install bundle"} {
		if !slices.Contains(got.Actions, want) {
			t.Errorf("the menu has %q, not %q", got.Actions, want)
		}
	}
	if !strings.Contains(got.Unsaved.Error, "unsaved changes") {
		t.Errorf("a build with unsaved changes: %+v", got.Unsaved)
	}
}

func TestWriting(t *testing.T) {
	got, src := run(t, "writing", "nvim-hello")
	if got.Filetype != "yaml.porter" {
		t.Errorf("the filetype is %q", got.Filetype)
	}
	if !slices.Equal(got.Completion, []string{"name"}) {
		t.Errorf("behind bundle.parameters. may stand %q", got.Completion)
	}
	if !strings.Contains(got.Hover, "Who is greeted") {
		t.Errorf("the hover says %q", got.Hover)
	}
	if line, _ := place(src, "- name: name\n"); got.Definition != line {
		t.Errorf("the definition is in line %d, not %d", got.Definition, line)
	}
	want := strings.NewReplacer("- name: name\n", "- name: whom\n", "bundle.parameters.name", "bundle.parameters.whom").Replace(src)
	if got.Renamed != strings.TrimSuffix(want, "\n") {
		t.Errorf("after the renaming:\n%s", got.Renamed)
	}
}

// phases checks that a command's progress was shown from its beginning to its
// end, and never went back.
func phases(t *testing.T, title string, steps []step) {
	t.Helper()
	if len(steps) < 2 || steps[0].Kind != "begin" || steps[0].Title != title || steps[len(steps)-1].Kind != "end" {
		t.Errorf("the progress of %q is %+v", title, steps)
		return
	}
	last := 0
	for _, s := range steps {
		if s.Percentage == nil {
			continue
		}
		if *s.Percentage < last || *s.Percentage > 100 {
			t.Errorf("the progress of %q goes from %d to %d", title, last, *s.Percentage)
		}
		last = *s.Percentage
	}
}

func TestBuildAndInstall(t *testing.T) {
	got, src := run(t, "install", "nvim-hello")
	if strings.Contains(got.Build.Error, "no container engine answers") {
		need(t, "no container engine", errors.New(got.Build.Error))
	}
	for verb, e := range map[string]executed{"build": got.Build, "install": got.Install, "outputs": got.Outputs} {
		if e.Error != "" || e.Result.Code != 0 {
			t.Fatalf("%s: %s, code %d; shown were %q", verb, e.Error, e.Result.Code, got.Shown)
		}
	}
	phases(t, "Build bundle", got.Build.Progress)
	if n := len(got.Build.Progress); n < 5 {
		t.Errorf("a build has no more steps than %+v", got.Build.Progress)
	}
	phases(t, "Install bundle", got.Install.Progress)
	for _, e := range []executed{got.Build, got.Install} {
		if e.Result.Message == "" || !slices.Contains(got.Shown, e.Result.Message) {
			t.Errorf("the result %q is not among what was shown, %q", e.Result.Message, got.Shown)
		}
	}
	if got.Picked != got.Build.Result.Message {
		t.Errorf("a build by the menu of code actions says %q, the one before %q", got.Picked, got.Build.Result.Message)
	}
	if want := "Uninstalled nvim-hello"; got.Uninstalled != want {
		t.Errorf(":PorterUninstall says %q, not %q", got.Uninstalled, want)
	}
	if !strings.Contains(got.Outputs.Result.Text, "Hello, world!") {
		t.Errorf("the outputs are %q", got.Outputs.Result.Text)
	}
	if got.Failing.Error == "" {
		t.Error("a step that calls what is not there succeeded")
	}
	first, _ := place(src, "- exec:\n      description: Greet")
	second, _ := place(src, "- exec:\n      description: Say it")
	if d := got.FailedStep; len(d) != 1 || d[0].Code != "run-failed" || d[0].Source != "porter-ls" || d[0].Line < first || d[0].Line >= second {
		t.Errorf("the failed step in the lines %d to %d is shown as %+v", first, second-1, d)
	}
}
