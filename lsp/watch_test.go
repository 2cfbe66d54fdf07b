package lsp_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

const templated = `schemaVersion: 1.0.1
name: example
version: 0.1.0
registry: localhost:5000
dockerfile: custom.Dockerfile
mixins:
  - exec
install: []
uninstall: []
`

// onDisk is a folder for a test with files in it, and how to change them.
type onDisk struct {
	t   *testing.T
	dir string
}

func newDisk(t *testing.T) onDisk {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return onDisk{t, dir}
}

func (d onDisk) write(name, content string) {
	d.t.Helper()
	at := filepath.Join(d.dir, name)
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(content), 0o644); err != nil {
		d.t.Fatal(err)
	}
}

func (d onDisk) remove(name string) {
	d.t.Helper()
	if err := os.RemoveAll(filepath.Join(d.dir, name)); err != nil {
		d.t.Fatal(err)
	}
}

func (d onDisk) uri(name string) string { return cache.URI(filepath.Join(d.dir, name)) }

// The finding about a file that is missing comes and goes with the file, and
// the manifest is not touched.
func TestDockerfileComesAndGoes(t *testing.T) {
	disk := newDisk(t)
	disk.write("porter.yaml", templated)
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}, Watches: true})
	if got := e.Watched(); !slices.Contains(got, "**/*[Dd]ockerfile*") {
		t.Errorf("watched are %v", got)
	}
	uri := disk.uri("porter.yaml")
	shows := func(n int) func(lsptest.Published) bool {
		return func(p lsptest.Published) bool { return len(p.Diagnostics) == n }
	}
	e.Open(uri, "yaml", templated)
	got := e.WaitShown(uri, shows(1)).Diagnostics[0]
	if !strings.Contains(fmt.Sprint(got.Message), `"custom.Dockerfile"`) || got.Range.Start.Line != 4 {
		t.Errorf("shown is %+v", got)
	}
	disk.write("custom.Dockerfile", "FROM debian\n# PORTER_INIT\n")
	e.Disk(disk.uri("custom.Dockerfile"), lsptest.Created)
	e.WaitShown(uri, shows(0))
	disk.remove("custom.Dockerfile")
	e.Disk(disk.uri("custom.Dockerfile"), lsptest.Deleted)
	e.WaitShown(uri, shows(1))
	// A file that is open is there, though not on disk yet.
	e.Open(disk.uri("custom.Dockerfile"), "dockerfile", "FROM alpine\n")
	e.WaitShown(uri, shows(0))
	e.CloseFile(disk.uri("custom.Dockerfile"))
	e.WaitShown(uri, shows(1))
	// An editor that does not watch files at least says what it saves.
	disk.write("custom.Dockerfile", "FROM debian\n# PORTER_INIT\n")
	e.Save(uri)
	e.WaitShown(uri, shows(0))
	for _, p := range e.Shown(uri) {
		if p.Version == nil || *p.Version != 1 {
			t.Errorf("the manifest was shown as version %v", p.Version)
		}
	}
}

// checks is a rule that reads what the manifest's description names, a listing
// where that ends in a slash, and keeps in which order bundles were checked.
type checks struct {
	mu    sync.Mutex
	names []string
}

func (c *checks) rule() *analysis.Analyzer {
	return &analysis.Analyzer{Name: "reads", Severity: analysis.Hint, Run: func(p *analysis.Pass) {
		c.mu.Lock()
		c.names = append(c.names, p.Bundle.Manifest.Manifest.Name.Value)
		c.mu.Unlock()
		for name := range strings.FieldsSeq(p.Bundle.Manifest.Manifest.Description.Value) {
			if folder, ok := strings.CutSuffix(name, "/"); ok {
				_, _ = p.Bundle.Files.Folder(folder)
			} else {
				_, _ = p.Bundle.File(name)
			}
		}
	}}
}

func (c *checks) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	names := c.names
	c.names = nil
	slices.Sort(names)
	return names
}

