package analysis

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/text"
)

// The rules about suppressions. Check itself finds what they say, since it alone
// knows what was suppressed; they are rules so that they can be selected,
// suppressed and read about like any other.
const (
	suppressionUnused  = "suppression-unused"
	suppressionUnknown = "suppression-unknown"
)

// SuppressionRules returns the rules about suppressions, which have no Run.
func SuppressionRules() []*Analyzer {
	kinds := []DocumentKind{BundleManifest, CredentialSet, ParameterSet, Installation, PluginList, PorterConfig}
	return []*Analyzer{
		{
			Name:      suppressionUnknown,
			Severity:  Warning,
			Documents: kinds,
			Doc: `A suppression says nothing.

A comment like "# porter-ls: ignore[RULE] why" takes findings of a rule from its line or from what follows it, and "# porter-ls: ignore-file[RULE] why" from the whole file. One that names a rule that does not exist, that names none, or that means the whole file and does not stand in its head, suppresses nothing, and the finding that it was written for is shown.

Write the name of a rule, as it stands behind its findings.`,
		},
		{
			Name:      suppressionUnused,
			Severity:  Warning,
			Documents: kinds,
			Doc: `A suppression suppresses nothing any more.

The finding that the comment was written for is gone. As long as it stands there, it would hide the next one of that rule in the same place.

Remove it. Where the rule is not run in this check, nothing is said about its suppressions.`,
		},
	}
}

// suppressing is one check's look at suppressions.
type suppressing struct {
	pass   *Pass
	rules  []*Analyzer
	beside *seenFiles      // nil where nothing is known of the folder
	unsure map[string]bool // the rules that might find something if more were known
	byFile map[string][]*suppression
}

// seenFiles notes which files a check has read. It is used by one check.
type seenFiles struct {
	FS
	files map[string]*File // by File.Name
}

// File returns a file and notes it.
func (s *seenFiles) File(name string) (*File, error) {
	f, err := s.FS.File(name)
	if err == nil {
		s.files[f.Name] = f
	}
	return f, err
}

// doubting notes that a rule asked for something that is not known.
type doubting struct {
	Inputs
	unsure *bool
}

// MixinInstalled asks the Inputs.
func (d doubting) MixinInstalled(name string) (string, Known) {
	version, state := d.Inputs.MixinInstalled(name)
	*d.unsure = *d.unsure || state != Value
	return version, state
}

// MixinSchema asks the Inputs.
func (d doubting) MixinSchema(name string) ([]byte, string, Known) {
	schema, version, state := d.Inputs.MixinSchema(name)
	*d.unsure = *d.unsure || state != Value
	return schema, version, state
}

// Dependency asks the Inputs.
func (d doubting) Dependency(reference string) (*cnab.Bundle, Known) {
	bundle, state := d.Inputs.Dependency(reference)
	*d.unsure = *d.unsure || state != Value
	return bundle, state
}

// doubt notes that what the pass looks at is not all known.
func (p *Pass) doubt() {
	if d, ok := p.Inputs.(doubting); ok {
		*d.unsure = true
	}
}

// suppress returns the findings that no comment takes away, and what there is to
// say about the comments themselves.
func (s *suppressing) suppress(found []Diagnostic) []Diagnostic {
	s.byFile = map[string][]*suppression{}
	s.collect()
	if len(s.byFile) == 0 {
		return found
	}
	found = slices.DeleteFunc(found, s.takes)
	var about []Diagnostic
	s.pass.report = func(d Diagnostic) {
		if severity, ok := s.pass.Config.Rules.Severity[d.Rule]; ok {
			d.Severity = severity
		}
		about = append(about, d)
	}
	for _, file := range slices.Sorted(maps.Keys(s.byFile)) {
		for _, one := range s.byFile[file] {
			s.judge(file, one)
		}
	}
	return append(found, slices.DeleteFunc(about, s.takes)...)
}

