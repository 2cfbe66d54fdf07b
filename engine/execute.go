package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/porter-ls/porter-ls/engine/driver"
	"github.com/porter-ls/porter-ls/engine/store"
	"github.com/porter-ls/porter-ls/schema/cnab"
)

// RunRequest says which action of which bundle to run.
type RunRequest struct {
	Action       string            // install, upgrade, uninstall or one of the bundle's own
	File         string            // path of the manifest, built before; "" for the bundle that the installation was last run with
	Installation string            // "" means the bundle's name
	Namespace    string            // "" is the global one
	Parameters   map[string]string // as text; of a file its path or its content as base64, of an object also @ and a path
	Dir          string            // paths in Parameters are relative to it; "" is the process's folder
	Force        bool              // install what is installed already
}

// RunResult is a finished run as it was recorded.
type RunResult struct {
	Installation string            `json:"installation"`
	Namespace    string            `json:"namespace"`
	RunID        string            `json:"runID"`   // a ULID
	Outputs      map[string]string `json:"outputs"` // what the bundle put out; sensitive values are hidden
}

// hidden stands for a value that must not be shown.
const hidden = "*******"

// recordTimeout is how long recording the end of a run may take where the
// caller's context has ended.
const recordTimeout = 30 * time.Second

// plan is a run before it begins.
type plan struct {
	req       RunRequest
	src       *source // nil where the bundle comes from the record
	bundle    *cnab.Bundle
	raw       []byte // the bundle.json
	reference string

	installation store.Installation
	run          store.Run
	values       map[string]any // by parameter; those that have one
	modifies     bool
	record       bool
}

// Execute runs one action of a built bundle in a container and records the
// run, also where it failed.
func (e *Engine) Execute(ctx context.Context, r RunRequest, events Sink) (RunResult, error) {
	emit := percents(events)
	p, err := e.plan(ctx, r, emit)
	if err != nil {
		return RunResult{}, err
	}
	container, err := e.connect(ctx)
	if err != nil {
		return RunResult{}, err
	}
	if p.record {
		if err := e.store.Begin(ctx, &p.installation, p.run); err != nil {
			return RunResult{}, asError("record the run", err)
		}
	}
	op, err := p.operation()
	if err != nil {
		return RunResult{}, e.finish(ctx, p, outcome{err: asError(p.doing(), err)}, emit)
	}
	logs := &lines{emit: emit}
	op.Stdout, op.Stderr = logs.stream(false), logs.stream(true)
	emit(Event{Kind: PhaseEvent, Text: fmt.Sprintf("Running %s of %s", r.Action, store.FullName(r.Namespace, p.installation.Name)), Percent: -1})
	res, err := driver.Docker{Client: container.Client}.Run(ctx, op)
	logs.flush()
	out := p.judge(ctx, res, err)
	if p.record {
		out.outputs[store.LogsOutput] = logs.kept()
	}
	result := RunResult{Installation: p.installation.Name, Namespace: r.Namespace, RunID: p.run.ID, Outputs: p.shown(out.outputs)}
	return result, e.finish(ctx, p, out, emit)
}

// doing says what a run does, for an error's Op.
func (p *plan) doing() string {
	return p.req.Action + " " + store.FullName(p.req.Namespace, p.installation.Name)
}

// plan gathers and checks all that a run needs. Nothing is recorded yet: what
// fails here is no run.
func (e *Engine) plan(ctx context.Context, r RunRequest, emit Sink) (*plan, error) {
	p := &plan{req: r}
	if err := e.findBundle(ctx, p); err != nil {
		return nil, err
	}
	if err := p.supported(); err != nil {
		return nil, err
	}
	action := p.bundle.Actions[r.Action]
	p.modifies = action.Modifies || r.Action == "install" || r.Action == "upgrade" || r.Action == "uninstall"
	p.record = p.modifies || !action.Stateless || p.hasOutputs()
	if err := e.findInstallation(ctx, p, action.Stateless); err != nil {
		return nil, err
	}
	last, err := e.store.LastOutputs(ctx, r.Namespace, p.installation.Name)
	if err != nil {
		return nil, asError("read the outputs of earlier runs", err)
	}
	if err := p.resolve(last, emit); err != nil {
		return nil, err
	}
	if missing := p.missingCredentials(); len(missing) > 0 {
		return nil, p.at("credentials", missing[0], fmt.Errorf("the bundle needs the credentials %s, and this version cannot give a bundle credentials yet", strings.Join(missing, ", ")), "")
	}
	p.describe()
	return p, nil
}

