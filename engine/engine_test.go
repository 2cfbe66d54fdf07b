package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/moby/moby/client"
	"github.com/porter-ls/porter-ls/engine/config"
	"github.com/porter-ls/porter-ls/engine/store"
	"go.uber.org/goleak"
)

// runtimeDir is where runtimeFile builds.
var runtimeDir string

func TestMain(m *testing.M) {
	var err error
	if runtimeDir, err = os.MkdirTemp("", "porter-runtime"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		os.RemoveAll(runtimeDir)
		os.Exit(code)
	}))
}

// runtimeFile builds the bundle runtime once for all tests.
var runtimeFile = sync.OnceValues(func() (string, error) {
	file := filepath.Join(runtimeDir, "porter-runtime")
	c := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", file, "../cmd/porter-runtime")
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return file, nil
})

// world is an Engine with a record of its own and a bundle to work on.
type world struct {
	*Engine
	t      *testing.T
	dir    string // the bundle's
	file   string // the manifest's
	events []Event
}

// newWorld copies a bundle's files into a folder of its own; those given come
// on top of hello's.
func newWorld(t *testing.T, files map[string]string) *world {
	t.Helper()
	needEngine(t)
	w := &world{t: t, dir: t.TempDir()}
	w.file = filepath.Join(w.dir, "porter.yaml")
	if err := os.CopyFS(w.dir, os.DirFS("../testdata/bundles/hello")); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(w.dir, buildDir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(w.dir, "helpers.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	// An image of its own, so that tests do not take each other's away.
	w.edit("porter.yaml", "registry: localhost:5000", "registry: localhost:5000/"+strings.ToLower(t.Name()))
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(w.dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	w.Engine = openEngine(t, filepath.Join(t.TempDir(), "home"))
	return w
}

func openEngine(t *testing.T, home string) *Engine {
	t.Helper()
	e, err := Open(Options{Home: home, Version: "v0-test", Runtime: func(arch string) (io.ReadCloser, error) {
		file, err := runtimeFile()
		if err != nil {
			return nil, err
		}
		return os.Open(file)
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// needEngine skips where there is no container engine, except in CI.
func needEngine(t *testing.T) {
	t.Helper()
	e, err := Open(Options{Home: t.TempDir()})
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

// edit replaces a text of a bundle's file, which must have it.
func (w *world) edit(name, old, new string) {
	w.t.Helper()
	at := filepath.Join(w.dir, name)
	content, err := os.ReadFile(at)
	if err != nil {
		w.t.Fatal(err)
	}
	if !strings.Contains(string(content), old) {
		w.t.Fatalf("%s has no %q", name, old)
	}
	if err := os.WriteFile(at, []byte(strings.Replace(string(content), old, new, 1)), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) sink(e Event) { w.events = append(w.events, e) }

// printed is what the events show.
func (w *world) printed() string {
	var b strings.Builder
	for _, e := range w.events {
		fmt.Fprintln(&b, e.Text)
	}
	return b.String()
}

func (w *world) build(ctx context.Context) (BuildResult, error) {
	w.events = nil
	r, err := w.Build(ctx, BuildRequest{File: w.file}, w.sink)
	if b, readErr := readBuild(r.Dir); err == nil && readErr == nil {
		w.t.Cleanup(func() { w.removeImage(b.ImageID) }) // by its ID: a later build may have the name
	}
	return r, err
}

func (w *world) mustBuild() BuildResult {
	w.t.Helper()
	r, err := w.build(w.t.Context())
	if err != nil {
		w.t.Fatalf("%v\n%s", err, w.printed())
	}
	return r
}

func (w *world) removeImage(name string) {
	e, err := Open(Options{Home: w.t.TempDir()})
	if err != nil {
		return
	}
	defer e.Close()
	if c, err := e.connect(context.Background()); err == nil {
		_, _ = c.Client.ImageRemove(context.Background(), name, client.ImageRemoveOptions{Force: true, PruneChildren: true})
	}
}

func (w *world) run(action string, params ...string) (RunResult, error) {
	return w.runContext(w.t.Context(), RunRequest{Action: action, File: w.file}, params...)
}

func (w *world) runContext(ctx context.Context, r RunRequest, params ...string) (RunResult, error) {
	w.events = nil
	r.Parameters = map[string]string{}
	for _, p := range params {
		k, v, _ := strings.Cut(p, "=")
		r.Parameters[k] = v
	}
	return w.Execute(ctx, r, w.sink)
}

// spanned returns the text that an error points at.
func spanned(t *testing.T, err error) string {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%T %v is no *Error", err, err)
	}
	if e.Span == nil {
		return ""
	}
	src, readErr := os.ReadFile(e.File)
	if readErr != nil {
		t.Fatal(readErr)
	}
	return e.Span.Of(src)
}

// TestHello takes the example bundle through its life.
func TestHello(t *testing.T) {
	w := newWorld(t, nil)
	ctx := t.Context()
	if ok, why, err := w.UpToDate(ctx, w.file); ok || why != "it was never built" || err != nil {
		t.Errorf("before: %v, %q, %v", ok, why, err)
	}
	if _, err := w.run("install"); err == nil || !strings.Contains(err.Error(), "never built") || !strings.Contains(err.Error(), "porter-ls build") {
		t.Errorf("unbuilt: %v", err)
	}
	built := w.mustBuild()
	if want := filepath.Join(w.dir, ".cnab"); built.Dir != want {
		t.Errorf("built in %s", built.Dir)
	}
	for _, name := range []string{"Dockerfile", "bundle.json", "app/porter.yaml", "app/run", "app/runtimes/porter-runtime", "app/mixins/exec/runtimes/exec-runtime"} {
		if _, err := os.Stat(filepath.Join(built.Dir, name)); err != nil {
			t.Error(err)
		}
	}
	if ok, why, err := w.UpToDate(ctx, w.file); !ok || err != nil {
		t.Errorf("after: %v, %q, %v", ok, why, err)
	}

	res, err := w.run("install", "name=demo")
	if err != nil {
		t.Fatalf("%v\n%s", err, w.printed())
	}
	if res.Installation != "hello" || res.Outputs["greeting"] != "Hello, demo!" || len(res.Outputs) != 1 {
		t.Errorf("%+v", res)
	}
	if !strings.Contains(w.printed(), "Once more: Hello, demo!") {
		t.Errorf("printed:\n%s", w.printed())
	}
	if _, err := w.run("install"); err == nil || !strings.Contains(err.Error(), "installed already") {
		t.Errorf("installing twice: %v", err)
	}

	// The parameter is remembered, and the output of install is upgrade's to
	// replace.
	if res, err = w.run("upgrade"); err != nil || res.Outputs["greeting"] != "Hello, demo, again!" {
		t.Errorf("upgrade: %+v, %v\n%s", res, err, w.printed())
	}
	outputs, err := w.Outputs(ctx, "", "hello")
	if err != nil || len(outputs) != 1 || string(outputs[0].Value) != "Hello, demo, again!" || outputs[0].Type != "string" || outputs[0].RunID != res.RunID {
		t.Errorf("outputs %+v, %v", outputs, err)
	}
	if logs, err := w.Logs(ctx, res.RunID); err != nil || !strings.Contains(string(logs), "greeting: Hello, demo, again!\n") {
		t.Errorf("logs %q, %v", logs, err)
	}

	// The manifest is gone, the record is enough.
	if err := os.RemoveAll(w.dir); err != nil {
		t.Fatal(err)
	}
	if _, err := w.runContext(ctx, RunRequest{Action: "uninstall", Installation: "hello"}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(w.printed(), "Goodbye, demo.") {
		t.Errorf("printed:\n%s", w.printed())
	}
	i, runs, err := w.Installation(ctx, "", "hello")
	if err != nil || i.IsInstalled() || !i.Uninstalled || i.Status.ResultStatus != store.Succeeded {
		t.Errorf("%+v, %v", i, err)
	}
	var statuses []string
	for _, r := range runs {
		statuses = append(statuses, r.Action+" "+string(r.Status()))
	}
	if got := strings.Join(statuses, ", "); got != "install succeeded, upgrade succeeded, uninstall succeeded" {
		t.Error(got)
	}
	_, err = w.runContext(ctx, RunRequest{Action: "uninstall", Installation: "nobody"})
	if _, ok := errors.AsType[*store.NotFoundError](err); !ok {
		t.Errorf("uninstalling nobody: %v", err)
	}
}

// TestNoEngine shows what is said where no container engine answers.
func TestNoEngine(t *testing.T) {
	e, err := Open(Options{Home: t.TempDir(), Getenv: func(k string) string {
		if k == "DOCKER_HOST" {
			return "unix://" + filepath.Join(t.TempDir(), "none.sock")
		}
		return ""
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	_, err = e.Build(t.Context(), BuildRequest{File: "../testdata/bundles/hello/porter.yaml"}, nil)
	if _, ok := errors.AsType[*config.NoEngineError](err); !ok || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "DOCKER_HOST") {
		t.Errorf("got %v", err)
	}
}
