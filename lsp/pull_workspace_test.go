package lsp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"github.com/porter-ls/porter-ls/schema/text"
)

// workspaceReport is an answer to workspace/diagnostic, or a part of one.
type workspaceReport struct {
	Items []struct {
		pulled
		URI     string
		Version *int
	}
}

// previous are the results of reports, to ask again with.
func (w workspaceReport) previous() []map[string]string {
	ids := []map[string]string{}
	for _, i := range w.Items {
		ids = append(ids, map[string]string{"uri": i.URI, "value": i.ResultID})
	}
	return ids
}

// changed are the files that are reported in full.
func (w workspaceReport) changed() []string {
	var changed []string
	for _, i := range w.Items {
		if i.Kind == "full" {
			changed = append(changed, path.Base(path.Dir(i.URI))+"/"+path.Base(i.URI))
		}
	}
	return changed
}

func pullWorkspace(t *testing.T, e *lsptest.Editor, previous []map[string]string) workspaceReport {
	t.Helper()
	var w workspaceReport
	if previous == nil {
		previous = []map[string]string{}
	}
	if err := e.Call("workspace/diagnostic", map[string]any{"previousResultIds": previous}, &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// findings are what was found, by path.
func (d onDisk) findings(w workspaceReport) map[string][]string {
	found := map[string][]string{}
	for _, i := range w.Items {
		if len(i.Items) > 0 {
			found[strings.TrimPrefix(i.URI, d.uri("")+"/")] = codes(i.Items)
		}
	}
	return found
}

// checked is what the verb check finds in a folder.
func (d onDisk) checked(options lsp.Options) map[string][]string {
	d.t.Helper()
	env := options.Env
	env.Dir, env.Rules = d.dir, options.Rules
	got, err := commands.Check(context.Background(), &env, []string{"."}, commands.CheckOptions{})
	if err != nil {
		d.t.Fatal(err)
	}
	found := map[string][]string{}
	for _, f := range got.Findings {
		lines := got.Lines[f.File]
		start, from := lines.Position(f.Span.Start, text.UTF16)
		end, to := lines.Position(f.Span.End, text.UTF16)
		name := filepath.ToSlash(f.File)
		found[name] = append(found[name], fmt.Sprintf("%d:%d-%d:%d %d %s", start, from, end, to, int(f.Severity-analysis.Error)+1, f.Rule))
	}
	return found
}

// sorted sorts the findings of each file, each once: a report has what several
// manifests have beside them once.
func sorted(found map[string][]string) map[string][]string {
	for name := range found {
		slices.Sort(found[name])
		found[name] = slices.Compact(found[name])
	}
	return found
}

// TestPullIsCheck holds what an editor is answered about a workspace, open or
// not, against the verb check.
func TestPullIsCheck(t *testing.T) {
	disk := newDisk(t)
	disk.write(".git/HEAD", "ref: refs/heads/main\n")
	for i, m := range corpus.Own(t) {
		disk.write(fmt.Sprintf("corpus/%d/porter.yaml", i), string(m.Source))
	}
	if err := os.CopyFS(filepath.Join(disk.dir, "bundles"), os.DirFS("../testdata/bundles")); err != nil {
		t.Fatal(err)
	}
	disk.write("sets/params.yaml", "schemaType: ParameterSet\nname: p\nparameters:\n  - name: x\n    source: {nowhere: y}\n")
	disk.write(".gitignore", "ignored\n")
	disk.write("ignored/porter.yaml", "schemaVersion: 1.0.1\n")
	disk.write("corpus/.porter-ls.yaml", "severity: {missing-required: hint}\nexclude: ['1']\n")
	options := lsp.Options{Rules: rules.All()}
	want := sorted(disk.checked(options))
	if len(want) < 20 {
		t.Fatalf("check finds something in %d files only", len(want))
	}

	e := lsptest.Start(t, lsptest.Options{Server: options, Capabilities: pulls(), Folder: disk.uri("")})
	closed := pullWorkspace(t, e, nil)
	if diff := cmp.Diff(want, sorted(disk.findings(closed))); diff != "" {
		t.Errorf("of files that are not open (-check +pull):\n%s", diff)
	}
	opened := 0
	for _, i := range closed.Items {
		if strings.HasSuffix(i.URI, "porter.yaml") && opened < 40 {
			src, err := os.ReadFile(filepath.FromSlash(strings.TrimPrefix(i.URI, "file://")))
			if err != nil {
				t.Fatal(err)
			}
			e.Open(i.URI, "yaml", string(src))
			opened++
			if got := pull(t, e, i.URI, i.ResultID); got.Kind != "unchanged" {
				t.Errorf("opened, %s has %v instead of %v", i.URI, codes(got.Items), codes(i.Items))
			}
		}
	}
	again := pullWorkspace(t, e, closed.previous())
	if changed := again.changed(); len(changed) > 0 {
		t.Errorf("with %d files open, changed have %q", opened, changed)
	}
	if len(again.Items) != len(closed.Items) {
		t.Errorf("%d reports, then %d", len(closed.Items), len(again.Items))
	}
}

// dependency is a manifest that depends on the bundle that dependee is.
const (
	dependee  = "schemaVersion: 1.0.1\nname: base\nversion: 0.1.0\nregistry: localhost:5000\nmixins: [exec]\nparameters:\n  - name: size\n    type: string\n    default: small\ninstall: [{exec: {command: ls}}]\nuninstall: [{exec: {command: ls}}]\n"
	dependant = "schemaVersion: 1.0.1\nname: NAME\nversion: 0.1.0\nregistry: localhost:5000\nmixins: [exec]\ndependencies:\n  requires:\n    - name: base\n      bundle: {reference: localhost:5000/base:v0.1.0}\n      parameters: {size: big}\ninstall: [{exec: {command: ls}}]\nuninstall: [{exec: {command: ls}}]\n"
)

// In a workspace in which nothing has changed, nothing is reported anew; when one
// bundle has, those are that depend on it.
func TestPullWorkspaceAgain(t *testing.T) {
	disk := newDisk(t)
	disk.write(".git/HEAD", "ref: refs/heads/main\n")
	disk.write("base/porter.yaml", dependee)
	for i := range 20 {
		name := fmt.Sprintf("b%d", i)
		src := strings.ReplaceAll(dependant, "NAME", name)
		if i > 2 {
			src, _, _ = strings.Cut(src, "dependencies:")
			src += "install: [{exec: {command: ls}}]\nuninstall: [{exec: {command: ls}}]\n"
		}
		disk.write(name+"/porter.yaml", src)
	}
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}, Capabilities: pulls(), Folder: disk.uri(""), Watches: true})
	e.Watched()
	first := pullWorkspace(t, e, nil)
	if len(first.Items) != 21 {
		t.Errorf("%d reports", len(first.Items))
	}
	second := pullWorkspace(t, e, first.previous())
	if changed := second.changed(); len(changed) > 0 || len(second.Items) != 21 {
		t.Errorf("nothing has changed, but %q of %d", changed, len(second.Items))
	}
	disk.write("base/porter.yaml", strings.ReplaceAll(dependee, "name: size", "name: width"))
	e.Disk(disk.uri("base/porter.yaml"), lsptest.Changed)
	e.WaitAsked("workspace/diagnostic/refresh", 1)
	third := pullWorkspace(t, e, second.previous())
	if diff := cmp.Diff([]string{"b0/porter.yaml", "b1/porter.yaml", "b2/porter.yaml", "base/porter.yaml"}, third.changed()); diff != "" {
		t.Errorf("changed are (-want +got):\n%s", diff)
	}
	disk.remove("b0/porter.yaml")
	e.Disk(disk.uri("b0/porter.yaml"), lsptest.Deleted)
	fourth := pullWorkspace(t, e, third.previous())
	if diff := cmp.Diff([]string{"b0/porter.yaml"}, fourth.changed()); diff != "" {
		t.Errorf("of a file that is gone (-want +got):\n%s", diff)
	}
}

