//go:build unix

package lsp_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/folder"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

const asksAz = "schemaVersion: 1.0.1\nname: asks\nversion: 0.1.0\nregistry: localhost:5000\nmixins: [az]\ninstall: []\nuninstall: []\n"

// guarded is a server with a mixin that it may run in trusted folders, a verb
// that runs things, the verbs of trust, and a count of what was run.
type guarded struct {
	onDisk
	options lsp.Options
	uri     string
}

func newGuarded(t *testing.T) *guarded {
	g := &guarded{onDisk: newDisk(t)}
	g.write("repo/.git/HEAD", "ref: refs/heads/main\n")
	g.write("repo/bundle/porter.yaml", asksAz)
	g.write("home/mixins/az/az", "#!/bin/sh\ncase $1 in version) echo '{\"version\": \"v1.0.0\"}';; schema) echo '{}';; esac\n")
	if err := os.Chmod(filepath.Join(g.dir, "home/mixins/az/az"), 0o755); err != nil {
		t.Fatal(err)
	}
	build := command(func(context.Context, *commands.Env, commands.Input) (commands.Result, error) {
		return commands.Result{Message: "built"}, nil
	})
	build.Runs = true
	g.uri = g.onDisk.uri("repo/bundle/porter.yaml")
	g.options = lsp.Options{
		Rules:           []*analysis.Analyzer{mixinVersions(func(string) {})},
		Commands:        append(folder.Commands(), build),
		InstalledMixins: true,
		Env: commands.Env{Getenv: func(name string) string {
			return map[string]string{"PORTER_HOME": filepath.Join(g.dir, "home"), "PORTER_LS_HOME": filepath.Join(g.dir, "records")}[name]
		}},
	}
	return g
}

// knowsMixin tells whether the installed mixin was asked.
func knowsMixin(p lsptest.Published) bool { return len(p.Diagnostics) == 1 }

func (g *guarded) build(e *lsptest.Editor) error {
	return e.End(execute(e, "porter-ls.build", "", map[string]any{"uri": g.uri}), nil)
}

// Where the editor says nothing about trust, nothing is run before the user does;
// what is trusted then is the whole repository, for later sessions too.
func TestTrustByCommand(t *testing.T) {
	g := newGuarded(t)
	t.Run("before", func(t *testing.T) {
		e := lsptest.Start(t, lsptest.Options{Server: g.options})
		e.Open(g.uri, "yaml", asksAz)
		if got := e.Diagnostics(g.uri, 1); len(got) != 0 {
			t.Errorf("the mixin of an untrusted folder said %v", got)
		}
		err := g.build(e)
		want := `Build bundle runs what the files in ` + filepath.Join(g.dir, "repo") + ` name, which is not trusted; to trust it use the command porter-ls.trust`
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("a build in an untrusted folder: %v", err)
		}
		var got lsp.Executed
		if err := e.End(execute(e, "porter-ls.trust", "", map[string]any{"uri": g.uri}), &got); err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join(g.dir, "repo") + " is trusted\n"; got.Text != want {
			t.Errorf("trust said %q, not %q", got.Text, want)
		}
		e.WaitShown(g.uri, knowsMixin)
		if err := g.build(e); err != nil {
			t.Errorf("a build in a trusted folder: %v", err)
		}
	})

	later := lsptest.Start(t, lsptest.Options{Server: g.options})
	later.Open(g.uri, "yaml", asksAz)
	later.WaitShown(g.uri, knowsMixin)
	if err := later.End(execute(later, "porter-ls.untrust", "", map[string]any{"uri": g.uri}), nil); err != nil {
		t.Fatal(err)
	}
	later.WaitShown(g.uri, func(p lsptest.Published) bool { return len(p.Diagnostics) == 0 })
	if err := g.build(later); err == nil {
		t.Error("what is trusted no longer was built")
	}
}

// Without a file, trust is about the folders of the workspace.
func TestTrustTheWorkspace(t *testing.T) {
	g := newGuarded(t)
	e := lsptest.Start(t, lsptest.Options{Server: g.options, Folder: g.onDisk.uri("repo/bundle")})
	if err := e.Call("workspace/executeCommand", map[string]any{"command": "porter-ls.trust"}, nil); err != nil {
		t.Fatal(err)
	}
	var got lsp.Executed
	if err := e.Call("workspace/executeCommand", map[string]any{"command": "porter-ls.trusted"}, &got); err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(g.dir, "repo", "bundle") + "\n"; got.Text != want {
		t.Errorf("trusted are %q, not %q", got.Text, want)
	}
}

