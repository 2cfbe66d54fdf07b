package commands

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// file is one file to check.
type file struct {
	name  string // as in the call, or below a folder that is
	named bool   // it is in the call itself
	aside bool   // it was come across, and is not called as manifests are
	stdin *StdinFile

	config analysis.Config  // how it is checked; set by configured
	wider  *analysis.Config // the same without the rules that the call selects; nil where it selects none
}

func (f file) source(env *Env) ([]byte, error) {
	if f.stdin != nil {
		return f.stdin.Content, nil
	}
	return readManifest(env.Path(f.name))
}

type checkedFile struct {
	lines    map[string]*text.Lines // of the files that something is said about
	findings []analysis.Diagnostic
	foreign  bool // it is another product's
	err      error

	passedOver bool // it is not called a manifest, and is nothing to check
}

// subject is one file while it is being checked.
type subject struct {
	env *Env
	file
	disk  *stampedDisk
	files *analysis.Files // the files beside it

	read  bool // whether the next two are set
	text  []byte
	stamp stamp // of the text
}

func newSubject(env *Env, f file, seen *Seen, now func() time.Time) *subject {
	seen.note(env.Path(f.name))
	disk := newStampedDisk(env.Path(filepath.Dir(f.name)), seen, now)
	return &subject{env: env, file: f, disk: disk, files: analysis.NewFiles(disk, beside(f.name))}
}

// source returns the text of the file, which is read once.
func (s *subject) source() ([]byte, error) {
	if s.read {
		return s.text, nil
	}
	if s.stdin != nil {
		s.text, s.read = s.stdin.Content, true
		return s.text, nil
	}
	now := s.disk.now()
	text, info, err := readFile(s.env.Path(s.name))
	if err != nil {
		return nil, err
	}
	s.text, s.stamp, s.read = text, stampOf(info, now), true
	return s.text, nil
}

func checkFile(ctx context.Context, env *Env, f file, around *surroundings, w World, o CheckOptions) checkedFile {
	if err := ctx.Err(); err != nil {
		return checkedFile{err: err}
	}
	s := newSubject(env, f, o.Seen, o.Cache.clock())
	w = around.world(w, f.name)
	if f.aside {
		src, err := s.source()
		if err != nil || !analysis.MayBeDocument(f.name, src) {
			return checkedFile{passedOver: true}
		}
	}
	known, err := o.Cache.find(ctx, s, w)
	if err != nil {
		return checkedFile{err: err}
	}
	if known != nil {
		return s.checked(around, known.Findings, known.Foreign)
	}
	src, err := s.source()
	if err != nil {
		return checkedFile{err: fmt.Errorf("reading %s: %w", f.name, err)}
	}
	doc := analysis.Parse(f.name, src, nil)
	switch {
	case isBeside(doc):
		return around.checkDocument(ctx, doc, f.config)
	case f.aside:
		return checkedFile{passedOver: true}
	}
	found, record, err := settled(ctx, env, &analysis.Bundle{Manifest: doc, Files: s.files}, w, f.config)
	if err != nil {
		return checkedFile{err: err}
	}
	foreign := len(found) == 0 && doc.Kind == analysis.Foreign
	o.Cache.keep(s, cacheEntry{Foreign: foreign, Reads: record.Reads(), Findings: found})
	return s.checked(around, found, foreign)
}

// checked returns what is found in a manifest, with the texts that it is in.
func (s *subject) checked(around *surroundings, found []analysis.Diagnostic, foreign bool) checkedFile {
	bundle := &analysis.Bundle{Manifest: &analysis.Document{Name: s.name}, Files: s.files}
	return checkedFile{lines: around.linesOf(bundle, s.text, found), findings: found, foreign: foreign}
}

// linesOf returns the texts of the files that findings name. src is that of the
// manifest.
func (s *surroundings) linesOf(b *analysis.Bundle, src []byte, found []analysis.Diagnostic) map[string]*text.Lines {
	if len(found) == 0 {
		return nil
	}
	lines := map[string]*text.Lines{b.Manifest.Name: text.NewLines(src)}
	add := func(name string) {
		if name == "" || lines[name] != nil {
			return
		}
		if f := besideManifest(b, name); f != nil {
			lines[name] = f.Lines()
		} else if f, err := s.files.File(s.absolute(name)); err == nil { // another bundle's
			lines[name] = f.Lines()
		}
	}
	for _, d := range found {
		add(d.File)
		for _, r := range d.Related {
			add(r.File)
		}
	}
	return lines
}

// besideManifest returns the file of a bundle that findings name so, nil where
// it has none.
func besideManifest(b *analysis.Bundle, name string) *analysis.File {
	rel, err := filepath.Rel(filepath.Dir(b.Manifest.Name), name)
	if err != nil {
		return nil
	}
	f, presence := b.File(filepath.ToSlash(rel))
	if presence != analysis.There {
		return nil
	}
	return f
}

// settled returns what is found once nothing that the rules ask for is pending,
// and what they have asked for.
func settled(ctx context.Context, env *Env, b *analysis.Bundle, w World, config analysis.Config) ([]analysis.Diagnostic, analysis.Record, error) {
	for {
		recorder := analysis.NewRecorder(b.Files, w)
		found := analysis.Check(ctx, &analysis.Bundle{Manifest: b.Manifest, Files: recorder, Path: b.Path}, recorder, env.Rules, config)
		record := recorder.Record()
		again, err := w.wait(ctx)
		if err != nil {
			return nil, record, err
		}
		if !again || len(record.Changed(b.Files, w)) == 0 {
			return found, record, nil
		}
	}
}
