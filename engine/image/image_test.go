package image

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/client"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// dial returns the container engine that the tests use, and skips where there
// is none.
func dial(t *testing.T) *Engine {
	t.Helper()
	host := os.Getenv("DOCKER_HOST")
	if host == "" {
		host = client.DefaultDockerHost
	}
	e, err := Connect(Endpoint{Host: host})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	if err := e.Ping(t.Context()); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("no container engine: %v", err)
		}
		t.Skipf("needs a container engine: %v", err)
	}
	return e
}

// name returns an image name that is gone after the test.
func name(t *testing.T, e *Engine) string {
	n := "porter-ls-test/" + strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(t.Name(), "/", "-"), "_", "-")) + ":t"
	t.Cleanup(func() {
		_, _ = e.Client.ImageRemove(context.WithoutCancel(t.Context()), n, client.ImageRemoveOptions{Force: true, PruneChildren: true})
	})
	return n
}

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for p, content := range files {
		at := filepath.Join(dir, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestBuild builds with everything that bundles use: COPY --link and heredocs,
// which engines of 2020 do not know by themselves, named
// contexts, build arguments and .dockerignore.
func TestBuild(t *testing.T) {
	e := dial(t)
	dir := write(t, map[string]string{
		"a.txt": "a", "z.txt": "z", "ignored.txt": "i", "excluded/x": "x", ".cnab/old": "old", ".dockerignore": "ignored.txt\n",
	})
	cnab := write(t, map[string]string{"app/new": "new", "bundle.json": "{}"})
	if err := os.Symlink("new", filepath.Join(cnab, "app/link")); err != nil {
		t.Fatal(err)
	}
	other := write(t, map[string]string{"o": "other", "left": "out"})
	dockerfile := `# syntax=docker/dockerfile:1
FROM debian:stable-slim
ARG WHAT
COPY --link . /all
COPY --link --chown=7:0 --from=cnab / /cnab/
COPY --link --from=other / /other/
RUN <<EOF
set -e
cd /all
test "$(ls -A | LC_ALL=C sort | tr '\n' ' ')" = "$(echo .dockerignore a.txt z.txt) "
test "$(ls /cnab)" = "$(printf 'app\nbundle.json')"
test "$(cat /cnab/app/link)" = new
test "$(stat -c %u /cnab/app/new)" = 7
test "$(readlink /cnab/app/link)" = new
test "$(cat /other/*)" = other
test "$WHAT" = "it is"
echo "all is $WHAT"
EOF
`
	var lines []string
	image := name(t, e)
	err := e.Build(t.Context(), Request{
		Image: image, Dockerfile: []byte(dockerfile), Context: Folder{dir, []string{"excluded", ".cnab"}},
		Contexts:  map[string]Folder{"cnab": {Dir: cnab}, "other": {other, []string{"left"}}},
		BuildArgs: map[string]string{"WHAT": "it is"}, NoCache: true,
		Progress: func(l Line) { lines = append(lines, l.Text) },
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, strings.Join(lines, "\n"))
	}
	if all := strings.Join(lines, "\n"); !strings.Contains(all, "\nall is it is\n") {
		t.Errorf("what RUN printed is missing:\n%s", all)
	}
	id, err := e.ID(t.Context(), image)
	if err != nil || id == "" {
		t.Errorf("ID(%s) = %q, %v", image, id, err)
	}
}

// TestBuildErrors shows that an error knows its line, and that the image keeps
// its name when a later build fails.
func TestBuildErrors(t *testing.T) {
	e := dial(t)
	dir := write(t, map[string]string{"f": "f"})
	image := name(t, e)
	build := func(ctx context.Context, dockerfile string) error {
		return e.Build(ctx, Request{Image: image, Dockerfile: []byte(dockerfile), Context: Folder{Dir: dir}})
	}
	if err := build(t.Context(), "FROM scratch\nCOPY f /f\n"); err != nil {
		t.Fatal(err)
	}
	before, _ := e.ID(t.Context(), image)
	for _, test := range []struct {
		name, dockerfile string
		line             int
		message          string
	}{
		{"unknown instruction", "FROM debian:stable-slim\n\nNONSENSE x\n", 3, "unknown instruction"},
		{"failing RUN", "FROM debian:stable-slim\n# why\nRUN echo so && \\\n  exit 7\n", 3, "exit code: 7"},
		{"missing file", "FROM scratch\nCOPY f /\nCOPY absent /\n", 3, "not found"},
		{"no FROM", "RUN true\n", 1, "no build stage"},
		{"missing base", "FROM 127.0.0.1:1/absent:1\n", 1, "127.0.0.1:1"},
		{"bad flag", "FROM scratch\nCOPY --nonsense=1 f /\n", 2, "nonsense"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := build(t.Context(), test.dockerfile)
			line := 0
			if at, ok := errors.AsType[*DockerfileError](err); ok {
				line = at.Line
			}
			if err == nil || line != test.line || !strings.Contains(err.Error(), test.message) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v (%T), want line %d and %q", err, err, test.line, test.message)
			}

		})
	}
	t.Run("empty", func(t *testing.T) {
		if err := build(t.Context(), ""); err == nil {
			t.Error("an empty Dockerfile was built")
		}
	})
	t.Run("stopped", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		began := time.Now()
		err := e.Build(ctx, Request{Image: image, Context: Folder{Dir: dir}, NoCache: true,
			Dockerfile: []byte("FROM debian:stable-slim\nRUN echo going; sleep 60\n"),
			Progress: func(l Line) {
				if l.Text == "going" {
					cancel()
				}
			}})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the cancellation", err)
		}
		t.Logf("stopped after %v", time.Since(began))
	})
	if after, _ := e.ID(t.Context(), image); after != before {
		t.Errorf("the name moved from %s to %s", before, after)
	}
	if err := build(t.Context(), "FROM scratch\nCOPY f /g\n"); err != nil {
		t.Fatal(err)
	}
}
