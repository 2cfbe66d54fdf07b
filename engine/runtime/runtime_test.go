//go:build unix

package runtime_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"go.uber.org/goleak"

	"github.com/porter-ls/porter-ls/engine/runtime"
)

var update = flag.Bool("update", false, "rewrite what the archives want")

func TestMain(m *testing.M) {
	// The bundles of these tests have this program as their exec mixin.
	if filepath.Base(os.Args[0]) == "exec-runtime" {
		os.Exit(runtime.Main(os.Args))
	}
	goleak.VerifyTestMain(m)
}

// bundle is a container's files in a temporary folder.
type bundle struct {
	root string
	env  []string
}

// unpackBundle writes the files of an archive, which has lines of its
// environment before them, and adds the exec mixin.
func unpackBundle(t *testing.T, a *txtar.Archive) bundle {
	t.Helper()
	b := bundle{root: t.TempDir(), env: []string{"PATH=" + os.Getenv("PATH")}}
	for line := range strings.Lines(string(a.Comment)) {
		if kv := strings.TrimSpace(line); kv != "" && kv[0] != '#' {
			b.env = append(b.env, kv)
		}
	}
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, "state/"); ok {
			b.write(t, "porter/state.tgz", packState(t, map[string]string{"porter-state/" + name: string(f.Data)}), 0o600)
		} else if !strings.HasPrefix(f.Name, "want/") {
			mode := os.FileMode(0o644)
			if bytes.HasPrefix(f.Data, []byte("#!")) {
				mode = 0o755
			}
			b.write(t, f.Name, f.Data, mode)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(b.root, "cnab/app/mixins/exec/runtimes")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "exec-runtime")); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b bundle) write(t *testing.T, name string, content []byte, mode os.FileMode) {
	t.Helper()
	p := filepath.Join(b.root, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, content, mode); err != nil {
		t.Fatal(err)
	}
}

func (b bundle) read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(b.root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// run runs the action and returns all it left: stdout, stderr, outputs/NAME,
// state/NAME and the report.
func (b bundle) run(ctx context.Context, t *testing.T) map[string]string {
	t.Helper()
	var out, errs bytes.Buffer
	err := runtime.Runtime{Root: b.root, Env: b.env, Stdout: &out, Stderr: &errs}.Run(ctx)
	if err != nil {
		fmt.Fprintf(&errs, "Error: %v\n", err)
	}
	got := map[string]string{"want/stdout": out.String(), "want/stderr": errs.String()}
	dir := filepath.Join(b.root, "cnab/app/outputs")
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		content := b.read(t, "cnab/app/outputs/"+e.Name())
		switch e.Name() {
		case runtime.ReportName:
			var pretty bytes.Buffer
			if err := json.Indent(&pretty, []byte(content), "", "  "); err != nil {
				t.Fatal(err)
			}
			got["want/report.json"] = pretty.String()
		case "porter-state":
			got["want/state"] = ""
			for name, content := range unpackState(t, []byte(content)) {
				got["want/state"] += name + ": " + content
			}
		default:
			got["want/outputs/"+e.Name()] = content
		}
	}
	for name, content := range got {
		content = strings.ReplaceAll(content, b.root, "ROOT")
		if content != "" && !strings.HasSuffix(content, "\n") {
			content += "\n" // archives cannot do without
		}
		got[name] = content
	}
	return got
}

func packState(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	w := tar.NewWriter(z)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o640, Size: int64(len(files[name]))}
		if target, ok := strings.CutPrefix(files[name], "-> "); ok {
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, target, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			_, _ = io.WriteString(w, files[name])
		}
	}
	_, _ = w.Close(), z.Close()
	return []byte(base64.StdEncoding.EncodeToString(buf.Bytes()))
}

func unpackState(t *testing.T, archive []byte) map[string]string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		content, _ := io.ReadAll(r)
		files[h.Name] = fmt.Sprintf("%o %s", h.Mode, content)
	}
}