// A change leads to a check of exactly those bundles that have read, or missed,
// what has changed, be it on disk or in the editor, and only if it is another.
func TestExactlyTheReadersAreChecked(t *testing.T) {
	disk := newDisk(t)
	reads := map[string]string{
		"a": "template shared/lib.sh",
		"b": "template ../b/no",
		"c": "shared/",
		"d": "",
	}
	for name := range reads {
		disk.write(name+"/template", "FROM alpine\n")
		disk.write(name+"/shared/lib.sh", "x\n")
	}
	disk.remove("b/template")
	manifestOf := func(name string) string {
		return fmt.Sprintf("schemaVersion: 1.0.1\nname: %s\ndescription: %s\ninstall: []\n", name, reads[name])
	}
	synctest.Test(t, func(t *testing.T) {
		var made checks
		e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{made.rule()}}})
		expect := func(what string, want ...string) {
			t.Helper()
			synctest.Wait()
			if diff := cmp.Diff(want, made.take()); diff != "" {
				t.Errorf("%s: -want +got checks\n%s", what, diff)
			}
		}
		for name := range reads {
			e.Open(disk.uri(name+"/porter.yaml"), "yaml", manifestOf(name))
		}
		expect("opening", "a", "b", "c", "d")
		changed := func(name string, kind int) { e.Disk(disk.uri(name), kind) }

		disk.write("a/template", "FROM debian\n")
		changed("a/template", lsptest.Changed)
		expect("what a has read", "a")
		changed("a/template", lsptest.Changed)
		expect("no change, only said so")
		disk.write("d/template", "FROM debian\n")
		changed("d/template", lsptest.Changed)
		expect("what nobody has read")
		disk.write("b/template", "FROM alpine\n")
		changed("b/template", lsptest.Created)
		expect("what b has missed", "b")
		disk.write("c/shared/lib.sh", "y\n")
		changed("c/shared/lib.sh", lsptest.Changed)
		expect("a content where only the names were read")
		disk.write("c/shared/more.sh", "y\n")
		changed("c/shared/more.sh", lsptest.Created)
		expect("a new name", "c")
		disk.remove("a/shared")
		changed("a/shared", lsptest.Deleted)
		expect("a whole folder", "a")

		// The same through the editor.
		e.Open(disk.uri("a/template"), "dockerfile", "FROM debian\n")
		expect("opening what is as on disk")
		e.Change(disk.uri("a/template"), 2, lsptest.At(0, 5, 0, 11, "busybox"))
		expect("a keystroke in what a has read", "a")
		disk.write("a/template", "FROM scratch\n")
		changed("a/template", lsptest.Changed)
		expect("a change on disk below what is open")
		e.CloseFile(disk.uri("a/template"))
		expect("closing, which uncovers it", "a")
		e.Open(disk.uri("c/shared/new.sh"), "shellscript", "")
		expect("a new file in the editor", "c")
		e.Change(disk.uri("d/porter.yaml"), 2, lsptest.At(3, 0, 3, 0, "version: 1.0.0\n"))
		expect("a keystroke in a manifest", "d")
		e.Save(disk.uri("d/porter.yaml"))
		expect("saving, with nothing new on disk")
		disk.write("b/template", "FROM scratch\n")
		e.Save(disk.uri("d/porter.yaml"))
		expect("saving, with something new on disk", "b")
		e.CloseFile(disk.uri("a/porter.yaml"))
		disk.write("a/template", "FROM alpine\n")
		changed("a/template", lsptest.Changed)
		expect("what only a closed manifest has read")
	})
}

// What changes while a check runs, after the check has read it, is not lost.
func TestChangeDuringCheck(t *testing.T) {
	disk := newDisk(t)
	disk.write("template", "one")
	synctest.Test(t, func(t *testing.T) {
		held, release := make(chan string, 1), make(chan bool)
		slow := &analysis.Analyzer{Name: "slow", Severity: analysis.Hint, Run: func(p *analysis.Pass) {
			f, _ := p.Bundle.File("template")
			held <- string(f.Content())
			<-release
		}}
		e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{slow}}})
		e.Open(disk.uri("porter.yaml"), "yaml", templated)
		if got := <-held; got != "one" {
			t.Errorf("read was %q", got)
		}
		disk.write("template", "two")
		disk.write("other", "new")
		e.Disk(disk.uri("template"), lsptest.Changed)
		e.Disk(disk.uri("other"), lsptest.Created)
		synctest.Wait()
		release <- true
		if got := <-held; got != "two" {
			t.Errorf("the second check has read %q", got)
		}
		release <- true
		synctest.Wait()
		if len(held) > 0 {
			t.Errorf("a third check was made")
		}
	})
}

// However many changes come while a check takes its time, one more check waits
// for its end, and sees the last of them.
func TestManyChangesDuringCheck(t *testing.T) {
	disk := newDisk(t)
	disk.write("template", "first")
	synctest.Test(t, func(t *testing.T) {
		held, release := make(chan string, 1), make(chan bool)
		slow := &analysis.Analyzer{Name: "slow", Severity: analysis.Hint, Run: func(p *analysis.Pass) {
			f, _ := p.Bundle.File("template")
			held <- string(f.Content())
			<-release
		}}
		e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{slow}}})
		e.Open(disk.uri("porter.yaml"), "yaml", templated)
		<-held
		release <- true
		synctest.Wait()
		disk.write("template", "second")
		e.Disk(disk.uri("template"), lsptest.Changed)
		<-held
		before := runtime.NumGoroutine()
		for i := range 100 {
			disk.write("template", fmt.Sprint(i))
			e.Disk(disk.uri("template"), lsptest.Changed)
		}
		synctest.Wait()
		if more := runtime.NumGoroutine() - before; more > 5 {
			t.Errorf("%d goroutines wait", more)
		}
		release <- true
		if got := <-held; got != "99" {
			t.Errorf("the check after the changes has read %q", got)
		}
		release <- true
		synctest.Wait()
		if len(held) > 0 {
			t.Error("there was one more check")
		}
	})
}
