package cache_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/schema/text"
)

// counted is a disk that counts what is read of it.
type counted struct {
	fstest.MapFS
	reads int
}

func (c *counted) ReadFile(name string) ([]byte, error) {
	c.reads++
	return c.MapFS.ReadFile(strings.TrimPrefix(name, "/"))
}

func (c *counted) ReadDir(name string) ([]fs.DirEntry, error) {
	c.reads++
	if name = strings.TrimPrefix(name, "/"); name == "" {
		name = "."
	}
	return c.MapFS.ReadDir(name)
}

const bundleSource = "schemaVersion: 1.0.1\nname: NAME\nversion: 0.1.0\nregistry: localhost:5000\nmixins: [exec]\ninstall: []\n"

func bundleNamed(name string) string { return strings.ReplaceAll(bundleSource, "NAME", name) }

// names are those of a workspace's bundles.
func bundles(w *analysis.Workspace) string {
	var all []string
	for _, b := range w.Bundles() {
		all = append(all, b.Manifest.Manifest.Name.Value)
	}
	return strings.Join(all, " ")
}

// A workspace is what the snapshot that is asked has, however it came to that,
// and is made again only when something that it was made from is another.
func TestWorkspaceIsShared(t *testing.T) {
	disk := &counted{MapFS: fstest.MapFS{
		"w/.git/HEAD":     {},
		"w/a/porter.yaml": {Data: []byte(bundleNamed("a"))},
		"w/b/porter.yaml": {Data: []byte(bundleNamed("b"))},
		"w/b/notes.txt":   {Data: []byte("notes")},
	}}
	s := cache.NewSession(t.Context(), text.UTF16, disk)
	s.SetRoots([]string{"/w"})
	a := s.Open("file:///w/a/porter.yaml", "yaml", 1, []byte(bundleNamed("a")))
	first := s.Snapshot()
	w := first.Workspace(a)
	if got := bundles(w); got != "a b" {
		t.Fatalf("the bundles are %q", got)
	}
	if w.Document("/w/a/porter.yaml") != a.Document() {
		t.Error("the open file is not the one that the editor has")
	}
	same := func(what string, s *cache.Snapshot, want bool) {
		t.Helper()
		again := s.Workspace(a)
		if got := again.Document("/w/b/porter.yaml") == w.Document("/w/b/porter.yaml"); got != want {
			t.Errorf("%s: the same other bundle: %t", what, got)
		}
	}
	reads := disk.reads
	same("asked again", first, true)
	x := s.Open("file:///elsewhere/x.sh", "shellscript", 1, []byte("ls"))
	same("another file is opened", s.Snapshot(), true)
	if _, _, err := s.Change(x.URI, 2, []cache.Change{{Text: "cd"}}); err != nil {
		t.Fatal(err)
	}
	same("another file is changed", s.Snapshot(), true)
	if disk.reads != reads {
		t.Errorf("that has read the disk %d times", disk.reads-reads)
	}
	if _, _, err := s.Change(a.URI, 2, []cache.Change{{Text: bundleNamed("other")}}); err != nil {
		t.Fatal(err)
	}
	if disk.reads != reads {
		t.Errorf("a keystroke has read the disk %d times", disk.reads-reads)
	}
	if got := bundles(s.Snapshot().Workspace(s.Snapshot().Overlay(a.URI))); got != "other b" {
		t.Errorf("after an edit the bundles are %q", got)
	}
	if got := bundles(first.Workspace(a)); got != "a b" {
		t.Errorf("the snapshot before has %q by now", got)
	}
	disk.MapFS["w/c/porter.yaml"] = &fstest.MapFile{Data: []byte(bundleNamed("c"))}
	s.Forget(true, "/w/c/porter.yaml")
	if got := bundles(s.Snapshot().Workspace(a)); got != "other b c" {
		t.Errorf("after a file came the bundles are %q", got)
	}
	s.Close(a.URI)
	if got := bundles(s.Snapshot().Workspace(a)); got != "a b c" {
		t.Errorf("after the file was closed the bundles are %q", got)
	}
	s.SetRoots([]string{"/w/b"})
	if got := bundles(s.Snapshot().Workspace(a)); got != "a b c" {
		t.Errorf("with another root the bundles are %q", got)
	}
}

