package commands

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
)

// Changes are files of a call as they become, in memory until Write.
type Changes struct {
	env       *Env
	did       string // what is done about findings: "fixed"
	call      []file
	world     World
	around    *surroundings
	folders   map[string]analysis.FS // of the call's files, as they were; by what the user calls them
	originals map[string]original    // of the call's files; by name
	files     map[string]*changed    // by path
	shown     map[string]*changed    // what around has of the files that have been another once, nil for those on the disk; by path
	Fixed     []analysis.Diagnostic
	Left      []analysis.LeftFix // findings that have a fix which was not made
}

// changed is one file and what becomes of it.
type changed struct {
	name   string // as the user knows it
	before []byte
	now    *analysis.File
	stdin  bool

	created    bool // it was not there
	executable bool // it is created as a program
}

func newChanges(env *Env, did string, call []file, w World) *Changes {
	c := &Changes{
		env: env, did: did, call: call, world: w,
		folders: map[string]analysis.FS{}, originals: map[string]original{},
		files: map[string]*changed{}, shown: map[string]*changed{},
	}
	c.around = newSurroundings(env, call, becoming{c})
	return c
}

// becoming reads a disk as it becomes.
type becoming struct{ changes *Changes }

// ReadFile returns a file's content, as it has become.
func (b becoming) ReadFile(name string) ([]byte, error) {
	if one := b.changes.files[filepath.FromSlash(name)]; one != nil {
		return one.now.Content(), nil
	}
	return Disk{}.ReadFile(name)
}

// ReadDir returns what is in a folder, as it has become.
func (b becoming) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := Disk{}.ReadDir(name)
	for path, one := range b.changes.files {
		if err == nil && one.created && filepath.Dir(path) == filepath.FromSlash(name) {
			entries = append(entries, createdEntry{filepath.Base(path)})
		}
	}
	return entries, err
}

// createdEntry is a file in a folder that is not on the disk yet.
type createdEntry struct{ name string }

// Name returns the file's name in its folder.
func (e createdEntry) Name() string { return e.name }

// IsDir reports that it is no folder.
func (createdEntry) IsDir() bool { return false }

// Type returns the type of a plain file.
func (createdEntry) Type() fs.FileMode { return 0 }

// Info fails: there is no such file yet.
func (createdEntry) Info() (fs.FileInfo, error) { return nil, fs.ErrNotExist }

// original is the text of a file of the call as it was before any change.
type original struct {
	src    []byte
	ours   bool // there is something to check in it
	around bool // what is found in it depends on what other manifests say
	err    error
}

// read returns the text of a file as it was, read once.
func (c *Changes) read(f file) original {
	o, ok := c.originals[f.name]
	if ok {
		return o
	}
	o.src, o.err = f.source(c.env)
	switch {
	case f.aside && (o.err != nil || !analysis.MayBeDocument(f.name, o.src)):
		o.err = nil
	case o.err != nil:
		o.err = fmt.Errorf("reading %s: %w", f.name, o.err)
	default:
		doc := analysis.Parse(f.name, o.src, nil)
		o.around = isBeside(doc) || len(doc.Manifest.Dependencies) > 0
		o.ours = isBeside(doc) || !f.aside
	}
	c.originals[f.name] = o
	return o
}

// become has what is around be as it has become.
func (c *Changes) become() {
	var stale []string
	for path, shown := range c.shown {
		now := c.files[path]
		if now != shown && (now == nil || shown == nil || !bytes.Equal(now.now.Content(), shown.now.Content())) {
			stale = append(stale, path)
		}
		c.shown[path] = now
	}
	if len(stale) > 0 {
		c.around = c.around.without(stale)
	}
}

// look returns what is found in a file of the call and beside it.
func (c *Changes) look(ctx context.Context, f file, b *analysis.Bundle) ([]analysis.Diagnostic, error) {
	if !isBeside(b.Manifest) {
		w := c.around.world(c.world, f.name)
		w.Around = func() *analysis.Workspace {
			c.become()
			return c.around.of(w.Path)
		}
		found, _, err := settled(ctx, c.env, b, w, f.config)
		return found, err
	}
	c.become()
	return c.around.checkDocument(ctx, b.Manifest, f.config).findings, ctx.Err()
}

