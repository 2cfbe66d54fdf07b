package ide

import (
	"slices"
	"strings"
	"unicode"

	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

// check refuses new names that would not do, or that something else has.
func (r *renaming) check() error {
	switch r.kind {
	case ofSymbol:
		return r.checkSymbol()
	case ofVariable:
		return r.checkVariable()
	case ofFunction, ofBranch:
		return r.checkFunction()
	case ofAnchor:
		if err := written(r.to, "."); err != nil {
			return err
		}
		for _, n := range anchoredIn(r.view.Document.File) {
			if n.Anchor() == r.to {
				return refuse("there is an anchor &%s already", r.to)
			}
		}
	case ofSet:
		if err := written(r.to, "."); err != nil {
			return err
		}
		if r.view.Workspace().HasSet(r.set.Kind, r.set.Desired.Namespace.Value, r.to) {
			return refuse("there is a set %q already", r.to)
		}
	case ofBundle:
		return r.checkBundle()
	}
	return nil
}

// written refuses what cannot be written as a name everywhere, in YAML, in
// templates and in the shell. Beside letters, digits, - and _ a name may have
// the characters of more in it, and : and + where more than that follows.
func written(name, more string) error {
	switch {
	case name == "":
		return refuse("a name is needed")
	case strings.TrimSpace(name) != name:
		return refuse("a name does not begin or end with a blank")
	case strings.HasSuffix(name, ":"):
		return refuse("a name does not end with a colon, which is YAML's")
	}
	for i, c := range name {
		switch {
		case unicode.IsLetter(c), unicode.IsDigit(c), unicode.IsMark(c), c == '_', c == '-', strings.ContainsRune(more, c):
		case (c == ':' || c == '+') && i > 0:
		case c == '.':
			return refuse("no template can reach a name with a dot in it: write - in its place")
		default:
			return refuse("%q has %q in it: write letters, digits, - and _", name, c)
		}
	}
	return nil
}

func (r *renaming) checkSymbol() error {
	more := ""
	if r.symbol == symbols.State {
		more = "."
	}
	if err := written(r.to, more); err != nil && !r.isKeyAlone() {
		return err
	}
	switch r.symbol {
	case symbols.Action:
		if err := r.checkAction(); err != nil {
			return err
		}
	case symbols.Parameter:
		if low := strings.ToLower(r.to); strings.HasPrefix(low, "porter-") || strings.HasPrefix(low, "porter_") {
			return refuse("names that begin with %s belong to Porter", r.to[:7])
		}
	}
	if taken := r.takenSymbol(); taken != "" {
		return refuse("there is a %s %q already", taken, r.to)
	}
	if err := r.checkGiven(); err != nil {
		return err
	}
	if r.variable != "" {
		return r.checkVariable()
	}
	return nil
}

// isKeyAlone reports whether what is renamed is a key that is the author's alone,
// which no template names, and the new name a text on one line.
func (r *renaming) isKeyAlone() bool {
	return (r.symbol == symbols.Custom || r.symbol == symbols.Field) && r.to != "" && !strings.ContainsFunc(r.to, unicode.IsControl) &&
		!slices.ContainsFunc(r.places, func(o Occurrence) bool { return o.node.IsZero() })
}

// takenSymbol returns what the bundle has of the new name, "" where that is
// nothing.
func (r *renaming) takenSymbol() string {
	kinds := []symbols.Kind{r.symbol}
	if r.symbol == symbols.Output || isPersistent(r.bundle, r.name) {
		kinds = []symbols.Kind{symbols.Output, symbols.StepOutput}
		if isPersistent(r.bundle, r.name) {
			kinds = append(kinds, symbols.Parameter)
		}
	}
	to := strings.TrimSuffix(r.text, r.from) + r.to
	for _, kind := range kinds {
		if _, ok := r.bundle.Manifest.Symbols.Lookup(kind, to); ok {
			return kind.String()
		}
	}
	// What is used and not defined yet would become this.
	for _, ref := range r.bundle.Manifest.Symbols.Refs {
		if ref.Name == to && slices.Contains(kinds, ref.Kind) {
			return "use of a " + ref.Kind.String()
		}
	}
	return ""
}

func (r *renaming) checkAction() error {
	switch {
	case manifest.IsField(r.to) || manifest.IsCoreAction(r.to):
		return refuse("%q is a field of every manifest", r.to)
	case slices.Contains([]string{"build", "lint", "schema", "version"}, r.to):
		return refuse("mixins have a command called %s, which Porter would run in place of the action's steps", r.to)
	case !r.bundle.Manifest.Manifest.Root.Get(r.to).IsZero():
		return refuse("the manifest has a key %q already", r.to)
	}
	return nil
}

// checkGiven refuses names under which a set would say something else than
// before: of what it gives a value to already, or to other bundles.
func (r *renaming) checkGiven() error {
	if r.bundle.Path == "" || !slices.ContainsFunc(r.places, func(o Occurrence) bool { return o.where == setOrInstallation }) {
		return nil
	}
	for _, g := range r.view.Workspace().GivenTo(r.bundle) {
		edited := slices.ContainsFunc(r.places, func(o Occurrence) bool { return o.file.Document() == g.Document })
		if !edited || r.symbol == symbols.Field {
			continue
		}
		if err := unreadable(g.Document); err != nil {
			return err
		}
		for _, e := range entriesOf(g.Document) {
			if e.kind == r.symbol && e.name.Value == r.to {
				return refuse("%s gives a value to %q already", fileName(g.Document.Name), r.to)
			}
		}
		for _, other := range g.Bundles {
			if other.Path == r.bundle.Path {
				continue
			}
			for _, n := range []string{r.from, r.to} {
				if _, ok := other.Manifest.Symbols.Lookup(r.symbol, n); ok {
					return refuse("%s is for the bundle %q too, which has a %s %q: give that one a set of its own first",
						fileName(g.Document.Name), other.Manifest.Manifest.Name.Value, r.symbol, n)
				}
			}
		}
	}
	return nil
}

// checkVariable refuses variables that something else arrives in, that no shell
// can read where one does, or that a script has a use for already.
func (r *renaming) checkVariable() error {
	to := r.variableTo
	if r.kind == ofVariable && !shell.IsVariable(to) {
		return refuse("a shell takes letters, digits and _ for a variable's name, no digit first")
	}
	if to == "PATH" || to == "HOME" || strings.HasPrefix(to, "CNAB_") || strings.HasPrefix(to, "PORTER_") && !strings.HasPrefix(r.variable, "PORTER_") {
		return refuse("the variable %s has a meaning in every bundle", to)
	}
	if r.bundle != nil {
		for _, a := range arrivals(r.bundle, to) {
			return refuse("the %s %q arrives in the variable %s already", a.kind, a.name.Value, to)
		}
	}
	for _, o := range r.places {
		if !o.Variable && r.kind != ofVariable {
			continue
		}
		if !shell.IsVariable(to) {
			return refuse("%s has the variable %s, which would become %s: no shell takes that for a variable's name", fileName(o.File), r.variable, to)
		}
		if o.where == script {
			if err := r.checkScript(o, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkScript refuses to rename a variable in a script that has the new one, that
// cannot be read to its end, or that other bundles run as well.
func (r *renaming) checkScript(o Occurrence, to string) error {
	names := scriptNames.Of(o.file)
	if names.Err != nil {
		return refuse("%s cannot be read to its end (%s): correct that first", fileName(o.File), names.Err.Message)
	}
	for _, u := range names.Variables {
		if u.Text == to {
			return refuse("%s has a variable %s already", fileName(o.File), to)
		}
	}
	if r.bundle == nil || r.bundle.Path == "" {
		return nil
	}
	for _, b := range r.view.Workspace().Bundles() {
		if b.Path == r.bundle.Path || !sharesFolder(b.Path, r.bundle.Path) || len(arrivals(b, r.variable)) == 0 {
			continue
		}
		for _, run := range r.view.running(b) {
			if run.file != nil && run.file.Name == o.File {
				return refuse("%s is run by %s too, which has %s: rename it where both have it", fileName(o.File), fileName(b.Manifest.Name), r.variable)
			}
		}
	}
	return nil
}

// sharesFolder reports whether the folder of one manifest is in that of another.
func sharesFolder(a, b string) bool {
	return strings.HasPrefix(a, dirOf(b)) || strings.HasPrefix(b, dirOf(a))
}

// checkFunction refuses names that a shell gives another meaning, or that a
// script has already.
func (r *renaming) checkFunction() error {
	if r.to == "" || strings.ContainsFunc(r.to, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("_-.:", c)
	}) || r.to[0] == '-' {
		return refuse("%q is no name for a function: write letters, digits, - and _", r.to)
	}
	if r.kind == ofBranch {
		if r.file.Script().Dispatch.Takes(r.to) {
			return refuse("%s has a branch for %q already", fileName(r.file.Name), r.to)
		}
		return nil
	}
	if isShellWord(r.to) {
		return refuse("%s is a word of the shell itself", r.to)
	}
	for _, o := range r.places {
		if o.where != script {
			continue
		}
		names := scriptNames.Of(o.file)
		if names.Err != nil {
			return refuse("%s cannot be read to its end (%s): correct that first", fileName(o.File), names.Err.Message)
		}
		for _, u := range names.Functions {
			if u.Text == r.to {
				return refuse("%s has or runs something called %s already", fileName(o.File), r.to)
			}
		}
	}
	return nil
}

// isShellWord reports whether a shell knows a word itself.
func isShellWord(word string) bool {
	switch word {
	case "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "in", "select", "function", "time", "coproc",
		"break", "cd", "continue", "eval", "exec", "exit", "export", "getopts", "hash", "pwd", "readonly", "return", "shift", "test", "times",
		"trap", "umask", "unset", "alias", "bind", "builtin", "caller", "command", "declare", "echo", "enable", "help", "let", "local", "logout",
		"mapfile", "printf", "read", "readarray", "source", "type", "typeset", "ulimit", "unalias", "set", "shopt", "true", "false", "wait", "kill", "jobs", "fg", "bg":
		return true
	}
	return false
}

// checkBundle refuses names that no repository may have, and those of another
// bundle that is published to the same place.
func (r *renaming) checkBundle() error {
	valid := r.to != ""
	for i, c := range r.to {
		inner := i > 0 && i < len(r.to)-1
		valid = valid && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || inner && strings.ContainsRune("-_.", c))
	}
	m := r.bundle.Manifest.Manifest
	if !valid && m.Reference.Value == "" {
		return refuse("a bundle is published under its name: write small letters and digits, with - between them")
	}
	if err := written(r.to, "."); err != nil {
		return err
	}
	if m.Reference.Value == "" && m.Registry.Value != "" && len(r.view.Workspace().OfRepository(m.Registry.Value+"/"+r.to)) > 0 {
		return refuse("there is a bundle %q in %s already", r.to, m.Registry.Value)
	}
	return nil
}