// findBundle reads the bundle: the built one of the manifest, or the recorded.
func (e *Engine) findBundle(ctx context.Context, p *plan) error {
	find := e.findBuilt
	if p.req.File == "" {
		find = e.findRecorded
	}
	if err := find(ctx, p); err != nil {
		return err
	}
	if len(p.bundle.InvocationImages) == 0 {
		return &Error{Op: p.req.Action, Err: errors.New("the bundle has no image")}
	}
	if p.src != nil {
		p.reference = p.builtReference()
	}
	return nil
}

// findRecorded reads the bundle that the installation was last run with.
func (e *Engine) findRecorded(ctx context.Context, p *plan) error {
	op := p.req.Action
	if p.req.Installation == "" {
		return &Error{Op: op, Err: errors.New("neither a manifest nor an installation is named")}
	}
	runs, err := e.store.Runs(ctx, p.req.Namespace, p.req.Installation)
	if err != nil {
		return asError(op, err)
	}
	if len(runs) == 0 {
		return e.notFound(p.req)
	}
	last := runs[len(runs)-1]
	p.raw, p.reference = []byte(last.Bundle), last.BundleReference
	if p.bundle, err = cnab.Unmarshal(p.raw); err != nil {
		return &Error{Op: op, Err: err}
	}
	return nil
}

// findBuilt reads the built bundle of the manifest and makes sure that it can
// be run.
func (e *Engine) findBuilt(ctx context.Context, p *plan) error {
	op := p.req.Action
	s, err := load(p.req.File, "", "")
	if err != nil {
		return err
	}
	p.src = s
	first := func(why string) error {
		return &Error{Op: op, Err: fmt.Errorf("the bundle cannot be run as it is: %s", why), Hint: "build it first: porter-ls build"}
	}
	p.raw, err = os.ReadFile(filepath.Join(s.dir, buildDir, "bundle.json"))
	if errors.Is(err, os.ErrNotExist) {
		return first("it was never built")
	}
	if err != nil {
		return asError(op, err)
	}
	if p.bundle, err = cnab.Unmarshal(p.raw); err != nil {
		return first("what was built cannot be read")
	}
	why, err := e.unrunnable(ctx, s, p.bundle)
	if err != nil {
		return err
	}
	if why != "" {
		return first(why)
	}
	return nil
}

// builtReference is where the built bundle would be published; its name and
// version may be others than the manifest's.
func (p *plan) builtReference() string {
	repository, _ := cutTag(p.bundle.InvocationImages[0].Image)
	return repository + ":v" + strings.ReplaceAll(p.bundle.Version, "+", "_")
}

func (e *Engine) notFound(r RunRequest) error {
	return &Error{
		Op: r.Action, Err: &store.NotFoundError{Namespace: r.Namespace, Name: r.Installation},
		Hint: "porter-ls installations list --all-namespaces shows those that there are",
	}
}

// supported refuses what the bundle asks of its host that is not there.
func (p *plan) supported() error {
	if !p.bundle.HasAction(p.req.Action) {
		known := []string{"install", "upgrade", "uninstall"}
		for name := range p.bundle.Actions {
			known = append(known, name)
		}
		slices.Sort(known[3:])
		return &Error{Op: p.req.Action, Err: fmt.Errorf("the bundle has no action %q; it has %s", p.req.Action, strings.Join(known, ", "))}
	}
	for _, ext := range p.bundle.RequiredExtensions {
		switch ext {
		case cnab.FileParametersKey, cnab.ParameterSourcesKey:
		case cnab.DockerKey:
			return &Error{Op: p.req.Action, Err: errors.New("the bundle needs the host's Docker, which this version does not give to bundles")}
		case cnab.DependenciesKey, cnab.DependenciesV2Key:
			return &Error{Op: p.req.Action, Err: errors.New("this version cannot run a bundle that depends on others")}
		default:
			return &Error{Op: p.req.Action, Err: fmt.Errorf("the bundle needs the extension %s, which this version does not know", ext)}
		}
	}
	return nil
}

// hasOutputs reports whether the action leaves outputs of the bundle's own.
func (p *plan) hasOutputs() bool {
	for _, o := range p.bundle.Outputs {
		if o.AppliesTo(p.req.Action) && !p.bundle.Internal(o.Definition) {
			return true
		}
	}
	return false
}

// findInstallation reads the installation, or makes a new one for install and
// for actions that need none.
func (e *Engine) findInstallation(ctx context.Context, p *plan, stateless bool) error {
	name := p.req.Installation
	if name == "" {
		name = p.bundle.Name
		p.req.Installation = name
	}
	i, err := e.store.Installation(ctx, p.req.Namespace, name)
	if _, none := errors.AsType[*store.NotFoundError](err); none {
		if p.req.Action != "install" && !stateless {
			return e.notFound(p.req)
		}
		p.installation = store.Installation{Name: name, Namespace: p.req.Namespace}
		return nil
	}
	if err != nil {
		return asError("read the installation", err)
	}
	p.installation = i
	if p.req.Action == "install" && i.IsInstalled() && !p.req.Force {
		return &Error{
			Op:   p.doing(),
			Err:  errors.New("it is installed already"),
			Hint: "upgrade it, or give another name to install the bundle a second time, or --force to install over it",
		}
	}
	return nil
}

