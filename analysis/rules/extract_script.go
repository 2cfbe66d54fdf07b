package rules

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// scriptNames finds names for scripts that are not there yet.
type scriptNames struct {
	bundle *analysis.Bundle
	taken  map[string]bool
}

// next returns the name of a script for a step of an action, "" where what is in
// the bundle's folder is not known.
func (s *scriptNames) next(action string) string {
	if _, known := s.bundle.Entries(); !known {
		return ""
	}
	base := strings.Trim(noFileName.ReplaceAllString(action, "-"), "-")
	if base == "" {
		base = "step"
	}
	for n := 1; ; n++ {
		name := base + ".sh"
		if n > 1 {
			name = fmt.Sprintf("%s-%d.sh", base, n)
		}
		if s.taken[name] {
			continue
		}
		s.taken[name] = true
		if _, presence := s.bundle.File(name); presence == analysis.NotThere {
			return name
		}
	}
}

var noFileName = regexp.MustCompile(`[^A-Za-z0-9]+`)

// extractScript is the fix that moves the text that a step hands bash into a
// script of that name; none where it is not sure that it means the same there.
func extractScript(doc *analysis.Document, s *exec.Step, name string) []analysis.SuggestedFix {
	key, flags := s.Body.Lookup("flags")
	plain := s.Whole && flags.Kind() == syntax.Mapping && flags.Len() == 1 && flags.Anchor() == "" && flags.Tag() == "" &&
		len(s.Arguments)+len(s.Suffix) == 0 && s.Dir.IsZero() && s.Body.Get("arguments").IsZero() &&
		s.Body.Get("<<").IsZero() && len(s.Flags) == 1 && len(s.Flags[0].Values) == 1
	if name == "" || !plain || s.Node.Repaired() {
		return nil
	}
	d := doc.Manifest.Delims
	in, ok := theWord(s.Flags[0].Values[0], d)
	if !ok {
		return nil
	}
	script, arguments, ok := scriptOf(in, d)
	if !ok {
		return nil
	}
	edit, ok := argumentsFor(doc, s, key, flags, append([]string{name}, arguments...))
	if !ok {
		return nil
	}
	return []analysis.SuggestedFix{{
		Title:   fmt.Sprintf("Move the script to %s", name),
		Unsafe:  true,
		Edits:   []analysis.FileEdit{{File: doc.Name, Edit: edit}},
		Creates: []analysis.FileCreation{{File: analysis.Beside(doc.Name, name), Content: script, Executable: true}},
	}}
}

// theWord returns what bash gets of a flag's value where that is one word in
// quotes and nothing else.
func theWord(n syntax.Node, d template.Delims) (string, bool) {
	value := exec.FlagText(n)
	words := exec.Words(exec.Untemplated(value, d))
	if !wrapped(value) || len(words) != 1 || words[0].Start != 1 || words[0].End != len(value)-1 {
		return "", false
	}
	word := words[0].Of([]byte(value))
	return word, strings.TrimSpace(word) != ""
}

// scriptOf returns a script that does what a text does that bash is handed, and
// the templates that it gets as arguments.
func scriptOf(in string, d template.Delims) (script string, arguments []string, ok bool) {
	known := shell.ParseText(in, d, shell.Bash)
	tags, ok := shell.TagsIn(in, d)
	if !ok || known.Err != nil || known.Arguments || aboutItself.MatchString(in) {
		return "", nil, false
	}
	names := map[string]string{} // by what the tag names
	var head, body strings.Builder
	last := 0
	for _, tag := range tags {
		what := tag.Name.Of([]byte(in))
		name, seen := names[what]
		if !seen {
			if name = variableFor(what, in, names); name == "" {
				return "", nil, false
			}
			names[what] = name
			arguments = append(arguments, d.Open+" "+what+" "+d.Close)
			fmt.Fprintf(&head, "%s=\"${%d}\"\n", name, len(arguments))
		}
		body.WriteString(in[last:tag.Span.Start])
		switch tag.Quoting {
		case shell.Bare, shell.InDouble:
			body.WriteString("${" + name + "}")
		case shell.InSingle:
			body.WriteString("'\"${" + name + "}\"'")
		default:
			return "", nil, false
		}
		last = tag.Span.End
	}
	if head.Len() > 0 {
		head.WriteByte('\n')
	}
	body.WriteString(in[last:])
	return "#!/usr/bin/env bash\n" + head.String() + strings.TrimRight(body.String(), "\n") + "\n", arguments, true
}

