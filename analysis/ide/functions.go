package ide

import (
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/text"
)

// inScript returns the name at an offset of a script: one of its functions, or a
// variable that values of its bundle arrive in.
func (v *View) inScript(off int) (standing, bool) {
	if v.Path == "" || v.File.Script().Dialect == shell.Other {
		return standing{}, false
	}
	names := scriptNames.Of(v.File)
	for _, u := range names.Variables {
		if !u.Span.Contains(off) {
			continue
		}
		s := standing{span: u.Span}
		for _, b := range v.users(v.Path) {
			if len(arrivals(b, u.Text)) > 0 && v.isRunBy(b) {
				s.names = append(s.names, name{kind: ofVariable, text: u.Text, bundle: b})
			}
		}
		if len(s.names) == 0 {
			s.names = []name{{kind: ofVariable, text: u.Text, file: v.File}}
		}
		return s, true
	}
	for _, u := range names.Functions {
		if u.Span.Contains(off) {
			if file := v.definesFunction(u.Text); file != nil {
				return one(u.Span, name{kind: ofFunction, text: u.Text, file: file})
			}
		}
	}
	for _, w := range branches(v.File) {
		if w.Span.Contains(off) {
			return one(w.Span, name{kind: ofBranch, text: w.Text, file: v.File})
		}
	}
	return standing{}, false
}

// isRunBy reports whether a step of a bundle runs the view's script, or a script
// that reads it in.
func (v *View) isRunBy(b *analysis.Bundle) bool {
	for _, r := range v.running(b) {
		if r.file != nil && r.file.Name == v.File.Name {
			return true
		}
	}
	return false
}

// definesFunction returns the file that defines a function for the view's script:
// the script itself, or one that it reads in.
func (v *View) definesFunction(function string) *analysis.File {
	if v.File.Script().Defines(function) {
		return v.File
	}
	for _, b := range v.users(v.Path) {
		for _, r := range v.running(b) {
			if r.file != nil && r.file.Name == v.File.Name {
				if file := r.defines(function); file != nil {
					return file
				}
			}
		}
	}
	return nil
}

// together returns a text for a shell and all that it reads in, directly or not.
func (r *running) together() []*running {
	all := []*running{r}
	seen := map[*running]bool{r: true}
	for i := 0; i < len(all); i++ {
		for _, other := range all[i].reads {
			if !seen[other] {
				seen[other] = true
				all = append(all, other)
			}
		}
	}
	return all
}

// defines returns the file that defines a function for what is run, nil where
// none of its files does.
func (r *running) defines(function string) *analysis.File {
	for _, part := range r.together() {
		if part.file != nil && part.file.Script().Defines(function) {
			return part.file
		}
	}
	return nil
}

// branches are the words that a script tells its first argument apart by, with
// the span of the word without quotes.
func branches(f *analysis.File) []shell.Name {
	var all []shell.Name
	for _, w := range f.Script().Dispatch.Words {
		if w.Span.Len() == len(w.Text)+2 {
			w.Span = text.Span{Start: w.Span.Start + 1, End: w.Span.End - 1}
		}
		if w.Span.Len() == len(w.Text) && w.Text != "" {
			all = append(all, w)
		}
	}
	return all
}

// handed returns what the first argument of a script names: a function of it, or
// a word that it tells apart. The name is noName where it is neither.
func (r *running) handed() (exec.Argument, name) {
	word, ok := r.First()
	if r.file == nil || !ok || word.Text == "" {
		return exec.Argument{}, name{}
	}
	script := r.file.Script()
	if script.Dispatch.Takes(word.Text) {
		return word, name{kind: ofBranch, text: word.Text, file: r.file}
	}
	// Of a script that is just being written it is not known yet what it does with
	// the argument.
	if script.Dispatch.Runs || !script.Dispatch.Known() {
		if file := r.defines(word.Text); file != nil {
			return word, name{kind: ofFunction, text: word.Text, file: file}
		}
	}
	return word, name{}
}

// inStep returns the name at an offset of a step that is one for the script or
// the shell that it runs.
func (v *View) inStep(off int) (standing, bool) {
	for _, r := range v.running(v.Bundle()) {
		if !r.Node.Span().Contains(off) || !r.isRoot() {
			continue
		}
		if word, n := r.handed(); n.kind != noName && r.Place(word).Contains(off) {
			return one(r.Place(word), n)
		}
		if r.file != nil {
			continue
		}
		for _, u := range r.names.Variables {
			if at := r.span(u.Span); at.Contains(off) && len(arrivals(v.Bundle(), u.Text)) > 0 && !r.sets(u.Text) {
				return one(at, name{kind: ofVariable, text: u.Text, bundle: v.Bundle()})
			}
		}
		for _, u := range r.names.Functions {
			if at := r.span(u.Span); at.Contains(off) {
				if file := r.defines(u.Text); file != nil {
					return one(at, name{kind: ofFunction, text: u.Text, file: file})
				}
			}
		}
	}
	return standing{}, false
}

// isRoot reports whether it is what a step itself names.
func (r *running) isRoot() bool { return r.file == nil || r.local == r.Local }

// running returns what the steps of a bundle run.
func (v *View) running(b *analysis.Bundle) []*running {
	if b == nil {
		return nil
	}
	if all, ok := v.ran[b.Path]; ok {
		return all
	}
	all := programs(b)
	if v.ran == nil {
		v.ran = map[string][]*running{}
	}
	v.ran[b.Path] = all
	return all
}