func TestRun(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, file := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := unpackBundle(t, a).run(t.Context(), t)
			want, keep := map[string]string{}, []txtar.File{}
			for _, f := range a.Files {
				if strings.HasPrefix(f.Name, "want/") {
					want[f.Name] = string(f.Data)
				} else {
					keep = append(keep, f)
				}
			}
			if *update {
				for _, name := range slices.Sorted(maps.Keys(got)) {
					keep = append(keep, txtar.File{Name: name, Data: []byte(got[name])})
				}
				a.Files = keep
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// stdinOf is a mixin that shows how it was called.
const stdinOf = "#!/bin/sh\nfor a in \"$@\"; do echo \"arg: $a\"; done\necho \"in: $(pwd)\"\ncat\n"

// However an action is called, its mixin gets it whole.
func TestActionNames(t *testing.T) {
	for action, args := range map[string]string{
		"install":        "arg: install\n",
		"build":          "arg: invoke\narg: --action\narg: build\n",
		"lint":           "arg: invoke\narg: --action\narg: lint\n",
		"schema":         "arg: invoke\narg: --action\narg: schema\n",
		"io.cnab.status": "arg: invoke\narg: --action\narg: io.cnab.status\n",
		"dry run: \"x\"": "arg: invoke\narg: --action\narg: dry run: \"x\"\n",
	} {
		t.Run(action, func(t *testing.T) {
			key, _ := json.Marshal(action)
			b := unpackBundle(t, &txtar.Archive{Files: []txtar.File{
				{Name: "cnab/bundle.json", Data: []byte(`{"name":"b"}`)},
				{Name: "cnab/app/porter.yaml", Data: fmt.Appendf(nil, "schemaVersion: 1.0.1\nname: b\nmixins: [show]\n%s:\n- show: {b: 1, a: [x, {}]}\n", key)},
				{Name: "cnab/app/mixins/show/runtimes/show-runtime", Data: []byte(stdinOf)},
			}})
			b.env = append(b.env, "CNAB_ACTION="+action, "CNAB_INSTALLATION_NAME=ns/i")
			got := b.run(t.Context(), t)
			want := "executing " + action + " action from b (installation: ns/i)\n" + args + "in: ROOT/cnab/app\n" +
				string(key) + ":\n  -\n    \"show\":\n      \"a\":\n        - \"x\"\n        - {}\n      \"b\": 1\nexecution completed successfully!\n"
			if diff := cmp.Diff(want, got["want/stdout"]); diff != "" {
				t.Error(diff)
			}
			if got["want/stderr"] != "" {
				t.Error(got["want/stderr"])
			}
		})
	}
}

const stateManifest = `
schemaVersion: 1.0.1
name: b
mixins: [exec]
state:
- {name: a, path: a.txt}
install:
- exec: {command: "true"}
`

// A state that cannot be unpacked must not be lost by the attempt.
func TestStateThatIsRefused(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		raw   string
		want  string
	}{
		{"escape", map[string]string{"porter-state/../a": "x"}, "", `the entry "porter-state/../a" does not belong there`},
		{"absolute", map[string]string{"/etc/passwd": "x"}, "", `the entry "/etc/passwd" does not belong there`},
		{"elsewhere", map[string]string{"a": "x"}, "", `the entry "a" does not belong there`},
		{"link", map[string]string{"porter-state/a": "-> /etc/passwd"}, "", `the entry "porter-state/a" is no regular file`},
		{"no archive", nil, base64.StdEncoding.EncodeToString([]byte("no archive at all")), "gzip: "},
		{"no base64", nil, "?", "illegal base64"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := unpackBundle(t, &txtar.Archive{Files: []txtar.File{
				{Name: "cnab/bundle.json", Data: []byte(`{"name":"b"}`)}, {Name: "cnab/app/porter.yaml", Data: []byte(stateManifest)}}})
			b.env = append(b.env, "CNAB_ACTION=install")
			raw := []byte(test.raw)
			if test.raw == "" {
				raw = packState(t, test.files)
			}
			b.write(t, "porter/state.tgz", raw, 0o600)
			err := runtime.Runtime{Root: b.root, Env: b.env}.Run(t.Context())
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if _, err := os.Stat(filepath.Join(b.root, "cnab/app/a.txt")); err == nil {
				t.Error("the state was unpacked")
			}
			decoded, decodeErr := base64.StdEncoding.DecodeString(string(raw))
			if decodeErr == nil && b.read(t, "cnab/app/outputs/porter-state") != string(decoded) {
				t.Error("the state is not handed back as it came")
			}
			report, err := runtime.ReadReport([]byte(b.read(t, "cnab/app/outputs/"+runtime.ReportName)))
			if err != nil || report.Succeeded || report.Step != -1 || !strings.Contains(report.Error, test.want) {
				t.Errorf("report %+v, %v", report, err)
			}
		})
	}
}

