package engine

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/engine/driver"
	"github.com/porter-ls/porter-ls/engine/runtime"
	"github.com/porter-ls/porter-ls/engine/store"
	"github.com/porter-ls/porter-ls/schema/cnab"
)

// header begins the manifests of these tests.
const header = `schemaVersion: 1.0.1
name: hello
version: 0.1.0
registry: localhost:5000/runs
mixins:
  - exec
`

const bothEmpty = "install: []\nuninstall: []\n"

// TestFailures shows where a run's error points and what it says.
func TestFailures(t *testing.T) {
	w := newWorld(t, nil)
	for _, test := range []struct {
		name     string
		manifest string
		action   string
		params   []string
		at       string // the beginning of the text the error points at
		says     []string
		status   store.Status // of the last run; "" where none was recorded
	}{
		{name: "failing command", action: "install", manifest: `
install:
  - exec:
      command: "true"
  - exec:
      description: The second
      command: bash
      flags:
        c: '"echo out; echo because >&2; exit 3"'
uninstall: []
`, at: "exec:\n      description: The second", says: []string{"step 2 (The second)", "exit status 3", "because"}, status: store.Failed},
		{name: "missing value in a template", action: "install", manifest: `
outputs: [{name: never, type: string, applyTo: [uninstall]}]
install:
  - exec:
      command: echo
      arguments:
        - a ${ bundle.parameters.nothing } b
uninstall: []
`, at: "a ${ bundle.parameters.nothing } b", says: []string{"nothing"}, status: store.Failed},
		{name: "missing outputs", action: "install", manifest: `
outputs:
  - {name: one, type: string}
  - {name: two, type: string}
  - {name: three, type: string, default: d}
  - {name: four, type: string, applyTo: [upgrade]}
` + bothEmpty, at: "one", says: []string{"outputs one, two"}, status: store.Failed},
		{name: "output of another type", action: "install", manifest: `
outputs: [{name: count, type: integer, path: /cnab/app/count}]
install:
  - exec: {command: bash, flags: {c: '"echo many > /cnab/app/count"'}}
uninstall: []
`, at: "count", says: []string{"output count", "many"}, status: store.Failed},
		{name: "missing parameters", action: "install", manifest: `
parameters:
  - {name: a, type: string}
  - {name: b, type: integer}
  - {name: c, type: integer, applyTo: [upgrade]}
` + bothEmpty, at: "a", says: []string{"parameters a, b have no value", "--param a=… --param b=…"}},
		{name: "unknown parameter", action: "install", params: []string{"d=1"}, manifest: `
parameters: [{name: a, type: string, default: x}]
` + bothEmpty, says: []string{"no parameter d", "it has a"}},
		{name: "wrong type", action: "install", params: []string{"b=many"}, manifest: `
parameters: [{name: b, type: integer, default: 1}]
` + bothEmpty, at: "b", says: []string{"b does not fit", "many"}},
		{name: "out of range", action: "install", params: []string{"b=7"}, manifest: `
parameters: [{name: b, type: integer, default: 1, maximum: 5}]
` + bothEmpty, at: "b", says: []string{"b does not fit", "5"}},
		{name: "wrong sensitive value", action: "install", params: []string{"b=s3cret"}, manifest: `
parameters: [{name: b, type: integer, default: 1, sensitive: true}]
` + bothEmpty, at: "b", says: []string{"b does not fit"}},
		{name: "credentials", action: "install", manifest: `
credentials:
  - {name: key, env: KEY}
  - {name: opt, env: OPT, required: false}
` + bothEmpty, at: "key", says: []string{"credentials key,"}},
		{name: "unknown action", action: "restart", manifest: "\nstatus: []\n" + bothEmpty, says: []string{`no action "restart"`, "install, upgrade, uninstall, status"}},
		{name: "Docker on the host", action: "install", manifest: "\nrequired: [docker]\n" + bothEmpty, says: []string{"host's Docker"}},
		{name: "uninstalling nothing", action: "uninstall", manifest: bothEmpty, says: []string{"no installation hello"}},
		{name: "killed", action: "install", manifest: `
install:
  - exec: {command: bash, flags: {c: '"kill -9 1; kill -9 $PPID; sleep 5"'}}
uninstall: []
`, says: []string{"install hello"}, status: store.Failed},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.t = t
			w.Engine = openEngine(t, filepath.Join(t.TempDir(), "home"))
			if err := os.WriteFile(w.file, []byte(header+test.manifest), 0o644); err != nil {
				t.Fatal(err)
			}
			w.mustBuild()
			_, err := w.run(test.action, test.params...)
			if err == nil {
				t.Fatalf("it succeeded:\n%s", w.printed())
			}
			if got := spanned(t, err); !strings.HasPrefix(got, test.at) || (got == "") != (test.at == "") {
				if test.name != "killed" {
					t.Errorf("points at %q, want %q", got, test.at)
				}
			}
			for _, s := range test.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("%q does not say %q", err, s)
				}
			}
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%q tells a secret", err)
			}
			runs, runErr := w.store.Runs(t.Context(), "", "hello")
			if runErr != nil {
				t.Fatal(runErr)
			}
			status := store.Status("")
			if len(runs) > 0 {
				status = runs[len(runs)-1].Status()
				if i, _ := w.store.Installation(t.Context(), "", "hello"); i.IsInstalled() || i.Status.ResultStatus != status {
					t.Errorf("installation %+v", i.Status)
				}
			}
			if status != test.status {
				t.Errorf("recorded as %q, want %q", status, test.status)
			}
		})
	}
}

