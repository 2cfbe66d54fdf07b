//go:build unix

package runtime_test

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/moby/moby/client"

	"github.com/porter-ls/porter-ls/engine/driver"
	"github.com/porter-ls/porter-ls/engine/runtime"
)

const containerManifest = `
schemaVersion: 1.0.1
name: contained
mixins: [exec]
parameters:
- {name: who}
- {name: cfg, type: file, path: /etc/contained/cfg}
outputs:
- {name: greeting}
- {name: made, path: made}
- {name: cfg, path: /etc/contained/cfg}
install:
- exec:
    command: worker
    arguments: [greet, "${ bundle.parameters.who }"]
    outputs: [{name: greeting, regex: "hello (.*)"}]
wait:
- exec: {command: worker, arguments: [wait]}
- exec: {command: worker, arguments: [greet, never]}
`

// containerImage imports an image that has nothing but the static runtime and
// a worker, belongs to root and runs as somebody else.
func containerImage(t *testing.T, c *client.Client) string {
	t.Helper()
	dir := t.TempDir()
	build := func(name, pkg string) []byte {
		cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(dir, name), pkg)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, f := range []struct {
		name    string
		content []byte
	}{
		{"cnab/app/run", build("run", "../../cmd/porter-runtime")},
		{"cnab/app/worker", build("worker", "./testdata/worker")},
		{"cnab/app/porter.yaml", []byte(containerManifest)},
	} {
		_ = w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: f.name, Mode: 0o755, Size: int64(len(f.content))})
		_, _ = w.Write(f.content)
	}
	_ = w.WriteHeader(&tar.Header{Typeflag: tar.TypeSymlink, Name: "cnab/app/mixins/exec/runtimes/exec-runtime", Linkname: "/cnab/app/run"})
	_ = w.Close()
	const name = "porter-ls-test/runtime:contained"
	r, err := c.ImageImport(t.Context(), client.ImageImportSource{Source: &buf, SourceName: "-"}, name,
		client.ImageImportOptions{Changes: []string{"USER 65532"}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if out, err := io.ReadAll(r); err != nil || bytes.Contains(out, []byte("errorDetail")) {
		t.Fatalf("importing the image: %s %v", out, err)
	}
	t.Cleanup(func() {
		if _, err := c.ImageRemove(context.WithoutCancel(t.Context()), name, client.ImageRemoveOptions{Force: true}); err != nil {
			t.Error(err)
		}
	})
	return name
}

// The static program does its work in a real container, as its first process.
func TestInContainer(t *testing.T) {
	c, err := client.New(client.FromEnv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if _, err := c.Ping(t.Context(), client.PingOptions{}); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("no container engine: %v", err)
		}
		t.Skipf("no container engine: %v", err)
	}
	var out, errs bytes.Buffer
	op := driver.Operation{
		ID: t.Name(), Image: containerImage(t, c), Action: "install", Stdout: &out, Stderr: &errs,
		Env: map[string]string{"WHO": "world", "CNAB_INSTALLATION_NAME": "/i"},
		Files: map[string][]byte{
			"/cnab/bundle.json":   []byte(`{"name":"contained"}`),
			"/etc/contained/cfg":  []byte(base64.StdEncoding.EncodeToString([]byte("configured"))),
			"/porter/state.tgz":   []byte("null"),
			"/cnab/app/image.map": []byte("{}"),
		},
		Outputs: map[string]string{},
	}
	for _, name := range []string{"greeting", "made", "cfg", "porter-state", runtime.ReportName} {
		op.Outputs[name] = driver.OutputsDir + "/" + name
	}
	d := driver.Docker{Client: c}
	res, err := d.Run(t.Context(), op)
	if err != nil || res.ExitCode != 0 {
		t.Fatalf("%d %v\n%s", res.ExitCode, err, errs.String())
	}
	if diff := cmp.Diff("executing install action from contained (installation: /i)\nhello world\nexecution completed successfully!\n", out.String()); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]string{"greeting": "world", "made": "by 65532", "cfg": "configured"} {
		if got := string(res.Outputs[name]); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if len(res.Outputs["porter-state"]) == 0 {
		t.Error("there is no state")
	}
	if report, err := runtime.ReadReport(res.Outputs[runtime.ReportName]); err != nil || !report.Succeeded {
		t.Errorf("report %+v, %v", report, err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stopped := &onWord{word: "ready", then: cancel}
	op.Action, op.Stdout = "wait", stopped
	res, err = d.Run(ctx, op)
	if !errors.Is(err, context.Canceled) || res.ExitCode != 1 {
		t.Errorf("stopped: %d %v", res.ExitCode, err)
	}
	if !strings.HasSuffix(stopped.buf.String(), "ready\nbye\n") {
		t.Errorf("printed %q", stopped.buf.String())
	}
	report, err := runtime.ReadReport(res.Outputs[runtime.ReportName])
	if err != nil || report.Succeeded || report.Step != 0 || report.Mixin != "exec" {
		t.Errorf("report %+v, %v", report, err)
	}
}