// What is beside a bundle of a workspace is as the snapshot has it that was
// asked, though the workspace is shared.
func TestWorkspaceReadsItsSnapshot(t *testing.T) {
	disk := &counted{MapFS: fstest.MapFS{
		"w/a/porter.yaml": {Data: []byte(bundleNamed("a"))},
		"w/a/helpers.sh":  {Data: []byte("old")},
	}}
	s := cache.NewSession(t.Context(), text.UTF16, disk)
	s.SetRoots([]string{"/w"})
	a := s.Open("file:///w/a/porter.yaml", "yaml", 1, []byte(bundleNamed("a")))
	script := func() string {
		f, err := s.Snapshot().Workspace(a).Bundles()[0].Files.File("helpers.sh")
		if err != nil {
			t.Fatal(err)
		}
		return string(f.Content())
	}
	if got := script(); got != "old" {
		t.Errorf("the script is %q", got)
	}
	s.Open("file:///w/a/helpers.sh", "shellscript", 1, []byte("new"))
	if got := script(); got != "new" {
		t.Errorf("the script is %q", got)
	}
}

// BenchmarkWorkspace asks for the workspace of a thousand bundles after a
// keystroke in one of them, and after one elsewhere.
func BenchmarkWorkspace(b *testing.B) {
	disk := &counted{MapFS: fstest.MapFS{"w/.git/HEAD": {}}}
	for i := range 1000 {
		disk.MapFS[fmt.Sprintf("w/b%d/porter.yaml", i)] = &fstest.MapFile{Data: []byte(bundleNamed(fmt.Sprintf("b%d", i)))}
	}
	for _, at := range []string{"elsewhere", "w/b7"} {
		b.Run(at, func(b *testing.B) {
			s := cache.NewSession(b.Context(), text.UTF16, disk)
			s.SetRoots([]string{"/w"})
			uri := "file:///" + at + "/porter.yaml"
			s.Open(uri, "yaml", 1, []byte(bundleNamed("b7")))
			a := s.Open("file:///w/b8/porter.yaml", "yaml", 1, []byte(bundleNamed("b8")))
			s.Snapshot().Workspace(a)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, _, err := s.Change(uri, int32(i), []cache.Change{{Range: &cache.Range{StartLine: 1, StartColumn: 7, EndLine: 1, EndColumn: 7}, Text: ""}}); err != nil {
					b.Fatal(err)
				}
				s.Snapshot().Workspace(a)
			}
		})
	}
}

// A shared workspace answers what one that is made anew does.
func TestWorkspaceKnowsItsSets(t *testing.T) {
	disk := &counted{MapFS: fstest.MapFS{
		"w/a/porter.yaml": {Data: []byte(bundleNamed("a"))},
		"w/i.yaml":        {Data: []byte("schemaType: Installation\nname: i\nbundle: {repository: localhost:5000/a, version: 0.1.0}\nparameterSets: [p]\n")},
		"w/p.yaml":        {Data: []byte("schemaType: ParameterSet\nname: p\nparameters: []\n")},
	}}
	s := cache.NewSession(t.Context(), text.UTF16, disk)
	s.SetRoots([]string{"/w"})
	a := s.Open("file:///w/a/porter.yaml", "yaml", 1, []byte(bundleNamed("a")))
	for range 2 {
		w := s.Snapshot().Workspace(a)
		b := w.Bundles()[0]
		if sets, installations, given := w.Sets(b), w.Installations(b), w.GivenTo(b); len(sets) != 1 || len(installations) != 1 || len(given) != 2 {
			t.Errorf("there are %d sets, %d installations and %d that are for the bundle", len(sets), len(installations), len(given))
		}
	}
}