// bundle returns a bundle as it has become, whose manifest was src. A document
// beside manifests stands in the manifest's place.
func (c *Changes) bundle(f file, src []byte) *analysis.Bundle {
	dir := filepath.Dir(f.name)
	if c.folders[dir] == nil {
		c.folders[dir] = filesOf(c.env, f.name)
	}
	if one := c.files[c.path(f.name)]; one != nil {
		src = one.now.Content()
	}
	return &analysis.Bundle{Manifest: analysis.Parse(f.name, src, nil), Files: c.becoming(dir)}
}

// contentOf returns the text of a bundle's file, or of its manifest.
func contentOf(b *analysis.Bundle, name string) ([]byte, error) {
	if name == b.Manifest.Name {
		return b.Manifest.File.Source(), nil
	}
	f := besideManifest(b, name)
	if f == nil {
		return nil, errors.New("the file cannot be read any more")
	}
	return f.Content(), nil
}

// set notes what becomes of a file of a bundle.
func (c *Changes) set(name string, f file, b *analysis.Bundle, after analysis.Text) error {
	at, one := c.path(name), changed{name: name, stdin: f.stdin != nil && name == f.name}
	if was := c.files[at]; was != nil {
		one = *was
	} else if after.Created {
		one.created, one.executable = true, after.Executable
	} else {
		before, err := contentOf(b, name)
		if err != nil {
			return err
		}
		one.before = before
	}
	one.now = analysis.NewFile(name, after.Content, nil)
	c.files[at] = &one
	if _, ok := c.shown[at]; !ok {
		c.shown[at] = nil
	}
	return nil
}

// path is what files are known by here, whatever the call names them.
func (c *Changes) path(name string) string { return c.env.absolute(filepath.Clean(name)) }

// becoming returns the files of a folder as they have become.
func (c *Changes) becoming(dir string) analysis.FS {
	top := c.path(dir)
	created := map[string]analysis.Created{}
	for at, one := range c.files {
		if rel, err := filepath.Rel(top, at); err == nil && one.created {
			created[filepath.ToSlash(rel)] = analysis.Created{File: one.now, Executable: one.executable}
		}
	}
	return analysis.Becoming(c.folders[dir], func(f *analysis.File) *analysis.File {
		if one := c.files[c.path(f.Name)]; one != nil {
			return one.now
		}
		return nil
	}, created)
}

// all returns the files that are not as before, in order of name.
func (c *Changes) all() []*changed {
	var all []*changed
	for _, one := range c.files {
		if one.created || !bytes.Equal(one.before, one.now.Content()) {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b *changed) int { return strings.Compare(a.name, b.name) })
	return all
}

// Empty reports whether every file stays as it is.
func (c *Changes) Empty() bool { return len(c.all()) == 0 }

// Summary says what was done, a line for every file, and which fixes were not
// made; "" where there is nothing to say.
func (c *Changes) Summary() string {
	byFile := map[string][]analysis.Diagnostic{}
	for _, d := range c.Fixed {
		byFile[d.File] = append(byFile[d.File], d)
	}
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(byFile)) {
		fmt.Fprintf(&out, "%s: %s %s\n", name, c.did, counted(byFile[name]))
	}
	return out.String() + c.Unmade()
}

// Unmade says which fixes were not made and why, a line for each.
func (c *Changes) Unmade() string {
	var out strings.Builder
	for _, left := range c.Left {
		why := "it does not take the finding away"
		if len(left.Brings) > 0 {
			d := left.Brings[0]
			why = fmt.Sprintf("it would bring %s to light: %s", d.Rule, d.Message)
		}
		fmt.Fprintf(&out, "%s: the fix of %s is not made, because %s\n", left.File, left.Rule, why)
	}
	return out.String()
}

// counted names the rules of findings, each with how many there are.
func counted(found []analysis.Diagnostic) string {
	byRule := map[string]int{}
	for _, d := range found {
		byRule[d.Rule]++
	}
	var parts []string
	for _, rule := range slices.Sorted(maps.Keys(byRule)) {
		part := rule
		if n := byRule[rule]; n > 1 {
			part = fmt.Sprintf("%d × %s", n, rule)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}
