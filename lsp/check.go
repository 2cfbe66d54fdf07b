package lsp

import (
	"fmt"
	"path"
	"path/filepath"
	"runtime/debug"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"go.lsp.dev/protocol"
)

// check checks a state of a file in the background and publishes what it
// found, unless a newer state comes first. It starts at once: a change
// supersedes the check before it, so there is nothing to wait for.
func (e *editor) check(o *cache.Overlay) {
	if o.IsTooLarge() {
		e.logMessage(protocol.MessageTypeWarning, fmt.Sprintf(
			"%s is larger than %d MiB, which no manifest is; it is not checked", o.URI, manifest.Largest>>20))
	}
	if isChecked(o) {
		e.checking(o, o.Turn, false)
	}
}

// isChecked reports whether a file is one that there may be something to say
// about.
func isChecked(o *cache.Overlay) bool { return o.IsManifest() || o.MayBeDocument() }

// recheck checks those open files again for which something that their last
// check has read has changed since a snapshot.
func (e *editor) recheck(since *cache.Snapshot) {
	for _, o := range e.session.ReadersSince(since) {
		if turn, ok := o.TurnAgain(); ok {
			e.checking(o, turn, true)
		}
	}
}

// recheckAll is recheck where more than open files may have changed: an editor
// that has asked about the workspace asks again.
func (e *editor) recheckAll(since *cache.Snapshot) {
	e.recheck(since)
	if e.client.pulls && e.wide.mayHaveChanged(since) {
		e.refresh()
	}
}

// checking checks in the background when it is its turn; where the text is the
// same as before, only if what the last check has read of the world is not.
func (e *editor) checking(o *cache.Overlay, turn func() (done func(), ok bool), again bool) {
	e.background.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				e.opts.Log.Error("panic while checking", "uri", o.URI, "panic", p, "stack", string(debug.Stack()))
				e.published.gaveUp(o)
			}
		}()
		e.configuring.wait(o.Context())
		done, ok := turn()
		if !ok {
			return
		}
		defer done()
		for e.checkOnce(o, again) {
			again = true
		}
	})
}

// checkOnce makes one check and reports whether it has to be made again, because
// what it has read changed meanwhile.
func (e *editor) checkOnce(o *cache.Overlay, again bool) bool {
	snapshot := e.snapshot()
	if again {
		read := e.session.Read(o)
		if len(read.Changed(snapshot.Files(), snapshot.Inputs(o, e.inputs(o)))) == 0 {
			return !e.session.Checked(snapshot, o, read)
		}
	}
	found, recorder := e.find(snapshot, o)
	if o.Context().Err() != nil {
		return false
	}
	e.published.checked(o, snapshot, found)
	return !e.session.Checked(snapshot, o, recorder.Record())
}

// config returns how a file is checked: as the nearest file with settings says,
// and where that says nothing as the user has set it in the editor. The file is
// read through the recorder, so that the manifest is checked again when it
// changes. Of one that cannot be followed the user is told once.
func (e *editor) config(o *cache.Overlay, files analysis.FS) analysis.Config {
	said := e.configuring.of(o.Path).Layer
	if o.Path != "" {
		layer, _, err := commands.Settings(files, filepath.ToSlash(o.Path), e.opts.Rules)
		if err == nil {
			said = layer.Over(said)
		} else {
			e.sayOnce(err.Error())
		}
	}
	config, err := said.Config(e.opts.Rules)
	if err != nil {
		e.opts.Log.Error("settings that were read without a problem", "error", err)
		config = analysis.Config{}
	}
	config.Library = e.opts.Env.Library
	return config
}

// find checks a file as it is in a snapshot.
func (e *editor) find(snapshot *cache.Snapshot, o *cache.Overlay) ([]analysis.Diagnostic, *analysis.Recorder) {
	if kind := o.Document().Kind; kind == analysis.BundleManifest || kind == analysis.Foreign {
		bundle, recorder := snapshot.Bundle(o, e.inputs(o))
		if !o.IsManifest() {
			return nil, recorder // it only looked like a set
		}
		return analysis.Check(o.Context(), bundle, recorder, e.opts.Rules, e.config(o, recorder)), recorder
	}
	workspace, placed, recorder := snapshot.Placed(o)
	return analysis.CheckPlaced(o.Context(), workspace, placed, recorder, e.opts.Rules, e.config(o, recorder)), recorder
}

// findIn checks a file as it would be in a snapshot if files became others.
func (e *editor) findIn(snapshot *cache.Snapshot, o *cache.Overlay, now analysis.Texts) []analysis.Diagnostic {
	if len(now) == 0 {
		return e.known(snapshot, o)
	}
	created := map[string]analysis.Created{}
	for name, one := range now {
		if at := cache.Path(name); one.Created && at != "" {
			created[path.Clean(filepath.ToSlash(at))] = analysis.Created{File: analysis.NewFile(name, one.Content, nil), Executable: one.Executable}
		}
	}
	files := analysis.Becoming(snapshot.Files(), func(f *analysis.File) *analysis.File {
		if one, ok := now[f.Name]; ok {
			return analysis.NewFile(f.Name, one.Content, nil)
		}
		return nil
	}, created)
	doc := o.Document()
	if one, ok := now[o.URI]; ok {
		doc = analysis.Parse(o.URI, one.Content, doc)
	}
	config := e.config(o, snapshot.Files())
	if doc.Kind != analysis.BundleManifest && doc.Kind != analysis.Foreign {
		workspace, placed, _ := snapshot.Placed(o)
		return analysis.CheckPlaced(o.Context(), workspace, &analysis.Placed{Path: placed.Path, Document: doc}, snapshot.Inputs(o, e.inputs(o)), e.opts.Rules, config)
	}
	b := &analysis.Bundle{Manifest: doc}
	if o.Path != "" {
		b.Path = filepath.ToSlash(o.Path)
		b.Files = analysis.Sub(files, path.Dir(b.Path))
	}
	return analysis.Check(o.Context(), b, snapshot.Inputs(o, e.inputs(o)), e.opts.Rules, config)
}
