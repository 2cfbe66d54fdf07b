package analysis

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/cnab"
)

// counting counts what is read of the Reader that it stands for, and fails for
// the name "broken".
type counting struct {
	Reader
	mu    sync.Mutex
	reads map[string]int
}

func newCounting(r Reader) *counting { return &counting{Reader: r, reads: map[string]int{}} }

func (c *counting) count(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reads[name]++
}

func (c *counting) ReadFile(name string) ([]byte, error) {
	c.count(name)
	if name == "broken" {
		return nil, fs.ErrPermission
	}
	return c.Reader.ReadFile(name)
}

func (c *counting) ReadDir(name string) ([]fs.DirEntry, error) {
	c.count(name + "/")
	return c.Reader.ReadDir(name)
}

func mapFS(files ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		m[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return m
}

// inputs is an Inputs with one schema, of one mixin.
type inputs struct {
	schema string
	state  Known
}

func (i inputs) MixinInstalled(string) (string, Known) { return "v1.0.0", i.state }
func (i inputs) MixinSchema(name string) ([]byte, string, Known) {
	if name != "az" {
		return nil, "", Unknown
	}
	return []byte(i.schema), "v1.0.0", i.state
}

// Dependency knows a bundle without anything.
func (i inputs) Dependency(string) (*cnab.Bundle, Known) { return &cnab.Bundle{}, i.state }

// Neighbour knows a manifest by its name.
func (i inputs) Neighbour(reference, versions string) (*Neighbour, Known) {
	return &Neighbour{Reference: reference, Manifest: Parse("porter.yaml", []byte("name: db"), nil)}, i.state
}

// known are inputs that know another bundle.
type known struct{ inputs }

// Dependency knows a bundle with a name.
func (known) Dependency(string) (*cnab.Bundle, Known) { return &cnab.Bundle{Name: "db"}, Value }

// renamed are inputs that know another manifest.
type renamed struct{ inputs }

func (renamed) Neighbour(reference, versions string) (*Neighbour, Known) {
	return &Neighbour{Reference: reference, Manifest: Parse("porter.yaml", []byte("name: database"), nil)}, Value
}

// ask is a check that reads a bit of everything.
func ask(r *Recorder) {
	_, _ = r.File("there")
	_, _ = r.File("./missing")
	_, _ = r.File("broken")
	_, _ = r.Folder(".")
	_, _ = r.Folder("gone")
	_, _, _ = r.MixinSchema("az")
	_, _, _ = r.MixinSchema("helm3")
	_, _ = r.MixinInstalled("az")
	_, _ = r.Dependency("example.com/db:v1")
	_, _ = r.Neighbour("example.com/db", ">=1 <2")
}

func TestRecord(t *testing.T) {
	disk := mapFS("there", "a", "sub/x", "b")
	r := NewRecorder(NewFiles(newCounting(disk), nil), inputs{"{}", Value})
	ask(r)
	record := r.Record()
	var got []string
	for _, read := range record.Reads() {
		state := "present"
		switch read.Sum {
		case Missing():
			state = "missing"
		case Unreadable():
			state = "unreadable"
		}
		got = append(got, fmt.Sprintf("%d %s %s", read.Kind, read.Name, state))
	}
	want := []string{
		"0 broken unreadable", "0 missing missing", "0 there present",
		"1 . present", "1 gone missing",
		"2 dependency example.com/db:v1 present", "2 mixin-schema az present", "2 mixin-schema helm3 present", "2 mixin-version az present",
		"2 neighbour example.com/db >=1 <2 present",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if changed := record.Changed(NewFiles(newCounting(disk), nil), inputs{"{}", Value}); changed != nil {
		t.Errorf("nothing has changed, but %v", changed)
	}
	if got := RecordOf(record.Reads()).Key(); got != record.Key() {
		t.Errorf("the key of the same reads is %s, not %s", got, record.Key())
	}
	// Stable from run to run and machine to machine: caches are kept under it.
	const key = "2604b0dc09cac7d6071cce3ba71c2cb62672e963990ac46031a506f7a681b0cb"
	if record.Key() != key {
		t.Errorf("the key is %s", record.Key())
	}
}

// Every change of something that was read is seen, and no other.
func TestRecordChanged(t *testing.T) {
	before := []string{"there", "a", "other", "x", "sub/x", "b"}
	for _, c := range []struct {
		name   string
		files  []string
		inputs Inputs
		want   []string
	}{
		{"nothing", before, inputs{"{}", Value}, nil},
		{"what nobody read", []string{"there", "a", "other", "y", "sub/x", "c"}, inputs{"{}", Value}, nil},
		{"the content", []string{"there", "b", "other", "x", "sub/x", "b"}, inputs{"{}", Value}, []string{"there"}},
		{"a new file", append([]string{"new", ""}, before...), inputs{"{}", Value}, []string{"."}},
		{"a file that was missing", append([]string{"missing", ""}, before...), inputs{"{}", Value}, []string{"missing", "."}},
		{"a file that is gone", before[2:], inputs{"{}", Value}, []string{"there", "."}},
		{"a file in place of a folder", []string{"there", "a", "other", "x", "sub", "b"}, inputs{"{}", Value}, []string{"."}},
		{"a folder that was missing", append([]string{"gone/x", ""}, before...), inputs{"{}", Value}, []string{".", "gone"}},
		{"a schema", before, inputs{"{ }", Value}, []string{"mixin-schema az"}},
		{"what is known", before, inputs{"{}", Pending}, []string{"dependency example.com/db:v1", "mixin-schema az", "mixin-version az", "neighbour example.com/db >=1 <2"}},
		{"no inputs", before, nil, []string{"dependency example.com/db:v1", "mixin-schema az", "mixin-version az", "neighbour example.com/db >=1 <2"}},
		{"a dependency", before, known{inputs{"{}", Value}}, []string{"dependency example.com/db:v1"}},
		{"a neighbour", before, renamed{inputs{"{}", Value}}, []string{"neighbour example.com/db >=1 <2"}},
	} {
		r := NewRecorder(NewFiles(newCounting(mapFS(before...)), nil), inputs{"{}", Value})
		ask(r)
		var got []string
		for _, read := range r.Record().Changed(NewFiles(newCounting(mapFS(c.files...)), nil), c.inputs) {
			got = append(got, read.Name)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.name, diff)
		}
		now := NewRecorder(NewFiles(newCounting(mapFS(c.files...)), nil), c.inputs)
		ask(now)
		if same := now.Record().Key() == r.Record().Key(); same != (c.want == nil) {
			t.Errorf("%s: whether the key is the same: %v", c.name, same)
		}
	}
}

// moded are files of which one's mode is known.
type moded struct {
	fstest.MapFS
	mode *Mode
}

func (m moded) Mode(string) Mode { return *m.mode }

// A mode is read once, and that it is another one is a change like any other.
func TestRecordMode(t *testing.T) {
	mode := NotExecutable
	reader := moded{mapFS("sub/run", ""), &mode}
	files := NewFiles(reader, nil)
	r := NewRecorder(files, nil)
	if got := Sub(r, "sub").Mode("./run"); got != UnknownMode { // not as an FS takes it
		t.Errorf("the mode is %d", got)
	}
	if got := Sub(r, "sub").Mode("run"); got != NotExecutable {
		t.Errorf("the mode is %d", got)
	}
	mode = Executable
	if got := files.Mode("sub/run"); got != NotExecutable {
		t.Errorf("a mode that was read is now %d", got)
	}
	record := r.Record()
	if changed := record.Changed(files, nil); changed != nil {
		t.Errorf("nothing has changed, but %v", changed)
	}
	if changed := record.Changed(files.Without("sub"), nil); len(changed) != 1 || changed[0].Name != "sub/run" {
		t.Errorf("the mode has changed, but %v", changed)
	}
	if !record.Touches("sub/run", false) || record.Touches("other", false) {
		t.Error("the mode is that of sub/run alone")
	}
	if got := NewFiles(reader.MapFS, nil).Mode("sub/run"); got != UnknownMode {
		t.Errorf("of files without modes it is %d", got)
	}
}

func TestRecordTouches(t *testing.T) {
	r := RecordOf([]Read{{Kind: FileRead, Name: "/w/a/template"}, {Kind: FolderRead, Name: "/w/a"}, {Kind: InputRead, Name: MixinSchemaInput("az")}})
	for _, c := range []struct {
		name    string
		entries bool
		want    bool
	}{
		{"/w/a/template", false, true},
		{"/w/a/template2", false, false},
		{"/w/a/other", false, false},
		{"/w/a/other", true, true},
		{"/w/a/deep/other", true, true},
		{"/w/b/other", true, false},
		{"/w/ab", true, false},
		{"/w/a", false, true},
		{"/w", true, true},
		{"/", true, true},
		{".", true, true},
	} {
		if got := r.Touches(c.name, c.entries); got != c.want {
			t.Errorf("Touches(%q, %v) is %v", c.name, c.entries, got)
		}
	}
	if !r.Asked(MixinSchemaInput("az")) || r.Asked(MixinVersionInput("az")) {
		t.Error("what was asked for is not known")
	}
}

// Files read everything once, and after a change only what it concerns.
func TestFilesRemember(t *testing.T) {
	disk := newCounting(mapFS("a", "1", "sub/b", "2", "sub/deep/c", "3", "subway/d", "4"))
	files := NewFiles(disk, func(name string) string { return "file:///" + name })
	read := func(f *Files) {
		for _, name := range []string{"a", "./sub/b", "sub/deep/c", "subway/d", "missing"} {
			if got, err := f.File(name); err == nil && got.Sum() == Missing() {
				t.Errorf("%s has no sum", got.Name)
			}
		}
		for _, name := range []string{".", "sub", "sub/deep", "subway"} {
			if _, err := f.Folder(name); err != nil {
				t.Error(err)
			}
		}
	}
	expect := func(what string, want map[string]int) {
		t.Helper()
		if diff := cmp.Diff(want, disk.reads); diff != "" {
			t.Errorf("%s: -want +got reads\n%s", what, diff)
		}
		disk.reads = map[string]int{}
	}
	read(files)
	read(files)
	all := map[string]int{"a": 1, "sub/b": 1, "sub/deep/c": 1, "subway/d": 1, "missing": 1, "./": 1, "sub/": 1, "sub/deep/": 1, "subway/": 1}
	expect("twice", all)
	read(files.Without("sub/b"))
	expect("after a file", map[string]int{"sub/b": 1, "./": 1, "sub/": 1})
	next := files.Without("sub")
	read(next)
	expect("after a folder", map[string]int{"sub/b": 1, "sub/deep/c": 1, "./": 1, "sub/": 1, "sub/deep/": 1})
	read(next.Without("."))
	expect("after anything", all)
	read(files)
	expect("as it was", map[string]int{})
	before, _ := files.File("a")
	after, _ := next.File("a")
	if before != after || before.Name != "file:///a" {
		t.Errorf("the unchanged file %q is not shared", before.Name)
	}
}

func TestSub(t *testing.T) {
	files := Sub(NewFiles(mapFS("a/b/c", "1", "x", "2"), nil), "a")
	if f, err := files.File("b/c"); err != nil || string(f.Content()) != "1" {
		t.Errorf("b/c: %v %v", f, err)
	}
	for _, name := range []string{"../x", "/x", "b/../../x", ""} {
		if f, err := files.File(name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%q leads to %v %v", name, f, err)
		}
		if f, err := files.Folder(name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%q leads to the folder %v %v", name, f, err)
		}
	}
}

// Many may use one Files and one Recorder at once.
func TestConcurrentReaders(t *testing.T) {
	disk := newCounting(mapFS("porter.yaml", source, "there", "a"))
	files := NewFiles(disk, nil)
	r := NewRecorder(files, nil)
	var wg sync.WaitGroup
	docs := make([]*Document, 8)
	for i := range docs {
		wg.Go(func() {
			ask(r)
			if f, err := r.File("porter.yaml"); err == nil {
				docs[i] = f.Document()
			}
			_ = r.Record().Key()
		})
	}
	wg.Wait()
	for _, d := range docs {
		if d == nil || d != docs[0] {
			t.Error("the file was parsed more than once")
		}
	}
	if n := disk.reads["there"]; n != 1 {
		t.Errorf("read %d times", n)
	}
}

// answersLater is an Inputs of which the answer comes in between two questions.
type answersLater struct {
	Offline
	asked int
}

func (a *answersLater) MixinInstalled(string) (string, Known) {
	if a.asked++; a.asked == 1 {
		return "", Pending
	}
	return "v1.0.0", Value
}

// A check that saw an input pending and then not is to be made again.
func TestRecordKeepsTheFirstAnswer(t *testing.T) {
	inputs := &answersLater{}
	r := NewRecorder(nil, inputs)
	r.MixinInstalled("az")
	r.MixinInstalled("az")
	if changed := r.Record().Changed(nil, inputs); len(changed) != 1 {
		t.Errorf("changed is %v", changed)
	}
}

// A listing is another one when a folder above it goes.
func TestTouchesBelow(t *testing.T) {
	r := RecordOf([]Read{{Kind: FolderRead, Name: "/w/a"}})
	if !r.Touches("/w", true) || r.Touches("/w", false) || r.Touches("/v", true) {
		t.Error("the listing of a folder below one that goes is not touched, or one elsewhere is")
	}
}

// The nearest manifest owns a file, whichever path comes first.
func TestOwnerIsTheNearest(t *testing.T) {
	src := "install: []\n"
	files := NewFiles(mapFS("b/porter.yaml", src, "b/a/porter.yaml", src, "b/z/porter.yaml", src), nil)
	w := NewWorkspace(files, Search(files, "."))
	for name, want := range map[string]string{"b/z/x.sh": "b/z/porter.yaml", "b/a/x.sh": "b/a/porter.yaml", "b/x.sh": "b/porter.yaml"} {
		if got := w.Owner(name); got == nil || got.Path != want {
			t.Errorf("%s belongs to %+v, want %s", name, got, want)
		}
	}
}
