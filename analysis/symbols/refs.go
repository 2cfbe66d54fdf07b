package symbols

import (
	"slices"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

func (x *Index) refer(kind Kind, name manifest.String) {
	if name.Set() && name.Value != "" {
		x.Refs = append(x.Refs, Ref{Kind: kind, Name: name.Value, Span: name.Node.TextSpan()})
	}
}

func (x *Index) applyTo(actions []manifest.String) {
	for _, a := range actions {
		x.refer(Action, a)
	}
}

func (x *Index) parameterRefs() {
	for i := range x.manifest.Parameters {
		p := &x.manifest.Parameters[i]
		x.applyTo(p.ApplyTo)
		from, output := p.Source.Dependency, p.Source.Output
		switch {
		case !from.Set():
			x.refer(Output, output)
		case output.Set() && output.Value != "":
			x.Refs = append(x.Refs, Ref{Kind: DependencyOutput, Name: from.Value + "." + output.Value, Span: output.Node.TextSpan()})
			fallthrough
		default:
			x.refer(Dependency, from)
		}
	}
}

func (x *Index) credentialRefs() {
	for i := range x.manifest.Credentials {
		x.applyTo(x.manifest.Credentials[i].ApplyTo)
	}
}

func (x *Index) outputRefs() {
	for i := range x.manifest.Outputs {
		x.applyTo(x.manifest.Outputs[i].ApplyTo)
	}
}

func (x *Index) customActionRefs() {
	for _, c := range x.manifest.CustomActions {
		x.refer(Action, c.Name)
	}
}

// dependencyRefs adds what the wiring of dependencies names.
func (x *Index) dependencyRefs() {
	for i := range x.manifest.Dependencies {
		d := &x.manifest.Dependencies[i]
		for _, pairs := range [][]manifest.Pair{d.Parameters, d.Credentials, d.Outputs} {
			for _, p := range pairs {
				uses, _ := template.ScanNode(p.Value.Node, x.manifest.Delims)
				for _, u := range uses {
					t := newTag(u, 0)
					f := found{x, &t, "", 0, 0}
					if len(t.Path) == 2 && t.Path[0].Name == "outputs" {
						f.add(DependencyOutput, d.Name.Value+"."+t.Path[1].Name, 1)
						continue
					}
					f.path()
				}
			}
		}
	}
}

// actionRefs adds the mixins of an action's steps and what their templates
// name. The steps are those from the given one on.
func (x *Index) actionRefs(a *manifest.Action, from int) {
	for i := range a.Steps {
		m, s := &a.Steps[i].Mixin, &x.steps[from+i]
		if m.Set() {
			x.Refs = append(x.Refs, Ref{Mixin, m.Value, m.Node.TextSpan(), a.Name.Value, s.index, false})
		}
		for j := range s.tags {
			f := found{x, &s.tags[j], a.Name.Value, s.index, s.extent.Start}
			f.path()
		}
	}
}

// found is a tag whose name is being taken apart.
type found struct {
	*Index
	*tag
	action string // that the tag is in, and the step
	step   int
	at     int // what the tag's spans are relative to
}

// add adds a reference that stands at a segment of the path. What is still to
// be typed names nothing.
func (f *found) add(kind Kind, name string, segment int) {
	f.addAt(kind, name, f.Path[segment].Span)
}

func (f *found) addAt(kind Kind, name string, span text.Span) {
	if span.Len() == 0 {
		return
	}
	f.Refs = append(f.Refs, Ref{kind, name, span.Shift(f.at), f.action, f.step, false})
}

// path adds what the segments of the name refer to.
func (f *found) path() {
	if len(f.Path) < 2 {
		return
	}
	switch f.Path[0].Name {
	case "installation", "env":
		f.builtin(1)
	case "bundle":
		f.ofBundle()
	}
}

// builtin adds the segment if it is the last and one of those known there.
func (f *found) builtin(at int) {
	if len(f.Path) != at+1 {
		return
	}
	if f.Path[0].Name == "env" || slices.Contains(known(f.Path[:at]), f.Path[at].Name) {
		f.add(Builtin, f.join(0, at+1), at)
	}
}

func (f *found) ofBundle() {
	if len(f.Path) == 2 {
		f.builtin(1)
		return
	}
	switch f.Path[1].Name {
	case "parameters":
		end := f.named(Parameter)
		for i := end; i < min(len(f.Path), end+deepest); i++ {
			f.add(Field, f.join(2, i+1), i)
		}
	case "credentials":
		f.named(Credential)
	case "outputs":
		f.named(Output)
	case "images":
		f.builtin(f.named(Image))
	case "dependencies":
		end := f.named(Dependency)
		if len(f.Path) == end+2 && f.Path[end].Name == "outputs" {
			f.add(DependencyOutput, f.join(2, end)+"."+f.Path[end+1].Name, end+1)
			return
		}
		f.builtin(end)
	case "custom":
		for i := 2; i < min(len(f.Path), 2+deepest); i++ {
			f.add(Custom, f.join(2, i+1), i)
		}
	}
}

// named adds the reference that begins at the third segment and returns the
// index of the segment behind it. A name that is defined with dots in it spans
// several.
func (f *found) named(kind Kind) int {
	end := 3
	if len(f.Path) > 3 && !f.defined(kind, f.Path[2].Name) {
		for to := min(len(f.Path), 3+deepest); to > 3; to-- {
			if f.defined(kind, f.join(2, to)) {
				end = to
				break
			}
		}
	}
	f.addAt(kind, f.join(2, end), text.Span{Start: f.Path[2].Span.Start, End: f.Path[end-1].Span.End})
	return end
}

func (f *found) defined(kind Kind, name string) bool {
	return f.has(kind, name) || kind == Output && f.has(StepOutput, name)
}
