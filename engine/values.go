package engine

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/engine/store"
	"github.com/porter-ls/porter-ls/schema/cnab"
)

// resolve finds the value of every parameter that the action gets. Later ones
// win: the definition's default, an output of an earlier run that feeds it, the
// value that an earlier run was given, the value that this one is given.
func (p *plan) resolve(last []store.Output, emit Sink) error {
	if unknown := p.unknown(); len(unknown) > 0 {
		return p.unknownError(unknown)
	}
	p.values = map[string]any{}
	for name, param := range p.bundle.Parameters {
		if v, ok := p.bundle.Definitions[param.Definition].Default(); ok {
			p.values[name] = v
		}
	}
	if err := p.fromOutputs(last); err != nil {
		return err
	}
	if err := p.fromOverrides(emit); err != nil {
		return err
	}
	var missing []string
	for _, name := range slices.Sorted(maps.Keys(p.bundle.Parameters)) {
		param := p.bundle.Parameters[name]
		v, ok := p.values[name]
		switch {
		case !param.AppliesTo(p.req.Action):
			delete(p.values, name)
		case ok:
			if wrong := p.bundle.Definitions[param.Definition].Validate(v); len(wrong) > 0 {
				return p.at("parameters", name, fmt.Errorf("the value of the parameter %s does not fit: %w", name, wrong[0]), "")
			}
		case param.Required:
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	flags := make([]string, len(missing))
	for i, name := range missing {
		flags[i] = "--param " + name + "=…"
	}
	what := "the parameter " + missing[0] + " has no value"
	if len(missing) > 1 {
		what = "the parameters " + strings.Join(missing, ", ") + " have no value"
	}
	return p.at("parameters", missing[0], errors.New(what), "give "+strings.Join(flags, " "))
}

// unknown are the given parameters that the bundle does not have.
func (p *plan) unknown() []string {
	var names []string
	for name := range p.req.Parameters {
		if _, ok := p.bundle.Parameters[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (p *plan) unknownError(unknown []string) error {
	var known []string
	for name, param := range p.bundle.Parameters {
		if !p.bundle.Internal(param.Definition) {
			known = append(known, name)
		}
	}
	slices.Sort(known)
	has := "it has none"
	if len(known) > 0 {
		has = "it has " + strings.Join(known, ", ")
	}
	word := "parameter"
	if len(unknown) > 1 {
		word = "parameters"
	}
	return &Error{Op: p.doing(), Err: fmt.Errorf("the bundle has no %s %s; %s", word, strings.Join(unknown, ", "), has)}
}

// fromOutputs takes the values that outputs of earlier runs feed.
func (p *plan) fromOutputs(last []store.Output) error {
	byName := map[string][]byte{}
	for _, o := range last {
		byName[o.Name] = o.Value
	}
	for name, output := range outputSources(p.bundle) {
		value, ok := byName[output]
		if !ok {
			continue
		}
		d := p.bundle.Definitions[p.bundle.Parameters[name].Definition]
		if d.IsFile() {
			p.values[name] = base64.StdEncoding.EncodeToString(value)
			continue
		}
		v, err := d.Convert(string(value))
		if err != nil {
			return p.at("parameters", name, fmt.Errorf("the output %s of an earlier run does not fit the parameter %s: %w", output, name, err), "")
		}
		p.values[name] = v
	}
	return nil
}

// outputSources returns which output of an earlier run feeds which parameter.
func outputSources(b *cnab.Bundle) map[string]string {
	var sources map[string]struct {
		Priority []string
		Sources  map[string]struct{ Name, Dependency string }
	}
	raw, err := json.Marshal(b.Custom[cnab.ParameterSourcesKey])
	if err != nil || json.Unmarshal(raw, &sources) != nil {
		return nil // not in this form: no source that we know
	}
	out := map[string]string{}
	for name, s := range sources {
		if _, ok := b.Parameters[name]; !ok {
			continue
		}
		for _, kind := range s.Priority {
			if from := s.Sources[kind]; kind == "output" && from.Name != "" {
				out[name] = from.Name
				break
			}
		}
	}
	return out
}

// fromOverrides takes the values that earlier runs and this one are given, and
// keeps the latter for the next run, sensitive ones apart.
func (p *plan) fromOverrides(emit Sink) error {
	kept := map[string]json.RawMessage{}
	for name, doc := range p.installation.Parameters {
		v, err := cnab.Value(doc)
		if _, ok := p.bundle.Parameters[name]; !ok || err != nil {
			continue // a parameter that the bundle no longer has
		}
		kept[name], p.values[name] = doc, v
	}
	for _, name := range slices.Sorted(maps.Keys(p.req.Parameters)) {
		definition := p.bundle.Parameters[name].Definition
		d := p.bundle.Definitions[definition]
		v, err := p.convert(d, p.req.Parameters[name])
		if err != nil {
			shown := err
			if d.Sensitive() {
				shown = errors.New("it is not of the parameter's type")
			}
			return p.at("parameters", name, fmt.Errorf("the value of the parameter %s does not fit: %w", name, shown), "")
		}
		p.values[name] = v
		if p.bundle.Internal(definition) {
			continue // such as porter-debug, which is for one run
		}
		if d.Sensitive() {
			emit(Event{Kind: WarningEvent, Text: fmt.Sprintf("the parameter %s is sensitive and not recorded: give its value to the next action too", name), Percent: -1})
			continue
		}
		doc, err := json.Marshal(v)
		if err != nil {
			return p.at("parameters", name, fmt.Errorf("the value of the parameter %s cannot be recorded: %w", name, err), "")
		}
		kept[name] = doc
	}
	p.installation.Parameters = kept
	return nil
}

// convert reads a given value as the definition's type.
func (p *plan) convert(d cnab.Definition, given string) (any, error) {
	if d.IsFile() {
		content, err := os.ReadFile(p.path(given))
		if err == nil {
			return base64.StdEncoding.EncodeToString(content), nil
		}
		if _, decodeErr := cnab.File(given); decodeErr != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil, fmt.Errorf("there is no file %s, and it is no base64 either", given)
			}
			return nil, err
		}
		return given, nil
	}
	if path, ok := strings.CutPrefix(given, "@"); ok && slices.Contains(d.Types(), "object") {
		content, err := os.ReadFile(p.path(path))
		if err != nil {
			return nil, err
		}
		given = string(content)
	}
	return d.Convert(given)
}

func (p *plan) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.req.Dir, name)
}
