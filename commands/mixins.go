package commands

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"sync"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/engine/mixin"
)

// InstalledMixinsFlag is the flag that lets a check run the mixins that are
// installed on this machine. They are programs of others: nothing runs them
// unless somebody says so.
const InstalledMixinsFlag = "installed-mixins"

// InstalledMixins are Inputs that run the installed mixins to learn their
// versions and schemas. Every question is answered at once, with Pending while a
// mixin is being asked in the background. A mixin is asked once, and again after
// Refresh if its program is another one. What it cannot say is Unknown.
type InstalledMixins struct {
	analysis.Offline // nothing is known of other bundles

	ctx    context.Context
	dir    mixin.Dir
	log    *slog.Logger
	spawn  func(func())
	bump   func(input string)
	limits mixin.Limits
	slots  chan struct{} // held while a mixin runs

	mu    sync.Mutex
	known map[string]*mixinAnswer // guarded by mu, and everything in it; by name
}

// mixinAnswer is what one program says.
type mixinAnswer struct {
	program mixin.Executable // zero where the mixin is not installed or cannot be run
	state   analysis.Known   // Pending until version and schema are there
	version string
	schema  []byte        // nil where the mixin has none
	done    chan struct{} // closed with the end of Pending
}

// mostMixins is how many mixins run at a time.
const mostMixins = 4

// NewInstalledMixins returns the mixins that are installed in a folder. spawn
// runs a function in the background; bump, which may be nil, is called there for
// every input whose answer has changed, as analysis.Record.Asked names it. All
// of that ends with ctx.
func NewInstalledMixins(ctx context.Context, dir mixin.Dir, log *slog.Logger, spawn func(func()), bump func(input string)) *InstalledMixins {
	if bump == nil {
		bump = func(string) {}
	}
	return &InstalledMixins{
		ctx: ctx, dir: dir, log: log, spawn: spawn, bump: bump,
		slots: make(chan struct{}, mostMixins), known: map[string]*mixinAnswer{},
	}
}

// MixinInstalled answers with the version that the mixin says it has, and with
// none for one that is not installed where there is a folder of mixins.
func (m *InstalledMixins) MixinInstalled(name string) (string, analysis.Known) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.answer(name)
	return a.version, a.state
}

// MixinSchema answers with the schema that the mixin prints.
func (m *InstalledMixins) MixinSchema(name string) ([]byte, string, analysis.Known) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.answer(name)
	if a.state == analysis.Value && a.schema == nil {
		return nil, "", analysis.Unknown
	}
	return a.schema, a.version, a.state
}

// answer returns what is known of a mixin and begins to ask it where that is
// nothing yet. The caller holds mu.
func (m *InstalledMixins) answer(name string) *mixinAnswer {
	a := m.known[name]
	if a == nil {
		program, state := m.find(name)
		a = m.begin(name, program, state)
	}
	return a
}

// find returns the mixin's program, Pending until it has been asked; the zero one
// where there is none, which is a Value of its own where mixins are installed at
// all.
func (m *InstalledMixins) find(name string) (mixin.Executable, analysis.Known) {
	program, err := m.dir.Find(name)
	if err == nil {
		return program, analysis.Pending
	}
	if !errors.Is(err, fs.ErrNotExist) {
		m.log.Warn("looking for a mixin", "error", err)
		return mixin.Executable{}, analysis.Unknown
	}
	if folder, err := os.Stat(string(m.dir)); err != nil || !folder.IsDir() {
		return mixin.Executable{}, analysis.Unknown
	}
	return mixin.Executable{}, analysis.Value
}

// begin begins to ask a program, if there is one. The caller holds mu.
func (m *InstalledMixins) begin(name string, program mixin.Executable, state analysis.Known) *mixinAnswer {
	a := &mixinAnswer{program: program, state: state, done: make(chan struct{})}
	m.known[name] = a
	if state != analysis.Pending {
		close(a.done)
		return a
	}
	m.spawn(func() { m.ask(name, a) })
	return a
}

// ask asks a program and says which inputs have changed by that.
func (m *InstalledMixins) ask(name string, a *mixinAnswer) {
	defer close(a.done)
	select {
	case m.slots <- struct{}{}:
		defer func() { <-m.slots }()
	case <-m.ctx.Done():
	}
	version, err := a.program.Version(m.ctx, m.limits)
	var schema []byte
	if err == nil {
		schema, err = a.program.Schema(m.ctx, m.limits)
	}
	if err != nil && !errors.Is(err, mixin.ErrNoCommand) && m.ctx.Err() == nil {
		m.log.Warn("a mixin is not taken into account", "error", err)
	}
	m.mu.Lock()
	a.state, a.version, a.schema = analysis.Unknown, version.Version, schema
	if version.Version != "" {
		a.state = analysis.Value
	}
	current := m.known[name] == a
	m.mu.Unlock()
	if current && m.ctx.Err() == nil {
		m.changed(name)
	}
}

func (m *InstalledMixins) changed(name string) {
	m.bump(analysis.MixinVersionInput(name))
	m.bump(analysis.MixinSchemaInput(name))
}

// Refresh looks whether the programs of the mixins that were asked for are still
// the same, and asks those that are not.
func (m *InstalledMixins) Refresh() {
	m.mu.Lock()
	var changed []string
	for name, a := range m.known {
		if program, state := m.find(name); program != a.program {
			m.begin(name, program, state)
			changed = append(changed, name)
		}
	}
	m.mu.Unlock()
	for _, name := range changed {
		m.changed(name)
	}
}

// Wait waits until nothing is Pending.
func (m *InstalledMixins) Wait(ctx context.Context) error {
	for _, done := range m.pending() {
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (m *InstalledMixins) pending() []chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	var pending []chan struct{}
	for _, a := range m.known {
		if a.state == analysis.Pending {
			pending = append(pending, a.done)
		}
	}
	return pending
}
