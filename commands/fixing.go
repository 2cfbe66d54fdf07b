package commands

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
	"github.com/rogpeppe/go-internal/diff"
)

// Changes are the files that fixes have changed, in memory until Write.
type Changes struct {
	env   *Env
	did   string              // what is done about findings: "fixed"
	files map[string]*changed // by path
	Fixed []analysis.Diagnostic
}

// changed is one file and what becomes of it.
type changed struct {
	name          string // as the user knows it
	before, after []byte
	stdin         bool
}

// mostRounds bounds how often the findings of a file are fixed: a fix may bring
// what another one is for, but two must not undo each other for ever.
const mostRounds = 20

// Fix fixes what is found in files and in the manifests in and below folders, as
// often as that leads to something new, and writes nothing. unsafe takes the
// fixes too that may change what a bundle does. Paths that cannot be read are in
// the error, which joins one for each.
func Fix(ctx context.Context, env *Env, paths []string, o CheckOptions, unsafe bool) (*Changes, error) {
	files, failures, err := o.configured(ctx, env, paths)
	if err != nil {
		return nil, err
	}
	c := &Changes{env: env, did: "fixed", files: map[string]*changed{}}
	w := world(env, o.Mixins)
	for _, f := range files {
		if err := c.fix(ctx, f, w, unsafe); err != nil {
			failures = append(failures, err)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return c, errors.Join(failures...)
}

// fix fixes one bundle.
func (c *Changes) fix(ctx context.Context, f file, w World, unsafe bool) error {
	src, err := f.read(c.env)
	if err != nil {
		return fmt.Errorf("reading %s: %w", f.name, err)
	}
	for range mostRounds {
		bundle := c.bundle(f, src)
		doc := bundle.Manifest
		found, _, err := settled(ctx, c.env, bundle, w, f.config)
		if err != nil {
			return err
		}
		edits, fixed := analysis.FixOf(found, unsafe)
		if len(edits) == 0 {
			return nil
		}
		made, err := apply(bundle, edits)
		if err != nil {
			return err
		}
		if after, ok := made[f.name]; ok && len(doc.File.RootErrors()) == 0 && len(analysis.Parse(f.name, after, nil).File.RootErrors()) > 0 {
			return fmt.Errorf("%s would not be YAML any more after fixing %s, which is a mistake of porter-ls; the file stays as it is from there", f.name, counted(fixed))
		}
		for name, after := range made {
			c.set(name, f, src, bundle, after)
		}
		c.Fixed = append(c.Fixed, fixed...)
	}
	return nil
}

// bundle returns a bundle as it has become, whose manifest was src.
func (c *Changes) bundle(f file, src []byte) *analysis.Bundle {
	doc := analysis.Parse(f.name, c.now(f.name, src), nil)
	return &analysis.Bundle{Manifest: doc, Files: patched{filesOf(c.env, f.name), c}}
}

// apply returns what edits make of the files of a bundle.
func apply(b *analysis.Bundle, edits map[string][]text.Edit) (map[string][]byte, error) {
	made := map[string][]byte{}
	for name, list := range edits {
		src := b.Manifest.File.Source()
		if name != b.Manifest.Name {
			f := besideManifest(b, name)
			if f == nil {
				return nil, fmt.Errorf("fixing %s: the file cannot be read any more", name)
			}
			src = f.Content()
		}
		after, err := text.Apply(src, list)
		if err != nil {
			return nil, fmt.Errorf("fixing %s: %w", name, err)
		}
		made[name] = after
	}
	return made, nil
}

// set notes what becomes of a file of a bundle whose manifest was src.
func (c *Changes) set(name string, f file, src []byte, b *analysis.Bundle, after []byte) {
	path := c.env.Path(filepath.Clean(name))
	if c.files[path] == nil {
		one := &changed{name: name, before: src, stdin: f.stdin != nil && name == f.name}
		if name != f.name {
			one.before = besideManifest(b, name).Content()
		}
		c.files[path] = one
	}
	c.files[path].after = after
}

// now returns a file's text as it has become.
func (c *Changes) now(name string, src []byte) []byte {
	if one := c.files[c.env.Path(filepath.Clean(name))]; one != nil {
		return one.after
	}
	return src
}

// patched are files as they have become.
type patched struct {
	analysis.FS
	changes *Changes
}

// File returns a file as it has become.
func (p patched) File(name string) (*analysis.File, error) {
	f, err := p.FS.File(name)
	if err != nil {
		return nil, err
	}
	if now := p.changes.now(f.Name, nil); now != nil {
		return analysis.NewFile(f.Name, now, nil), nil
	}
	return f, nil
}

// all returns the files that are not as before, in order of name.
func (c *Changes) all() []*changed {
	var all []*changed
	for _, one := range c.files {
		if !bytes.Equal(one.before, one.after) {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b *changed) int { return strings.Compare(a.name, b.name) })
	return all
}

// Empty reports whether every file stays as it is.
func (c *Changes) Empty() bool { return len(c.all()) == 0 }

// Diff writes the changes as a unified diff.
func (c *Changes) Diff(w io.Writer) error {
	for _, one := range c.all() {
		name := filepath.ToSlash(one.name)
		out := diff.Diff("a/"+name, one.before, "b/"+name, one.after)
		_, out, _ = bytes.Cut(out, []byte("\n")) // the line that repeats the two names
		if _, err := w.Write(out); err != nil {
			return err
		}
	}
	return nil
}

// Write writes the changed files, each whole or not at all. One that is not on
// disk what was fixed, because somebody else has changed it meanwhile, stays as
// it is and is in the error, which joins one for each.
func (c *Changes) Write() error {
	var failures []error
	for _, one := range c.all() {
		if err := c.write(one); err != nil {
			failures = append(failures, fmt.Errorf("%s was not %s: %w", one.name, c.did, err))
		}
	}
	return errors.Join(failures...)
}

func (c *Changes) write(one *changed) error {
	if one.stdin {
		return errors.New("standard input cannot be written to")
	}
	path := c.env.Path(one.name)
	if c.env.Unsaved != nil && c.env.Unsaved(path) {
		return errors.New("it has unsaved changes; save it first")
	}
	onDisk, err := readManifest(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(onDisk, one.before) {
		return errors.New("it was changed by somebody else meanwhile; run the check again")
	}
	return plainPathError(ReplaceFile(path, one.after))
}

// Summary says what was done, a line for every file; "" where nothing was.
func (c *Changes) Summary() string {
	byFile := map[string][]analysis.Diagnostic{}
	for _, d := range c.Fixed {
		byFile[d.File] = append(byFile[d.File], d)
	}
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(byFile)) {
		fmt.Fprintf(&out, "%s: %s %s\n", name, c.did, counted(byFile[name]))
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
