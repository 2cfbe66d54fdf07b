package ide

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// RenameError says why something cannot be renamed, in a sentence for users.
type RenameError struct{ Message string }

// Error returns the message.
func (e *RenameError) Error() string { return e.Message }

func refuse(format string, args ...any) error {
	return &RenameError{fmt.Sprintf(format, args...)}
}

// Renaming is what renames something in all files, sorted by file and place.
type Renaming struct{ Changes []Change }

// Change is one edit of a renaming.
type Change struct {
	analysis.FileEdit
	Kind ChangeKind
	// Beside says that it is in another file than the one that was asked about.
	Beside bool
}

// ChangeKind says why something is edited.
type ChangeKind uint8

// The kinds of change.
const (
	Named         ChangeKind = iota // it is named in the bundle's own manifest
	InDependant                     // it is named by a bundle that depends on this one
	InSet                           // a set or an installation names it
	InScript                        // a script names it
	AsEnvironment                   // its environment variable is named, which is made from its name
)

// PrepareRename returns the name at an offset that can be renamed and what it is
// now; ok is false where there is no name at all. The error, a *RenameError, says
// why the one that there is cannot be renamed.
func PrepareRename(v *View, off int) (span text.Span, now string, ok bool, err error) {
	if _, ok := v.at(off); !ok {
		return text.Span{}, "", false, nil
	}
	at, n, err := v.renamable(off)
	if err != nil {
		return text.Span{}, "", false, err
	}
	return at.span, lastPart(n), true, nil
}

// Rename returns what gives the thing that is named at an offset another name. The
// error, a *RenameError, says why that cannot be, or is that of the view's Context.
func Rename(v *View, off int, to string) (Renaming, error) {
	_, n, err := v.renamable(off)
	if err != nil {
		return Renaming{}, err
	}
	if to == lastPart(n) {
		return Renaming{}, nil
	}
	r := &renaming{view: v, name: n, from: lastPart(n), to: to}
	r.places = v.occurrences([]name{n}, true)
	if v.ended() {
		return Renaming{}, v.Context.Err() // a part of the places is none
	}
	r.variables()
	if err := r.check(); err != nil {
		return Renaming{}, err
	}
	return r.changes()
}

// lastPart is what is renamed of a name: of a field or a custom value the last of
// its parts.
func lastPart(n name) string {
	if n.kind == ofSymbol && (n.symbol == symbols.Field || n.symbol == symbols.Custom) {
		return n.text[strings.LastIndexByte(n.text, '.')+1:]
	}
	return n.text
}

// renamable returns the one thing that is named at an offset, if it is the
// author's to name.
func (v *View) renamable(off int) (standing, name, error) {
	at, ok := v.at(off)
	switch {
	case !ok:
		return at, name{}, refuse("there is nothing here that has a name of its own")
	case len(at.names) == 0:
		return at, name{}, refuse("it is not known among these files what this names")
	case len(at.names) > 1:
		return at, name{}, refuse("this names something in %d bundles: rename it in each of their manifests", len(at.names))
	}
	if err := v.readable(off); err != nil {
		return at, name{}, err
	}
	return at, at.names[0], v.ours(at.names[0])
}

// readable refuses places in what is half-typed: there may be more uses in what
// cannot be read.
func (v *View) readable(off int) error {
	if v.Document == nil {
		if err := scriptNames.Of(v.File).Err; err != nil {
			return refuse("this script cannot be read to its end (%s): correct that first", err.Message)
		}
		return nil
	}
	if err := unreadable(v.Document); err != nil {
		return err
	}
	if v.Manifest() {
		if tag, ok := v.Document.Symbols.TagAt(off); ok && !tag.Closed {
			return refuse("the expression has no end yet")
		}
	}
	return nil
}

// unreadable refuses documents that are no YAML.
func unreadable(doc *analysis.Document) error {
	errs := doc.File.RootErrors()
	if len(errs) == 0 {
		return nil
	}
	line, _ := doc.File.Lines().Position(errs[0].Span.Start, text.UTF32)
	return refuse("%s cannot be read as YAML (line %d: %s): correct that first", fileName(doc.Name), line+1, errs[0].Message)
}

// fileName is the last part of a path or an address.
func fileName(address string) string { return address[strings.LastIndexByte(address, '/')+1:] }

// ours refuses names that are not the author's to choose, and those of what is
// not there.
func (v *View) ours(n name) error {
	switch n.kind {
	case ofReference:
		return refuse("this is where a bundle is published: rename the bundle in its manifest")
	case ofSet:
		if n.set == nil {
			return refuse("there is no set %q among these files", n.text)
		}
	case ofAnchor:
		if n.anchor.IsZero() {
			return refuse("there is no anchor &%s", n.text)
		}
	case ofVariable:
		if n.bundle == nil {
			return nil
		}
		for _, a := range arrivals(n.bundle, n.text) {
			if a.env.Value == "" {
				return refuse("%s is made from the name of the %s %q: rename that, or write env: there", n.text, a.kind, a.name.Value)
			}
		}
	case ofSymbol:
		return oursSymbol(n)
	}
	return nil
}

