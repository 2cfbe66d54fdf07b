package ide

import (
	"path"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Link is a place in a file that leads to another file or to a page.
type Link struct {
	Span    text.Span
	Target  string // an address: that of a file as in [analysis.Diagnostic], or of a page
	Tooltip string // what is there, "" where the address says it
}

// Links returns the links of a file, in order of their places.
func Links(v *View) []Link {
	l := &links{View: v}
	l.rules()
	switch {
	case v.Manifest():
		l.manifest()
	case v.Document != nil:
		l.installed()
	default:
		l.sources()
	}
	slices.SortStableFunc(l.found, func(a, b Link) int { return a.Span.Start - b.Span.Start })
	return slices.CompactFunc(l.found, func(a, b Link) bool { return a.Span == b.Span })
}

type links struct {
	*View
	found []Link
}

func (l *links) add(span text.Span, target, tooltip string) {
	if span.Len() > 0 && target != "" {
		l.found = append(l.found, Link{span, target, tooltip})
	}
}

// rules links the names of rules in comments that suppress them to their pages.
func (l *links) rules() {
	for _, named := range analysis.SuppressedRules(l.File, l.Document) {
		if rules, err := analysis.Match(l.Rules, named.Name); err == nil && len(rules) == 1 {
			l.add(named.Span, analysis.DocsURL(rules[0]), "What the rule "+rules[0]+" finds")
		}
	}
}

func (l *links) manifest() {
	m := l.Document.Manifest
	b := l.Bundle()
	if b.Files == nil {
		return
	}
	l.file(m.Dockerfile.Node, ".")
	for _, p := range exec.Programs(b, exec.Steps(m, nil)) {
		if p.File != nil {
			l.add(p.Place(p.Named), p.File.Name, "")
		}
	}
	for i := range m.Actions {
		for j := range m.Actions[i].Steps {
			s := &m.Actions[i].Steps[j]
			dir := "."
			if s.Mixin.Value == "exec" {
				dir = s.Body.Get("dir").Value()
			}
			l.filesIn(s.Body, dir)
		}
	}
	for i := range m.Mixins {
		l.filesIn(m.Mixins[i].Config, ".")
	}
	for _, f := range m.Files {
		l.file(f.Destination.Node, ".")
	}
	for _, d := range m.Dependencies {
		if d.Reference.Value == "" {
			continue
		}
		if n, state := l.Inputs.Neighbour(d.Reference.Value, d.Version.Value); state == analysis.Value {
			l.add(d.Reference.Node.TextSpan(), n.Manifest.Name, "The manifest of "+n.Reference)
		}
	}
}

// filesIn links every scalar below a node that names a file of the bundle.
func (l *links) filesIn(n syntax.Node, dir string) {
	switch n.Kind() {
	case syntax.Scalar:
		if mayBePath(n.Value()) {
			l.file(n, dir)
		}
	case syntax.Mapping:
		for _, v := range n.Pairs() {
			l.filesIn(v, dir)
		}
	case syntax.Sequence:
		for _, v := range n.Items() {
			l.filesIn(v, dir)
		}
	}
}

// mayBePath is a quick look at whether a text looks like a path of a file: one word
// with a slash or an extension.
func mayBePath(s string) bool {
	if s == "" || len(s) > 255 || strings.ContainsAny(s, " \t\n:\"'$`*?<>|") {
		return false
	}
	return strings.Contains(s, "/") || path.Ext(s) != "" && path.Ext(s) != s
}

// file links a scalar that names a file of the bundle, seen from a folder of it, if
// there is one.
func (l *links) file(n syntax.Node, dir string) {
	if n.Kind() != syntax.Scalar || n.Value() == "" {
		return
	}
	b := l.Bundle()
	local, ok := exec.Local(dir, n.Value(), b.Manifest.Manifest.Delims)
	if !ok || !l.has(local) {
		return
	}
	if f, presence := b.File(local); presence == analysis.There {
		l.add(n.TextSpan(), f.Name, "")
	}
}

// has reports whether the folders say that there is a file of that path: a look
// that reads no file.
func (l *links) has(local string) bool {
	folder, err := l.Bundle().Files.Folder(path.Dir(local))
	if err != nil {
		return false
	}
	name := path.Base(local)
	return slices.ContainsFunc(folder.Entries, func(e analysis.Entry) bool { return e.Name == name && !e.Dir })
}

// installed links the bundle and the sets that an installation names to their files.
func (l *links) installed() {
	d := l.Document.Desired
	if d == nil || l.Path == "" || l.Document.Kind != analysis.Installation {
		return
	}
	placed := l.placed()
	if b := l.Workspace().For(placed); b != nil {
		l.add(d.Bundle.Repository.Node.TextSpan(), b.Manifest.Name, "The manifest of "+b.Manifest.Manifest.Name.Value)
	}
	for _, named := range l.Workspace().SetsOf(placed) {
		if named.Set != nil {
			l.add(named.Name.Node.TextSpan(), named.Set.Name, "")
		}
	}
}

// sources links the files that a script reads in.
func (l *links) sources() {
	if l.Path == "" || !isScript(l.View) {
		return
	}
	b := l.Bundle()
	if b == nil || b.Files == nil {
		return
	}
	for _, s := range l.File.Script().Sources {
		if s.Text == "" {
			continue
		}
		for _, to := range l.View.file(b, "", s.Text, s.Span).To {
			l.add(s.Span, to.File, "")
		}
	}
}
