// Package ide answers what an editor asks about a place in a file: what could be
// written there, what it means, where it is defined and used, what could be done
// with it. Every feature is a function of a View and byte offsets and returns
// plain structs; the protocol's types are for package lsp.
//
// Text that is just being typed is the normal case: a feature answers with what
// can be known of it, and with nothing where that is nothing.
package ide

import (
	"context"
	"path"
	"sync"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/text"
)

// View is one file and what is around it, as they were at one moment. It is made
// anew for every request and is for one goroutine.
type View struct {
	// Context ends when nobody waits for the answer any more. What looks through
	// many files ends with it, and its answer is then a part; nil for no end.
	Context context.Context
	// File is what is asked about.
	File *analysis.File
	// Path is the file's name in Files, "" where it is no file on disk.
	Path string
	// Document is the file read as a manifest, a set or another of Porter's
	// documents; nil for scripts, Dockerfile templates and foreign files.
	Document *analysis.Document
	// Files are all files around, by path; never nil.
	Files  analysis.FS
	Inputs analysis.Inputs
	Config analysis.Config
	Rules  []*analysis.Analyzer // those that there are, whichever are run
	// Around finds the bundles, sets and installations around the file. It is
	// asked only where a feature needs them, since that reads many files; nil where
	// nothing is around.
	Around func() *analysis.Workspace
	// Find returns what the rules find in the file as it is; nil where no rule
	// looks.
	Find func() []analysis.Diagnostic
	// Check returns what the rules find in the document, and beside it, once files
	// have become others; nil where no rule looks.
	Check func(now analysis.Texts) []analysis.Diagnostic

	workspace *analysis.Workspace
	bundle    func() *analysis.Bundle
	pass      func() *analysis.Pass
	ran       map[string][]*running // what the steps of bundles run, by the manifest's path
}

// NewView completes a view.
func NewView(v View) *View {
	v.bundle = sync.OnceValue(v.findBundle)
	v.pass = sync.OnceValue(func() *analysis.Pass {
		return analysis.NewPass(analysis.Pass{
			Document: v.Document, Bundle: v.bundle(), Path: v.Path, Inputs: v.Inputs, Config: v.Config,
		})
	})
	return &v
}

// Workspace returns what is around the file.
func (v *View) Workspace() *analysis.Workspace {
	if v.workspace == nil {
		if v.Around != nil {
			v.workspace = v.Around()
		}
		if v.workspace == nil {
			v.workspace = analysis.NewWorkspace(v.Files, nil)
		}
	}
	return v.workspace
}

// Bundle returns the bundle that the file is part of: of a manifest its own, of a
// set or an installation the one that it is for, of any other file the one in whose
// folder it is. nil where there is none, or where that is not known.
func (v *View) Bundle() *analysis.Bundle { return v.bundle() }

func (v *View) findBundle() *analysis.Bundle {
	switch {
	case v.Manifest():
		b := &analysis.Bundle{Manifest: v.Document, Path: v.Path}
		if v.Path != "" {
			b.Files = analysis.Sub(v.Files, path.Dir(v.Path))
		}
		return b
	case v.Path == "":
		return nil
	case v.Document != nil:
		return v.Workspace().For(&analysis.Placed{Path: v.Path, Document: v.Document})
	}
	return v.Workspace().Owner(v.Path)
}

// Manifest reports whether the file is a bundle's manifest.
func (v *View) Manifest() bool {
	return v.Document != nil && v.Document.Kind == analysis.BundleManifest
}

// Schema returns what may stand where in the document.
func (v *View) Schema() *schema.Set { return v.pass().Schema() }

// ended reports whether nobody waits for the answer any more.
func (v *View) ended() bool { return v.Context != nil && v.Context.Err() != nil }

// Source returns the file's text, which must not be changed.
func (v *View) Source() []byte { return v.File.Content() }

// Location is a place in a file.
type Location struct {
	File string // as in [analysis.Diagnostic]
	Span text.Span
}

// here returns a place in the view's own file.
func (v *View) here(span text.Span) Location { return Location{v.File.Name, span} }
