package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/engine/driver"
	"github.com/porter-ls/porter-ls/engine/runtime"
	"github.com/porter-ls/porter-ls/engine/store"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// outcome is what a run came to.
type outcome struct {
	outputs  map[string][]byte
	err      error // why it failed
	canceled bool
}

func (o outcome) status() store.Status {
	switch {
	case o.canceled:
		return store.Canceled
	case o.err != nil:
		return store.Failed
	}
	return store.Succeeded
}

// judge says what a run came to. Outputs count also where it failed.
func (p *plan) judge(ctx context.Context, res driver.Result, err error) outcome {
	out := outcome{outputs: map[string][]byte{}}
	report, reported := runtime.Report{}, false
	for name, content := range res.Outputs {
		switch {
		case name == runtime.ReportName:
			if r, err := runtime.ReadReport(content); err == nil {
				report, reported = r, true
			}
		case name == cnab.StateName && !p.modifies:
			// What changes nothing leaves the state as it was.
		default:
			out.outputs[name] = content
		}
	}
	switch {
	case ctx.Err() != nil && (err != nil || res.ExitCode != 0):
		out.canceled = true
		if err == nil {
			err = context.Cause(ctx)
		}
		out.err = asError(p.doing(), err)
	case err != nil:
		out.err = asError(p.doing(), err)
	case res.ExitCode != 0 && reported && !report.Succeeded:
		out.err = p.stepFailed(report)
	case res.ExitCode != 0:
		out.err = &Error{Op: p.doing(), Err: fmt.Errorf("the bundle ended with the exit code %d", res.ExitCode)}
	default:
		out.err = p.checkOutputs(out.outputs)
	}
	if e, ok := errors.AsType[*Error](out.err); ok && res.OOM && !known(err) {
		e.Err = fmt.Errorf("%w (a program of the bundle was killed for want of memory)", e.Err)
	}
	return out
}

// known reports whether an error of the driver says already that memory was
// wanting.
func known(err error) bool {
	killed, ok := errors.AsType[*driver.KilledError](err)
	return ok && killed.OOM
}

// stepFailed is the error of a step, at its place in the manifest.
func (p *plan) stepFailed(r runtime.Report) error {
	message := strings.TrimSpace(r.Error)
	if said := lastWords(r.Stderr); said != "" && !strings.Contains(message, said) {
		message += ": " + said
	}
	failed := &Error{Op: p.doing(), Err: errors.New(message)}
	if p.src == nil || r.Step < 0 {
		return failed
	}
	action, ok := p.src.manifest.Action(p.req.Action)
	if !ok || r.Step >= len(action.Steps) {
		return failed
	}
	at := action.Steps[r.Step].Node
	if n := follow(p.src.manifest.Root, r.Path); r.Path != "" && !n.IsZero() {
		at = n
	}
	span := at.Span()
	failed.File, failed.Span = p.src.file, &span
	return failed
}

// lastWords returns the last line that a failed mixin printed. Mixins end with a
// line of their own, that their command failed, which is known already: where
// the command itself has said something, that is the one.
func lastWords(stderr []string) string {
	said := ""
	for i, line := range stderr {
		line = strings.TrimSpace(line)
		if line == "" || said != "" && i == len(stderr)-1 && strings.HasPrefix(line, "Error: ") {
			continue
		}
		said = line
	}
	return said
}

// follow returns the node that a JSON pointer leads to, the zero Node where it
// leads nowhere.
func follow(n syntax.Node, pointer string) syntax.Node {
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		part = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
		if n.Kind() == syntax.Sequence {
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= n.Len() {
				return syntax.Node{}
			}
			n = n.Item(i)
			continue
		}
		n = n.Get(part)
	}
	return n
}

// checkOutputs gives outputs that the action did not leave their defaults, and
// says which have none, or are not of their type.
func (p *plan) checkOutputs(outputs map[string][]byte) error {
	var missing []string
	for _, name := range slices.Sorted(maps.Keys(p.bundle.Outputs)) {
		o := p.bundle.Outputs[name]
		d := p.bundle.Definitions[o.Definition]
		value, ok := outputs[name]
		switch {
		case !o.AppliesTo(p.req.Action) || name == cnab.StateName:
		case !ok:
			v, has := d.Default()
			if !has {
				missing = append(missing, name)
				continue
			}
			text, err := cnab.Text(v)
			if err != nil {
				return p.at("outputs", name, fmt.Errorf("the default of the output %s: %w", name, err), "")
			}
			outputs[name] = []byte(text)
		case !d.IsFile():
			if err := fits(d, value); err != nil {
				return p.at("outputs", name, fmt.Errorf("the output %s does not fit its type: %w", name, err), "")
			}
		}
	}
	switch len(missing) {
	case 0:
		return nil
	case 1:
		return p.at("outputs", missing[0], fmt.Errorf("no step left the output %s, and it has no default", missing[0]), "")
	}
	return p.at("outputs", missing[0], fmt.Errorf("no step left the outputs %s, and they have no default", strings.Join(missing, ", ")), "")
}

// fits says why an output is not of its type. Anything is a string.
func fits(d cnab.Definition, value []byte) error {
	types := d.Types()
	if len(types) == 0 || slices.Contains(types, "string") {
		return nil
	}
	v, err := d.Convert(string(value))
	if err != nil {
		return err
	}
	if wrong := d.Validate(v); len(wrong) > 0 {
		return wrong[0]
	}
	return nil
}

// shown are the outputs as people may see them.
func (p *plan) shown(outputs map[string][]byte) map[string]string {
	m := map[string]string{}
	for name, value := range outputs {
		o, ok := p.bundle.Outputs[name]
		if !ok || p.bundle.Internal(o.Definition) {
			continue
		}
		if m[name] = string(value); p.bundle.Definitions[o.Definition].Sensitive() {
			m[name] = hidden
		}
	}
	return m
}
