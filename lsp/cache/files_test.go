package cache

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// counting is a disk in memory, with absolute names, that counts what is read.
type counting struct {
	files fstest.MapFS

	mu    sync.Mutex
	reads int
}

func (c *counting) count() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reads++
}

func (c *counting) ReadFile(name string) ([]byte, error) {
	c.count()
	return c.files.ReadFile(strings.TrimPrefix(name, "/"))
}

func (c *counting) ReadDir(name string) ([]fs.DirEntry, error) {
	c.count()
	return c.files.ReadDir(strings.TrimPrefix(name, "/"))
}

// check reads, as a check would, a file, a missing file and the folder, and
// returns what is to be seen of them.
func check(s *Session, o *Overlay) string {
	snapshot := s.Snapshot()
	b, recorder := snapshot.Bundle(o, nil)
	var seen []string
	for _, name := range []string{"template", "missing"} {
		f, presence := b.File(name)
		content := ""
		if f != nil {
			content = string(f.Content())
		}
		seen = append(seen, fmt.Sprintf("%s %d %s", name, presence, content))
	}
	folder, err := b.Files.Folder(".")
	if err == nil {
		for _, e := range folder.Entries {
			seen = append(seen, e.Name)
		}
	}
	s.Checked(snapshot, o, recorder.Record())
	return strings.Join(seen, ", ")
}

// A keystroke costs no read of the disk, however much the check asks for, and
// what is parsed and hashed of unchanged files stays.
func TestKeystrokeReadsNothing(t *testing.T) {
	disk := &counting{files: fstest.MapFS{"w/template": {Data: []byte("FROM x")}, "w/porter.yaml": {}}}
	s := NewSession(context.Background(), text.UTF16, disk)
	o := s.Open("file:///w/porter.yaml", "yaml", 1, []byte("name: a\n"))
	const want = "template 3 FROM x, missing 2 , porter.yaml, template"
	if got := check(s, o); got != want {
		t.Errorf("seen are %s", got)
	}
	if disk.reads != 3 {
		t.Errorf("the first check reads %d times, want a file, a miss and the folder", disk.reads)
	}
	before, _ := s.Snapshot().Files().File("/w/template")
	template := before.Template()
	disk.reads = 0
	for version := range 100 {
		var err error
		o, _, err = s.Change(o.URI, int32(version+2), []Change{{Range: &Range{0, 7, 0, 7}, Text: "x"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := check(s, o); got != want {
			t.Errorf("seen are %s", got)
		}
	}
	if disk.reads != 0 {
		t.Errorf("100 keystrokes read the disk %d times", disk.reads)
	}
	after, _ := s.Snapshot().Files().File("/w/template")
	if after != before || after.Template() != template {
		t.Error("an unchanged file is another one after a keystroke")
	}
	// A keystroke in another open file that is read makes that one new alone.
	s.Open("file:///w/template", "dockerfile", 1, []byte("FROM y"))
	check(s, o)
	disk.reads = 0
	if _, _, err := s.Change("file:///w/template", 2, []Change{{Text: "FROM z"}}); err != nil {
		t.Fatal(err)
	}
	if got := check(s, o); got != strings.Replace(want, "FROM x", "FROM z", 1) || disk.reads != 0 {
		t.Errorf("seen are %s with %d reads", got, disk.reads)
	}
}

// Only what was said to have changed is read again, and a snapshot keeps what it
// has seen.
func TestForget(t *testing.T) {
	disk := &counting{files: fstest.MapFS{"w/template": {Data: []byte("1")}, "v/template": {Data: []byte("1")}}}
	s := NewSession(context.Background(), text.UTF16, disk)
	w := s.Open("file:///w/porter.yaml", "yaml", 1, nil)
	v := s.Open("file:///v/porter.yaml", "yaml", 1, nil)
	readers := func(since *Snapshot) []string {
		var uris []string
		for _, o := range s.ReadersSince(since) {
			uris = append(uris, o.URI)
		}
		return uris
	}
	check(s, w)
	check(s, v)
	old := s.Snapshot()
	disk.files["w/template"] = &fstest.MapFile{Data: []byte("2")}
	disk.reads = 0
	s.Forget(false, "/w/template")
	if diff := cmp.Diff([]string{w.URI}, readers(old)); diff != "" {
		t.Errorf("readers: -want +got\n%s", diff)
	}
	if changed := s.Read(w).Changed(s.Snapshot().Files(), nil); len(changed) != 1 || changed[0].Name != "/w/template" {
		t.Errorf("changed is %v", changed)
	}
	check(s, v)
	if disk.reads != 2 { // the file, and the folder that it is in
		t.Errorf("read %d times", disk.reads)
	}
	f, _ := old.Files().File("/w/template")
	if string(f.Content()) != "1" {
		t.Errorf("the old snapshot has %s", f.Content())
	}
	check(s, w)
	old = s.Snapshot()
	s.InputChanged("mixin-schema az")
	s.Forget(true, "/elsewhere/template")
	if got := readers(old); got != nil {
		t.Errorf("readers of what nobody has read: %v", got)
	}
	s.ForgetDisk()
	if diff := cmp.Diff([]string{v.URI, w.URI}, readers(old)); diff != "" {
		t.Errorf("readers of anything: -want +got\n%s", diff)
	}
	if s.Checked(old, w, s.Read(w)) || !s.Checked(s.Snapshot(), w, s.Read(w)) {
		t.Error("a check from before a change counts, or one from after it does not")
	}
	// Of one message with more changes than are remembered none is lost.
	check(s, w)
	old = s.Snapshot()
	many := []string{"/w/template"}
	for i := range 3 * mostChanges {
		many = append(many, fmt.Sprintf("/elsewhere/%d", i))
	}
	s.Forget(false, many...)
	if got := readers(old); len(got) == 0 || got[len(got)-1] != w.URI {
		t.Errorf("readers of the first of many changes: %v", got)
	}
	s.Close(w.URI)
	s.Forget(true, "/w")
	if diff := cmp.Diff([]string{v.URI}, readers(old)); diff != "" {
		t.Errorf("readers that are open: -want +got\n%s", diff)
	}
	// The log is bounded; a check from before its beginning has to be made again.
	s.Checked(s.Snapshot(), v, analysis.Record{})
	old = s.Snapshot()
	for range 10 * mostChanges {
		s.Forget(false, "/elsewhere/template")
	}
	if len(s.changes) > 2*mostChanges || s.Checked(old, v, analysis.Record{}) {
		t.Errorf("%d changes are kept, or an older check counts", len(s.changes))
	}
}