// onWord calls then once a word was written.
type onWord struct {
	buf  bytes.Buffer
	word string
	then func()
}

func (w *onWord) Write(p []byte) (int, error) {
	n, err := w.buf.Write(p)
	if w.then != nil && strings.Contains(w.buf.String(), w.word) {
		w.then()
		w.then = nil
	}
	return n, err
}

// A cancel ends the step's command, outputs are still brought in, and no
// further step begins.
func TestCancel(t *testing.T) {
	for _, test := range []struct {
		name, script string
		grace        time.Duration
		code         int
	}{
		{"ends itself", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done", 0, 7},
		{"deaf", "trap '' TERM; echo ready; while :; do sleep 0.01; done", 50 * time.Millisecond, 137},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := unpackBundle(t, &txtar.Archive{Files: []txtar.File{
				{Name: "cnab/bundle.json", Data: []byte(`{"name":"b"}`)},
				{Name: "cnab/app/porter.yaml", Data: []byte("schemaVersion: 1.0.1\nname: b\noutputs: [{name: o}]\ninstall:\n- wait: {}\n- never: {}\n")},
				{Name: "cnab/app/mixins/wait/runtimes/wait-runtime", Data: []byte("#!/bin/sh\nprintf out > porter/outputs/o\n" + test.script)},
			}})
			b.env = append(b.env, "CNAB_ACTION=install")
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			why := errors.New("enough")
			out := &onWord{word: "ready", then: func() { cancel(why) }}
			err := runtime.Runtime{Root: b.root, Env: b.env, Stdout: out, Grace: test.grace}.Run(ctx)
			if !errors.Is(err, why) {
				t.Errorf("error %v", err)
			}
			if got := b.read(t, "cnab/app/outputs/o"); got != "out" {
				t.Errorf("output %q", got)
			}
			report, err := runtime.ReadReport([]byte(b.read(t, "cnab/app/outputs/"+runtime.ReportName)))
			if err != nil || report.Step != 0 || report.Mixin != "wait" || report.ExitCode != test.code {
				t.Errorf("report %+v, %v", report, err)
			}
		})
	}
}

// The exec mixin as a program of its own ends its command when it is told to.
func TestCancelExec(t *testing.T) {
	b := unpackBundle(t, &txtar.Archive{Files: []txtar.File{
		{Name: "cnab/bundle.json", Data: []byte(`{"name":"b"}`)},
		{Name: "cnab/app/porter.yaml", Data: []byte("schemaVersion: 1.0.1\nname: b\ninstall:\n- exec: {command: ./wait.sh}\n")},
		{Name: "cnab/app/wait.sh", Data: []byte("#!/bin/sh\ntrap 'echo bye; exit 0' TERM\necho ready\nwhile :; do sleep 0.01; done\n")},
	}})
	b.env = append(b.env, "CNAB_ACTION=install")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &onWord{word: "ready", then: cancel}
	err := runtime.Runtime{Root: b.root, Env: b.env, Stdout: out}.Run(ctx)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if !strings.HasSuffix(out.buf.String(), "ready\nbye\n") {
		t.Errorf("printed %q", out.buf.String())
	}
}

func TestReadReport(t *testing.T) {
	for content, ok := range map[string]bool{
		`{"version":1,"action":"install","step":0}`: true,
		`{"version":2,"new":{}}`:                    true,
		`{}`:                                        false,
		`[]`:                                        false,
		``:                                          false,
	} {
		if _, err := runtime.ReadReport([]byte(content)); (err == nil) != ok {
			t.Errorf("%s: %v", content, err)
		}
	}
}