// A workspace is answered in parts where the editor takes parts, with progress
// where it wants that; and not at all where it no longer wants an answer.
func TestPullWorkspaceInParts(t *testing.T) {
	disk := newDisk(t)
	for i := range 120 {
		disk.write(fmt.Sprintf("b%03d/porter.yaml", i), "schemaVersion: 1.0.1\nname: BAD\nversion: 0.1.0\nmixins: [exec]\ninstall: []\n")
	}
	begun, let := make(chan string, 200), make(chan struct{})
	close(let)
	options := lsp.Options{Rules: []*analysis.Analyzer{marks(), held(begun, let)}}
	e := lsptest.Start(t, lsptest.Options{Server: options, Capabilities: pulls(), Folder: disk.uri("")})
	whole := pullWorkspace(t, e, nil)
	var rest workspaceReport
	params := map[string]any{"previousResultIds": []any{}, "partialResultToken": "parts", "workDoneToken": "done"}
	if err := e.Call("workspace/diagnostic", params, &rest); err != nil {
		t.Fatal(err)
	}
	if len(rest.Items) > 0 {
		t.Errorf("%d reports are left for the end", len(rest.Items))
	}
	var together workspaceReport
	parts := e.Parts(`"parts"`)
	for _, part := range parts {
		var w workspaceReport
		if err := json.Unmarshal(part, &w); err != nil {
			t.Fatal(err)
		}
		together.Items = append(together.Items, w.Items...)
	}
	if diff := cmp.Diff(disk.findings(whole), disk.findings(together)); diff != "" || len(parts) != 3 || len(whole.Items) != 120 {
		t.Errorf("%d parts (-whole +parts):\n%s", len(parts), diff)
	}
	steps := e.WaitProgress(`"done"`, ended)
	if steps[0].Kind != "begin" || steps[0].Title != "Check the workspace" || *steps[len(steps)-2].Percentage != 100 {
		t.Errorf("the progress was %+v", steps)
	}
}

// Who no longer wants an answer gets none, and the work ends.
func TestPullWorkspaceCancelled(t *testing.T) {
	disk := newDisk(t)
	for i := range 30 {
		disk.write(fmt.Sprintf("b%03d/porter.yaml", i), "schemaVersion: 1.0.1\nname: HOLD\nversion: 0.1.0\nmixins: [exec]\ninstall: []\n")
	}
	begun, let := make(chan string, 200), make(chan struct{})
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{held(begun, let)}}, Capabilities: pulls(), Folder: disk.uri("")})
	id := e.Begin("workspace/diagnostic", map[string]any{"previousResultIds": []any{}})
	<-begun
	e.Cancel(id)
	// What is being checked ends with the rule that is at it, and nothing is begun
	// after that. A request that is answered behind the cancellation shows that it
	// was obeyed.
	if err := e.Call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": "file:///x"}, "range": map[string]any{"start": map[string]int{"line": 0, "character": 0}, "end": map[string]int{"line": 0, "character": 0}},
		"context": map[string]any{"diagnostics": []any{}},
	}, nil); err != nil {
		t.Fatal(err)
	}
	close(let)
	code(t, e.End(id, nil), -32800)
	if n := len(begun); n > 8 {
		t.Errorf("%d checks were begun after the cancellation", n)
	}
}