// An editor that decides by itself is obeyed, whatever was said elsewhere.
func TestTrustToldByTheEditor(t *testing.T) {
	g := newGuarded(t)
	e := lsptest.Start(t, lsptest.Options{Server: g.options, Initialization: map[string]any{"trusted": false}})
	e.Open(g.uri, "yaml", asksAz)
	if got := e.Diagnostics(g.uri, 1); len(got) != 0 {
		t.Errorf("the mixin of an untrusted folder said %v", got)
	}
	if err := g.build(e); err == nil || !strings.Contains(err.Error(), "this workspace is not trusted") {
		t.Errorf("a build in an untrusted workspace: %v", err)
	}
	if err := e.End(execute(e, "porter-ls.trust", "", map[string]any{"uri": g.uri}), nil); err == nil {
		t.Error("the server keeps what does not count")
	}
	e.Notify("porter-ls/didChangeTrust", map[string]any{"trusted": true})
	e.WaitShown(g.uri, knowsMixin)
	if err := g.build(e); err != nil {
		t.Errorf("a build in a trusted workspace: %v", err)
	}
	e.Notify("porter-ls/didChangeTrust", map[string]any{"trusted": false})
	e.WaitShown(g.uri, func(p lsptest.Published) bool { return len(p.Diagnostics) == 0 })
}

// An editor that can ask its user is asked, once for each folder.
func TestTrustIsAsked(t *testing.T) {
	for _, test := range []struct {
		answer any
		builds bool
	}{
		{map[string]any{"title": "Trust this folder"}, true},
		{map[string]any{"title": "Do not run it"}, false},
		{nil, false},
		{&lsptest.Error{Code: -32601, Message: "no such method"}, false},
	} {
		g := newGuarded(t)
		e := lsptest.Start(t, lsptest.Options{
			Server:       g.options,
			Capabilities: map[string]string{"window.showMessage": "{}"},
			Answers:      map[string]func(json.RawMessage) any{"window/showMessageRequest": func(json.RawMessage) any { return test.answer }},
		})
		for range 2 {
			if err := g.build(e); (err == nil) != test.builds {
				t.Errorf("answered %v: %v", test.answer, err)
			}
		}
		asked := e.Asked("window/showMessageRequest")
		if test.builds && len(asked) != 1 || !test.builds && len(asked) != 2 {
			t.Errorf("answered %v: asked %d times", test.answer, len(asked))
		}
		var p struct {
			Message string
			Actions []struct{ Title string }
		}
		if err := json.Unmarshal(asked[0], &p); err != nil {
			t.Fatal(err)
		}
		if len(p.Actions) != 2 || !strings.Contains(p.Message, filepath.Join(g.dir, "repo")+" name") {
			t.Errorf("asked was %+v", p)
		}
	}
}

// Only flags that run something need trust, where the verb itself does not.
func TestTrustByFlag(t *testing.T) {
	c := &commands.Command{Name: "check", Paths: true, Args: "[PATH...]", Flags: []commands.Flag{
		{Name: "run", Kind: commands.BoolFlag, Runs: true}, {Name: "since", Runs: true}, {Name: "fix", Kind: commands.BoolFlag},
	}}
	for _, test := range []struct {
		flags string
		want  bool
	}{{`{}`, false}, {`{"fix": true}`, false}, {`{"run": false}`, false}, {`{"run": true}`, true}, {`{"since": "HEAD"}`, true}} {
		in, err := c.InputJSON([]byte(test.flags))
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Programs(in); got != test.want {
			t.Errorf("%s: %t", test.flags, got)
		}
	}
}

// What trust is about is the innermost folder of the workspace, else the
// repository, else the file's own folder.
func TestTop(t *testing.T) {
	d := newDisk(t)
	for _, name := range []string{"repo/.git/HEAD", "repo/a/b/porter.yaml", "plain/c/porter.yaml"} {
		d.write(name, "")
	}
	at := func(names ...string) []string {
		var paths []string
		for _, n := range names {
			paths = append(paths, filepath.Join(d.dir, n))
		}
		return paths
	}
	files := at("repo/a/b/porter.yaml", "repo/a", "plain/c/porter.yaml", "plain/c", "plain/c/new.yaml")
	for _, test := range []struct{ roots, want []string }{
		{nil, at("repo", "repo", "plain/c", "plain/c", "plain/c")},
		{at("", "repo/a"), at("repo/a", "repo/a", "", "", "")},
		{at("plain"), at("repo", "repo", "plain", "plain", "plain")},
	} {
		s := cache.NewSession(t.Context(), 0, commands.Disk{})
		s.SetRoots(test.roots)
		var got []string
		for _, f := range files {
			got = append(got, s.Snapshot().Top(f))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("roots %v (-want +got):\n%s", slices.Clone(test.roots), diff)
		}
	}
}