func oursSymbol(n name) error {
	switch {
	case n.symbol == symbols.Builtin:
		return refuse("%s is a name that Porter gives", n.text)
	case n.symbol == symbols.Mixin:
		return refuse("a mixin is called as its program is: to use another one, change it under mixins and in the steps")
	case n.symbol == symbols.Extension:
		return refuse("the names of required extensions are those that CNAB tools know")
	case n.bundle == nil || n.symbol == symbols.DependencyOutput:
		return refuse("%q belongs to a bundle whose manifest is not among these files", n.text[strings.IndexByte(n.text, '.')+1:])
	case n.symbol == symbols.Action && manifest.IsCoreAction(n.text):
		return refuse("every bundle has an action called %s", n.text)
	}
	defined := n.bundle.Manifest.Symbols.Definitions(symbols.Ref{Kind: n.symbol, Name: n.text})
	if len(defined) == 0 {
		return refuse("nothing defines the %s %q", n.symbol, n.text)
	}
	return unreadable(n.bundle.Manifest)
}

// renaming gives one thing another name.
type renaming struct {
	view *View
	name
	from, to string
	places   []Occurrence

	// The environment variable that is made from the name, and what it becomes; ""
	// where there is none that is renamed too.
	variable, variableTo string
}

// variables finds out which environment variable is renamed too, and leaves out
// the places that name one that stays.
func (r *renaming) variables() {
	derived := false
	if r.kind == ofSymbol && (r.symbol == symbols.Parameter || r.symbol == symbols.Credential) {
		for _, a := range arrivals(r.bundle, "") {
			if a.kind == r.symbol && a.name.Value == r.text && a.env.Value == "" {
				derived, r.variable, r.variableTo = true, a.variable, manifest.EnvName(r.to)
			}
		}
		if derived && (len(arrivals(r.bundle, r.variable)) > 1 || r.variable == r.variableTo) {
			derived = false // it is still another's, or stays as it is
		}
		if !derived {
			r.variable, r.variableTo = "", ""
			r.places = slices.DeleteFunc(r.places, func(o Occurrence) bool { return o.Variable })
		}
	}
	if r.kind == ofVariable {
		r.variable, r.variableTo = r.text, r.to
	}
}

// changes returns the edits of all places.
func (r *renaming) changes() (Renaming, error) {
	var out Renaming
	for _, o := range r.places {
		from, to := r.from, r.to
		if o.Variable && r.kind != ofVariable {
			from, to = r.variable, r.variableTo
		}
		edit, err := o.rename(from, to)
		if err != nil {
			return Renaming{}, err
		}
		out.Changes = append(out.Changes, Change{analysis.FileEdit{File: o.File, Edit: edit}, r.changeKind(o), o.File != r.view.File.Name})
	}
	slices.SortStableFunc(out.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Edit.Span.Start, b.Edit.Span.Start))
	})
	return out, nil
}

func (r *renaming) changeKind(o Occurrence) ChangeKind {
	switch {
	case o.Variable && r.kind != ofVariable:
		return AsEnvironment
	case o.where == otherManifest:
		return InDependant
	case o.where == setOrInstallation:
		return InSet
	case o.where == script:
		return InScript
	}
	return Named
}

// rename returns the edit that writes another name at a place, which must have the
// old one as it is.
func (o Occurrence) rename(from, to string) (text.Edit, error) {
	if o.node.IsZero() {
		if written := o.Span.Of(o.file.Content()); written != from {
			return text.Edit{}, refuse("%s has %q where it means %q: write the name out there first", fileName(o.File), written, from)
		}
		return text.Edit{Span: o.Span, New: to}, nil
	}
	return writeScalar(o.node, to)
}

// writeScalar returns the edit that makes a scalar that text, in its own style as
// far as that can be.
func writeScalar(n syntax.Node, to string) (text.Edit, error) {
	if n.Tag() != "" && n.Tag() != "!!str" {
		return text.Edit{}, refuse("%s is written with the tag %s: write it out first", n.Value(), n.Tag())
	}
	switch n.Style() {
	case syntax.Plain:
		if n.Tag() == "" && !isPlain(to) {
			return text.Edit{Span: n.Span(), New: `"` + escapeQuoted(to, '"') + `"`}, nil
		}
	case syntax.SingleQuoted:
		to = escapeQuoted(to, '\'')
	case syntax.DoubleQuoted:
		to = escapeQuoted(to, '"')
	default:
		return text.Edit{}, refuse("%q is written as a block of text: write it on one line first", strings.TrimSpace(n.Value()))
	}
	return text.Edit{Span: n.TextSpan(), New: to}, nil
}

// isPlain reports whether YAML reads a name that has no quotes as just that text.
func isPlain(name string) bool {
	for _, around := range []string{"- ", "[a, ", "? "} {
		end := "\n"
		if around[0] == '[' {
			end = ", b]\n"
		}
		f := syntax.Parse([]byte(around+name+end), nil)
		item := f.Root().Item(0)
		switch around[0] {
		case '[':
			item = f.Root().Item(1)
		case '?':
			item, _ = f.Root().Pair(0)
		}
		_, isBool := item.Bool() // for readers of YAML 1.1, which has more words for it
		if len(f.Errors()) > 0 || item.Style() != syntax.Plain || item.Data() != any(name) || isBool {
			return false
		}
	}
	return true
}