// TestValues shows how values reach a bundle, by every way and in every form.
func TestValues(t *testing.T) {
	w := newWorld(t, map[string]string{"local.txt": "file content", "object.json": `{"k": [1, "two", 9007199254740993]}`})
	show := `
  - exec:
      command: bash
      flags: {c: '"./show"'}
      outputs: [{name: all, regex: "(?s)^(.*)$"}]
`
	if err := os.WriteFile(filepath.Join(w.dir, "show"), []byte(`#!/bin/bash
echo "plain=$PLAIN default=$WITH_DEFAULT num=$NUM obj=$OBJ unset=<$UNSET> list=$LIST secret=$SECRET big=$BIG"
echo "file=$(cat /cnab/app/in.txt) named=$NAMED hidden=${NOT_FOR_ME-absent} prior=$PORTER_ALL_OUTPUT"
echo "installation=$CNAB_INSTALLATION_NAME ns=$PORTER_INSTALLATION_NAMESPACE action=$CNAB_ACTION bundle=$CNAB_BUNDLE_NAME@$CNAB_BUNDLE_VERSION"
test -s /cnab/bundle.json && test -s /cnab/claim.json && test "$(cat /cnab/app/image-map.json)" = '{}' && echo files
test ! -e /cnab/app/opt.txt && echo no-opt
echo "fed=<$FED> debug=$PORTER_DEBUG"
echo x >> counter; echo "count=$(wc -l <counter)"
`), 0o755); err != nil {
		t.Fatal(err)
	}
	manifest := header + `
parameters:
  - {name: plain, type: string}
  - {name: with-default, type: string, default: d}
  - {name: num, type: number, default: 1}
  - {name: obj, type: object, default: {}}
  - {name: big, type: integer, default: 1}
  - {name: list, type: array, default: []}
  - {name: in, type: file, path: in.txt}
  - {name: opt, type: file, path: opt.txt, default: ""}
  - {name: named, type: boolean, default: false, env: NAMED}
  - {name: not.for-me, type: string, default: x, applyTo: [upgrade]}
  - {name: secret, type: string, default: none, sensitive: true}
  - {name: fed, type: string, default: nothing yet, env: FED, source: {output: all}}
outputs:
  - {name: all, type: string, sensitive: true}
  - {name: state, type: string, default: given}
state:
  - {name: counter, path: counter}
install:` + show + `upgrade:` + show + `  - exec:
      command: echo
      arguments: ["again ${ bundle.outputs.all }"]
uninstall: []
dry-run: []
`
	manifest = strings.Replace(manifest, "  - {name: opt, type: file, path: opt.txt, default: \"\"}\n", "", 1)
	if err := os.WriteFile(w.file, []byte(manifest), 0o644); err != nil {
		t.Fatal(err)
	}
	w.mustBuild()
	r := RunRequest{Action: "install", File: w.file, Installation: "mine", Namespace: "dev", Dir: w.dir}
	res, err := w.runContext(t.Context(), r, "plain= a b ", "num=2.5", "obj=@object.json", "in=local.txt", `list=[1,"b"]`, "secret=s3cret", "big=9007199254740995", "porter-debug=true")
	if err != nil {
		t.Fatalf("%v\n%s", err, w.printed())
	}
	if diff := cmp.Diff(map[string]string{"all": hidden, "state": "given"}, res.Outputs); diff != "" {
		t.Error(diff)
	}
	printed := w.printed()
	for _, want := range []string{
		`plain= a b  default=d num=2.5 obj={"k":[1,"two",9007199254740993]} unset=<> list=[1,"b"] secret=`,
		` big=9007199254740995`,
		"file=file content named=false hidden=absent",
		"installation=dev/mine ns=dev action=install bundle=hello@0.1.0", "\nfiles\n", "no-opt",
		"secret is sensitive and not recorded", "fed=<nothing yet> debug=true", "count=1",
	} {
		if !strings.Contains(printed, want) {
			t.Errorf("%q is missing in:\n%s", want, printed)
		}
	}
	r.Action = "upgrade"
	if _, err := w.runContext(t.Context(), r, "num=3"); err != nil {
		t.Fatalf("%v\n%s", err, w.printed())
	}
	for _, want := range []string{"plain= a b  default=d num=3 ", "file=file content", "again plain=", "secret=none big=9007199254740995\n", "fed=<plain= a b  default=d num=2.5 ", "debug=false", "count=2"} {
		if !strings.Contains(w.printed(), want) {
			t.Errorf("%q is missing in:\n%s", want, w.printed())
		}
	}
	// The record has what was given, but not the secret.
	i, runs, err := w.Installation(t.Context(), "dev", "mine")
	if err != nil {
		t.Fatal(err)
	}
	if string(i.Parameters["num"]) != "3" || i.Parameters["secret"] != nil || runs[0].Parameters["secret"] != nil || string(runs[0].Parameters["num"]) != "2.5" {
		t.Errorf("%v, %v", i.Parameters, runs[0].Parameters)
	}
	outputs, err := w.Outputs(t.Context(), "dev", "mine")
	if err != nil || len(outputs) != 2 || !outputs[0].Sensitive {
		t.Errorf("%+v, %v", outputs, err)
	}
	// What needs no installation records none.
	if _, err := w.runContext(t.Context(), RunRequest{Action: "dry-run", File: w.file, Installation: "other"}, "plain=x", "in=aGk="); err == nil || !strings.Contains(err.Error(), "output") {
		t.Errorf("dry-run: %v", err)
	}
}