// describe fills what is recorded before the run.
func (p *plan) describe() {
	now := store.Now()
	host, _ := os.Hostname()
	p.run = store.Run{
		ID: store.NewID(), Created: now, Namespace: p.req.Namespace, Installation: p.installation.Name,
		Revision: store.NewID(), Action: p.req.Action, Bundle: string(p.raw), BundleReference: p.reference,
		Parameters: p.harmless(p.values), ParameterOverrides: p.installation.Parameters,
		Host: host, PID: os.Getpid(),
	}
	if p.installation.ID == "" {
		p.installation.Status.Created = now
	}
	if p.modifies {
		p.status(&p.installation, now, store.Running, "")
	}
}

// status says in an installation what its last run came to.
func (p *plan) status(i *store.Installation, at time.Time, s store.Status, resultID string) {
	i.Status.RunID, i.Status.Action = p.run.ID, p.req.Action
	i.Status.ResultID, i.Status.ResultStatus, i.Status.Modified = resultID, s, at
	i.Status.BundleReference, i.Status.BundleVersion = p.reference, p.bundle.Version
	repository, tag := cutTag(p.reference)
	i.Bundle = store.BundleRef{Repository: repository, Version: p.bundle.Version, Tag: tag}
	if s != store.Succeeded {
		return
	}
	switch p.req.Action {
	case "install":
		i.Status.Installed, i.Uninstalled = at, false
	case "uninstall":
		i.Status.Uninstalled, i.Uninstalled = at, true
	}
}

// cutTag cuts a reference at its tag, which is "" where it has none.
func cutTag(reference string) (repository, tag string) {
	i := strings.LastIndex(reference, ":")
	if i <= strings.LastIndex(reference, "/") {
		return reference, ""
	}
	return reference[:i], reference[i+1:]
}

// finish records how a run went and returns its error. It does so also where
// ctx has ended.
func (e *Engine) finish(ctx context.Context, p *plan, out outcome, emit Sink) error {
	if !p.record {
		return out.err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTimeout)
	defer cancel()
	now := store.Now()
	r := store.Result{
		ID: store.NewID(), Created: now, Namespace: p.req.Namespace, Installation: p.installation.Name, RunID: p.run.ID, Status: out.status(),
	}
	if out.err != nil {
		r.Message = out.err.Error()
	}
	change := func(i *store.Installation) {
		if p.modifies {
			p.status(i, now, r.Status, r.ID)
		}
	}
	err := e.store.Finish(ctx, r, out.outputs, change)
	if err == nil {
		return out.err
	}
	// How the run went and what it put out matter more than what it printed,
	// which is most of what a full disk has no room for.
	if _, had := out.outputs[store.LogsOutput]; had && ctx.Err() == nil {
		delete(out.outputs, store.LogsOutput)
		if e.store.Finish(ctx, r, out.outputs, change) == nil {
			emit(Event{Kind: WarningEvent, Text: "what the run printed is not recorded: " + err.Error(), Percent: -1})
			return out.err
		}
	}
	// The run did what it did, whether that can be recorded or not.
	err = asError("record the result", err)
	if out.err == nil {
		return &Error{Op: p.doing(), Err: fmt.Errorf("the action succeeded, but its result is not recorded: %w", err)}
	}
	return errors.Join(out.err, err)
}

// at returns an error at an entry of a list in the author's manifest, such as a
// parameter; without a place where the bundle comes from the record.
func (p *plan) at(section, name string, err error, hint string) *Error {
	if p.src != nil {
		for _, n := range p.src.manifest.Root.Get(section).Items() {
			if at := n.Get("name"); at.Value() == name {
				return p.src.at(at.Span(), p.doing(), err, hint)
			}
		}
	}
	return &Error{Op: p.doing(), Err: err, Hint: hint}
}

// missingCredentials are the credentials that the action cannot do without.
func (p *plan) missingCredentials() []string {
	var names []string
	for name, c := range p.bundle.Credentials {
		if c.Required && c.AppliesTo(p.req.Action) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// harmless returns values as they are recorded: without the sensitive ones.
func (p *plan) harmless(values map[string]any) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for name, v := range values {
		param := p.bundle.Parameters[name]
		if p.bundle.Definitions[param.Definition].Sensitive() || p.bundle.Internal(param.Definition) {
			continue
		}
		if doc, err := json.Marshal(v); err == nil {
			out[name] = doc
		}
	}
	return out
}