// collect finds the suppressions of the document and of every file that the
// rules have read.
func (s *suppressing) collect() {
	add := func(file string, all []*suppression) {
		if len(all) > 0 {
			s.byFile[file] = all
		}
	}
	doc := s.pass.Document
	add(doc.Name, suppressionsOf(doc.File))
	if s.beside == nil {
		return
	}
	template := ""
	if m := s.pass.Bundle.Manifest; m.Manifest != nil {
		template = path.Base(m.Manifest.Dockerfile.Value)
	}
	for name, f := range s.beside.files {
		if _, ok := s.byFile[name]; !ok && name != doc.Name {
			isTemplate := path.Base(strings.ReplaceAll(name, `\`, "/")) == template
			add(name, suppressionsIn(f.Lines(), styleOf(f, isTemplate)))
		}
	}
}

// takes reports whether a suppression takes a finding away, and marks all that
// do as used.
func (s *suppressing) takes(d Diagnostic) bool {
	taken := false
	for _, one := range s.byFile[d.File] {
		if d.Span.Start < one.covers.Start || d.Span.Start > one.covers.End {
			continue
		}
		for i := range one.names {
			if name := &one.names[i]; name.name == d.Rule || name.name == d.Porter {
				name.used, taken = true, true
			}
		}
	}
	return taken
}

// judge says what is wrong with a suppression.
func (s *suppressing) judge(file string, one *suppression) {
	if one.mistake != "" {
		s.report(suppressionUnknown, Diagnostic{File: file, Span: one.at, Message: one.mistake})
		return
	}
	for i, name := range one.names {
		matched, err := Match(s.rules, name.name)
		switch {
		case strings.Contains(name.name, "*"):
			s.report(suppressionUnknown, Diagnostic{
				File: file, Span: name.span,
				Message: "a suppression names each rule; a pattern suppresses nothing",
			})
		case err != nil:
			s.report(suppressionUnknown, Diagnostic{File: file, Span: name.span, Message: err.Error(), Fixes: s.correct(file, one, i)})
		case !name.used && s.isSure(file, matched):
			s.report(suppressionUnused, Diagnostic{
				File: file, Span: name.span,
				Message: fmt.Sprintf("there is no finding of %s here any more that this could suppress; remove it", name.name),
				Fixes:   []SuggestedFix{s.remove(file, one, i)},
			})
		}
	}
}

func (s *suppressing) report(rule string, d Diagnostic) {
	i := slices.IndexFunc(s.rules, func(r *Analyzer) bool { return r.Name == rule })
	kind, _ := s.pass.Document.judged(true)
	if i < 0 || !s.pass.Config.shows(s.rules[i]) || !s.rules[i].looksAt(kind) {
		return
	}
	s.pass.rule = s.rules[i]
	s.pass.ReportDiagnostic(d)
}

// isSure reports whether rules that found nothing have looked at all there is:
// they were run, nothing that they asked for is unknown, and no part of the
// document is unreadable.
func (s *suppressing) isSure(file string, rules []string) bool {
	doc := s.pass.Document
	if s.beside == nil || len(doc.File.RootErrors()) > 0 || s.pass.Config.Target != Both {
		return false
	}
	if slices.ContainsFunc(rules, func(rule string) bool {
		return s.unsure[rule] || s.pass.Config.Rules.Off[rule] || rule == suppressionUnknown || rule == suppressionUnused
	}) {
		return false
	}
	if file == doc.Name {
		return true
	}
	// Another manifest of the folder may have a finding in the same file.
	folder, err := s.beside.Folder(".")
	return err == nil && !slices.ContainsFunc(folder.Entries, func(e Entry) bool {
		return IsManifestName(e.Name) && e.Name != path.Base(strings.ReplaceAll(doc.Name, `\`, "/"))
	})
}

// correct is the fix of a name that no rule has: the rule that was meant, or else
// nothing in its place.
func (s *suppressing) correct(file string, one *suppression, i int) []SuggestedFix {
	var known []string
	for _, r := range s.rules {
		known = append(known, r.Name)
	}
	remove := s.remove(file, one, i)
	near := Nearest(one.names[i].name, known)
	if near == "" {
		return []SuggestedFix{remove}
	}
	remove.Unsafe = true // it is what the author did not mean
	return []SuggestedFix{{
		Title: fmt.Sprintf("Change to %q", near),
		Edits: []FileEdit{{file, text.Edit{Span: one.names[i].span, New: near}}},
	}, remove}
}

// remove is the fix that takes a name from a suppression, and with the last name
// the whole of it.
func (s *suppressing) remove(file string, one *suppression, i int) SuggestedFix {
	fix := SuggestedFix{Title: fmt.Sprintf("Remove the suppression of %q", one.names[i].name)}
	span := one.names[i].span
	switch {
	case len(one.names) == 1:
		span = wholeComment(s.lines(file), one.comment)
	case i > 0:
		span.Start = one.names[i-1].span.End
	default:
		span.End = one.names[1].span.Start
	}
	fix.Edits = []FileEdit{{file, text.Edit{Span: span}}}
	return fix
}

func (s *suppressing) lines(file string) *text.Lines {
	if file == s.pass.Document.Name {
		return s.pass.Document.File.Lines()
	}
	return s.beside.files[file].Lines()
}

// wholeComment returns a comment with the blanks before it, and where nothing
// else is on its line with the line break.
func wholeComment(lines *text.Lines, comment text.Span) text.Span {
	src := lines.Text()
	n := lines.Line(comment.Start)
	line := lines.Span(n)
	before := strings.TrimRight(text.Span{Start: line.Start, End: comment.Start}.Of(src), " \t")
	if before != "" && strings.TrimPrefix(before, "\ufeff") != "" {
		return text.Span{Start: line.Start + len(before), End: line.End}
	}
	end := line.End
	if n+1 < lines.Count() {
		end = lines.Span(n + 1).Start
	}
	return text.Span{Start: line.Start + len(before), End: end}
}
