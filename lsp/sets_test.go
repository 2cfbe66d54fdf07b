package lsp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"go.lsp.dev/protocol"
)

const (
	settable = templated + "parameters:\n  - name: replicas\n    type: integer\n    default: 1\n"
	sizes    = "schemaType: ParameterSet\nschemaVersion: 1.1.0\nname: sizes\nparameters:\n  - name: replica\n    source: {value: 2}\n"
	dev      = "schemaType: Installation\nschemaVersion: 1.0.2\nname: dev\nbundle: {repository: localhost:5000/example, version: 0.1.0}\nparameterSets: [sizes]\n"
)

// A set is held against the bundle that an installation of the workspace uses it
// with, and checked again when one of the three changes, on disk or in another
// open file.
func TestSetFollowsItsBundle(t *testing.T) {
	disk := newDisk(t)
	disk.write("bundle/porter.yaml", settable)
	disk.write("bundle/custom.Dockerfile", "FROM alpine\n")
	disk.write("sets/sizes.yaml", sizes)
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}, Watches: true, Folder: cache.URI(disk.dir)})
	uri := disk.uri("sets/sizes.yaml")
	shows := func(words ...string) func(lsptest.Published) bool {
		return func(p lsptest.Published) bool {
			if len(p.Diagnostics) != len(words) {
				return false
			}
			for i, d := range p.Diagnostics {
				if !strings.Contains(fmt.Sprint(d.Message), words[i]) {
					return false
				}
			}
			return true
		}
	}
	e.Open(uri, "yaml", sizes)
	disk.write("installations/dev.yaml", dev)
	e.Disk(disk.uri("installations/dev.yaml"), lsptest.Created)
	e.WaitShown(uri, shows(`"replica"`))
	// The manifest gets another name for it, in the editor and not on disk.
	e.Open(disk.uri("bundle/porter.yaml"), "yaml", strings.Replace(settable, "replicas", "replica", 1))
	e.WaitShown(uri, shows())
	e.CloseFile(disk.uri("bundle/porter.yaml"))
	e.WaitShown(uri, shows(`"replica"`))
	// An edit of the set itself.
	e.Change(uri, 2, lsptest.Edit{Text: strings.Replace(sizes, "replica", "replicas", 1)})
	e.WaitShown(uri, shows())
	e.Change(uri, 3, lsptest.Edit{Text: strings.NewReplacer("replica", "replicas", "2}", "two}").Replace(sizes)})
	e.WaitShown(uri, shows("an integer"))
	// What is no set any more has nothing to show, and other YAML never had.
	e.Change(uri, 4, lsptest.Edit{Text: "replicas: 2\n"})
	e.WaitShown(uri, shows())
}

// A folder that comes to the workspace brings its bundles.
func TestFoldersComeAndGo(t *testing.T) {
	disk := newDisk(t)
	disk.write("one/porter.yaml", settable)
	disk.write("two/sizes.yaml", "")
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}, Folder: disk.uri("two")})
	uri := disk.uri("two/dev.yaml")
	mistyped := dev + "parameters: {replicas: many}\n"
	shows := func(n int) func(lsptest.Published) bool {
		return func(p lsptest.Published) bool { return len(p.Diagnostics) == n }
	}
	e.Open(uri, "yaml", mistyped)
	folder := []map[string]string{{"uri": disk.uri("one"), "name": "one"}}
	e.Notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{"added": folder, "removed": []any{}}})
	e.WaitShown(uri, shows(1))
	e.Notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{"added": []any{}, "removed": folder}})
	e.WaitShown(uri, shows(0))
}

// Where the editor has another folder open, or none, the repository is looked
// through as check does.
func TestSetInRepository(t *testing.T) {
	disk := newDisk(t)
	disk.write(".git/HEAD", "")
	disk.write("bundle/porter.yaml", settable)
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}, Folder: disk.uri("values")})
	uri := disk.uri("values/dev.yaml")
	e.Open(uri, "yaml", dev+"parameters: {replicas: many}\n")
	e.WaitShown(uri, func(p lsptest.Published) bool { return len(p.Diagnostics) == 1 })
}

// A bundle is held against the one of the workspace that it depends on, and
// checked again when that changes, on disk or in another open file.
func TestDependencyInWorkspace(t *testing.T) {
	disk := newDisk(t)
	database := strings.NewReplacer("example", "database", "dockerfile: custom.Dockerfile\n", "").Replace(settable)
	disk.write("app/custom.Dockerfile", "FROM alpine\n")
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}, Watches: true, Folder: cache.URI(disk.dir)})
	uri, of := disk.uri("app/porter.yaml"), disk.uri("database/porter.yaml")
	shows := func(n int) func(lsptest.Published) bool {
		return func(p lsptest.Published) bool {
			found := 0
			for _, d := range p.Diagnostics {
				if d.Code == protocol.String("dependency-parameter-undefined") {
					found++
				}
			}
			return found == n
		}
	}
	e.Open(uri, "yaml", templated+"dependencies:\n  requires:\n    - name: db\n      bundle: {reference: 'localhost:5000/database:v0.1.0'}\n      parameters: {replica: \"2\"}\n")
	e.WaitShown(uri, shows(0))
	disk.write("database/porter.yaml", database)
	e.Disk(of, lsptest.Created)
	e.WaitShown(uri, shows(1))
	e.Open(of, "yaml", strings.Replace(database, "replicas", "replica", 1))
	e.WaitShown(uri, shows(0))
	e.Change(of, 2, lsptest.Edit{Text: database})
	e.WaitShown(uri, shows(1))
	// Of a half-typed manifest nothing is known, and of another version nothing either.
	e.Change(of, 3, lsptest.Edit{Text: database + "outputs:\n  - nam"})
	e.WaitShown(uri, shows(0))
	e.Change(of, 4, lsptest.Edit{Text: database})
	e.WaitShown(uri, shows(1))
	e.Change(of, 5, lsptest.Edit{Text: strings.Replace(database, "0.1.0", "0.2.0", 1)})
	e.WaitShown(uri, shows(0))
}

// Fixes are offered in a set as in a manifest, and commands about a bundle are not.
func TestSetFixes(t *testing.T) {
	disk := newDisk(t)
	disk.write("porter.yaml", settable)
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Commands: []*commands.Command{command(nil)}, Rules: rules.All()}, Folder: cache.URI(disk.dir)})
	uri := disk.uri("sizes.yaml")
	e.Open(uri, "yaml", sizes)
	e.WaitShown(uri, func(p lsptest.Published) bool { return len(p.Diagnostics) == 1 })
	var offered []struct{ Title string }
	here := map[string]any{"line": 4, "character": 12}
	if err := e.Call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": uri}, "range": map[string]any{"start": here, "end": here}, "context": map[string]any{"diagnostics": []any{}},
	}, &offered); err != nil {
		t.Fatal(err)
	}
	want := `[{Change to "replicas"} {Suppress set-unknown-name here} {Suppress set-unknown-name in this file} {Write on one line} {Fix the one finding that has a safe fix}]`
	if fmt.Sprint(offered) != want {
		t.Errorf("offered are %q", offered)
	}
}