// TestStopped cancels a run in its middle.
func TestStopped(t *testing.T) {
	w := newWorld(t, nil)
	if err := os.WriteFile(w.file, []byte(header+`
outputs: [{name: early, type: string, path: /cnab/app/early}]
install:
  - exec: {command: bash, flags: {c: '"echo so far > /cnab/app/early; echo going; sleep 60"'}}
uninstall: []
`), 0o644); err != nil {
		t.Fatal(err)
	}
	w.mustBuild()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := w.Execute(ctx, RunRequest{Action: "install", File: w.file}, func(e Event) {
		if e.Text == "going" {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	i, runs, err := w.Installation(t.Context(), "", "hello")
	if err != nil || len(runs) != 1 || runs[0].Status() != store.Canceled || i.Status.ResultStatus != store.Canceled {
		t.Fatalf("%+v, %v", i.Status, err)
	}
	outputs, err := w.Outputs(t.Context(), "", "hello")
	if err != nil || len(outputs) != 1 || string(outputs[0].Value) != "so far\n" {
		t.Errorf("outputs %+v, %v", outputs, err)
	}
	// A next run is welcome.
	w.edit("porter.yaml", "sleep 60", "true")
	w.mustBuild()
	if _, err := w.run("install"); err != nil {
		t.Error(err)
	}
}

// TestNoRoomForLogs: where the record has no room for what a run printed, it
// still says how the run went and what it put out.
func TestNoRoomForLogs(t *testing.T) {
	w := newWorld(t, nil)
	w.mustBuild()
	if _, err := w.run("install"); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", w.store.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TRIGGER full BEFORE INSERT ON outputs WHEN NEW.name = '` + store.LogsOutput + `'
		BEGIN SELECT RAISE(ABORT, 'no room'); END`); err != nil {
		t.Fatal(err)
	}
	w.events = nil
	if _, err := w.run("upgrade", "name=you"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(w.printed(), "what the run printed is not recorded") {
		t.Errorf("no warning in:\n%s", w.printed())
	}
	_, runs, err := w.Installation(t.Context(), "", "hello")
	if err != nil || len(runs) != 2 || runs[1].Status() != store.Succeeded {
		t.Fatalf("%+v, %v", runs, err)
	}
	outputs, err := w.Outputs(t.Context(), "", "hello")
	if err != nil || len(outputs) != 1 || outputs[0].RunID != runs[1].ID {
		t.Errorf("outputs %+v, %v", outputs, err)
	}
}

// TestWantOfMemory: the error of a step stays one error at its place.
func TestWantOfMemory(t *testing.T) {
	p := &plan{bundle: &cnab.Bundle{}, req: RunRequest{Action: "install"}, installation: store.Installation{Name: "x"}}
	report := []byte(`{"version":1,"action":"install","error":"install, step 1: killed","step":0}`)
	for _, c := range []struct {
		res  driver.Result
		err  error
		want string
	}{
		{driver.Result{ExitCode: 1, OOM: true, Outputs: map[string][]byte{runtime.ReportName: report}}, nil,
			"install x: install, step 1: killed (a program of the bundle was killed for want of memory)"},
		{driver.Result{ExitCode: 137, OOM: true}, &driver.KilledError{OOM: true, ExitCode: 137},
			"install x: the container ran out of memory and was killed"},
		{driver.Result{OOM: true}, nil, ""},
	} {
		got := ""
		if err := p.judge(t.Context(), c.res, c.err).err; err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestSeveralAtOnce installs one bundle under several names at once.
func TestSeveralAtOnce(t *testing.T) {
	w := newWorld(t, nil)
	w.mustBuild()
	var wg sync.WaitGroup
	for _, name := range []string{"a", "b", "c"} {
		wg.Go(func() {
			r, err := w.Execute(t.Context(), RunRequest{Action: "install", File: w.file, Installation: name, Parameters: map[string]string{"name": name}}, nil)
			if err != nil || r.Outputs["greeting"] != "Hello, "+name+"!" {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
	wg.Wait()
	if all, err := w.Installations(t.Context(), "", false); len(all) != 3 || err != nil {
		t.Errorf("%d, %v", len(all), err)
	}
}

// TestRunOfWhatWasBuilt: files that changed since the build do not matter to a
// run, the manifest does, because failing steps are looked up in it.
func TestRunOfWhatWasBuilt(t *testing.T) {
	w := newWorld(t, nil)
	w.mustBuild()
	w.edit("helpers.sh", "Goodbye", "Farewell")
	if err := os.WriteFile(filepath.Join(w.dir, "install.log"), []byte("output that was sent here"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := w.run("install"); err != nil {
		t.Errorf("after a file beside the manifest changed: %v", err)
	}
	w.edit("porter.yaml", "remembers", "recalls")
	_, err := w.run("upgrade")
	if err == nil || !strings.Contains(err.Error(), "the manifest has changed") || !strings.Contains(err.Error(), "porter-ls build") {
		t.Errorf("after the manifest changed: %v", err)
	}
}