// aboutItself is what a script says of how it was started.
var aboutItself = regexp.MustCompile(`\$\{?[#!]?[0-9@*#_-]|BASH_|FUNCNAME|\bcaller\b`)

// variableFor returns a variable for the value of a name, "" where there is no
// good one: the script must not use one of that name, nor what it runs.
func variableFor(what, in string, names map[string]string) string {
	parts := strings.Split(what, ".")
	name := strings.ToLower(noFileName.ReplaceAllString(parts[len(parts)-1], "_"))
	for _, candidate := range []string{name, "the_" + name} {
		if !variable.MatchString(candidate) || strings.HasSuffix(candidate, "_proxy") || assigned(in, candidate) {
			continue
		}
		free := true
		for _, other := range names {
			free = free && other != candidate
		}
		if free {
			return candidate
		}
	}
	return ""
}

var variable = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// assigned reports whether a script may use a variable: the name stands in it
// behind a dollar sign, before an equals sign, or as a word of its own.
func assigned(in, name string) bool {
	return regexp.MustCompile(`(^|[^.A-Za-z0-9_-])` + regexp.QuoteMeta(name) + `($|[^A-Za-z0-9_-])`).MatchString(in)
}

// argumentsFor is the edit that writes arguments in the place of a step's flags.
func argumentsFor(doc *analysis.Document, s *exec.Step, key, flags syntax.Node, arguments []string) (edit text.Edit, ok bool) {
	src := doc.File.Source()
	span := text.Span{Start: key.Span().Start, End: flags.Span().End}
	for span.End > span.Start && strings.ContainsRune(" \r\n", rune(src[span.End-1])) {
		span.End--
	}
	flow := s.Body.Style() == syntax.Flow
	for i, a := range arguments {
		if i > 0 && (flow || strings.HasPrefix(a, "{")) {
			arguments[i] = `"` + a + `"`
		}
	}
	if flow {
		return text.Edit{Span: span, New: "arguments: [" + strings.Join(arguments, ", ") + "]"}, true
	}
	indent, ok := blanksBefore(doc, key)
	if !ok {
		return text.Edit{}, false
	}
	br := analysis.LineBreak(src, doc.File.Lines().Span(doc.File.Lines().Line(key.Span().Start)).End)
	unit := max(2, indentOf(doc, flags)-len(indent))
	item := br + indent + strings.Repeat(" ", unit) + "- "
	return text.Edit{Span: span, New: "arguments:" + item + strings.Join(arguments, item)}, true
}

// blanksBefore returns the indentation of a key in a block map, with blanks in
// the place of the dashes before it.
func blanksBefore(doc *analysis.Document, key syntax.Node) (string, bool) {
	lines := doc.File.Lines()
	start := lines.Span(lines.Line(key.Span().Start)).Start
	before := strings.ReplaceAll(string(doc.File.Source()[start:key.Span().Start]), "-", " ")
	return before, strings.Trim(before, " ") == ""
}

// indentOf returns the column that the first key of a block map stands in, 0 of
// any other node.
func indentOf(doc *analysis.Document, n syntax.Node) int {
	if n.Kind() != syntax.Mapping || n.Style() != syntax.Block {
		return 0
	}
	lines := doc.File.Lines()
	return n.Span().Start - lines.Span(lines.Line(n.Span().Start)).Start
}
