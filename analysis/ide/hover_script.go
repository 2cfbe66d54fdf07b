package ide

import (
	"bytes"
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/dockerfile"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

// argument says which function, or branch of a case, of a script a step runs by the
// word at the place.
func (h *hover) argument() bool {
	p := h.programAt(h.off)
	if p == nil || p.File == nil || p.Script == nil {
		return false
	}
	first, ok := p.First()
	if !ok || !p.Place(first).Contains(h.off) {
		return false
	}
	word, at := first.Text, p.Place(first)
	for _, f := range h.readIn(p) {
		for _, d := range f.Script().Definitions {
			if d.Text == word {
				h.say("function ", strong(word), " of ", code(path.Base(f.Name)))
				h.source(f, d)
				return h.about(at)
			}
		}
	}
	for _, w := range p.Script.Dispatch.Words {
		if w.Text == word {
			line := p.File.Lines().Line(w.Span.Start)
			h.say("a branch of the ", code("case"), " in ", code(p.Local), ", line "+stepNumber(line))
			return h.about(at)
		}
	}
	return false
}

// readIn returns the script that a step runs and those that it reads in itself, as
// far as they are known.
func (h *hover) readIn(p *exec.Program) []*analysis.File {
	files := []*analysis.File{p.File}
	for _, source := range p.Script.Sources {
		local, ok := exec.Local(p.Dir, source.Text, h.Document.Manifest.Delims)
		if !ok {
			continue
		}
		if f, presence := h.Bundle().File(local); presence == analysis.There {
			files = append(files, f)
		}
	}
	return files
}

// mostLines bounds how much of a function is shown.
const mostLines = 8

// source shows the first lines of a function, with the comments above it.
func (h *hover) source(f *analysis.File, d shell.Name) {
	lines := f.Lines()
	first, last := lines.Line(d.Span.Start), lines.Line(d.Span.End)
	for first > 0 && strings.HasPrefix(strings.TrimSpace(lines.Span(first-1).Of(f.Content())), "#") &&
		!strings.HasPrefix(lines.Span(first-1).Of(f.Content()), "#!") && lines.Line(d.Span.Start)-first < mostLines {
		first--
	}
	more := last-lines.Line(d.Span.Start) >= mostLines
	if more {
		last = lines.Line(d.Span.Start) + mostLines - 1
	}
	shown := text.Span{Start: lines.Span(first).Start, End: lines.Span(last).End}.Of(f.Content())
	shown = strings.ReplaceAll(strings.TrimRight(shown, "\r\n"), "\r\n", "\n")
	if more {
		shown += "\n…"
	}
	h.show("bash", shown)
}

// function says which steps run the function of a script that the place is in the
// name of.
func (h *hover) function() bool {
	if !isScript(h.View) {
		return false
	}
	span, word := wordAt(h.Source(), h.off)
	s := h.File.Script()
	if word == "" || span.Start > 0 && strings.IndexByte("$/.-{", h.Source()[span.Start-1]) >= 0 || !s.Defines(word) {
		return false
	}
	defines := false
	for _, n := range s.Functions {
		defines = defines || n.Span == span
	}
	h.heading("function", word, "")
	if !defines {
		for _, d := range s.Definitions {
			if d.Text == word {
				h.source(h.File, d)
				break
			}
		}
	}
	calling := h.calls(h.File, word)
	for i, step := range calling {
		if i == mostFindings {
			h.item("and more")
			break
		}
		h.item(with("Run by ", stepWords(step.Action, step.At, step.Description.Value)...)...)
	}
	if b := h.Bundle(); len(calling) == 0 && b != nil && defines {
		h.item("No step of ", code(path.Base(b.Path)), " names it")
	}
	return h.about(span)
}

// stepWords names a step for people.
func stepWords(action string, index int, description string) []any {
	parts := []any{"step " + stepNumber(index) + " of ", code(action)}
	if description != "" {
		parts = append(parts, ": ", said(description))
	}
	return parts
}

// isScript reports whether a view's file is read as a shell script.
func isScript(v *View) bool {
	return v.Document == nil && (analysis.IsScript(v.File.Name) || bytes.HasPrefix(v.Source(), []byte("#!")))
}

// wordAt returns the name that an offset is in or directly behind.
func wordAt(src []byte, off int) (text.Span, string) {
	in := func(c byte) bool { return isWord(c) || c == '-' }
	start, end := min(off, len(src)), min(off, len(src))
	for start > 0 && in(src[start-1]) {
		start--
	}
	for end < len(src) && in(src[end]) {
		end++
	}
	for start < end && src[start] == '-' {
		start++
	}
	span := text.Span{Start: start, End: end}
	return span, span.Of(src)
}

// variable says what sets the environment variable that a script, or a text for
// one in a step, reads at the place.
func (h *hover) variable() bool {
	src := h.Source()
	if h.Manifest() {
		if a, _ := h.stepAt(h.off); a == nil {
			return false
		}
	} else if !isScript(h.View) {
		return false
	}
	start, end := min(h.off, len(src)), min(h.off, len(src))
	for start > 0 && isName(src[start-1]) {
		start--
	}
	for end < len(src) && isName(src[end]) {
		end++
	}
	span := text.Span{Start: start, End: end}
	before := string(src[max(0, start-2):start])
	if span.Len() == 0 || !strings.HasSuffix(before, "$") && before != "${" {
		return false
	}
	b := h.Bundle()
	return b != nil && h.environment(b.Manifest.Manifest, span.Of(src)) && h.about(span)
}

func isName(c byte) bool { return isWord(c) && c < 0x80 }

// environment says what sets an environment variable of the bundle's container;
// false where that is not known.
func (h *hover) environment(m *manifest.Manifest, name string) bool {
	for _, p := range m.BundleParameters() {
		if env, _ := p.Destination(); env == name {
			h.say("environment variable ", strong(name))
			h.line()
			h.parameter(m, p)
			return true
		}
	}
	for _, c := range m.BundleCredentials() {
		if env, _ := c.Destination(); env == name {
			h.say("environment variable ", strong(name))
			h.line()
			h.credential(c)
			return true
		}
	}
	doc, ok := map[string]string{
		"CNAB_ACTION":                   "The action that is run.",
		"CNAB_BUNDLE_NAME":              "The bundle's name.",
		"CNAB_BUNDLE_VERSION":           "The bundle's version.",
		"CNAB_INSTALLATION_NAME":        "The installation's name, behind its namespace and a `/`.",
		"CNAB_REVISION":                 "An identifier of this run.",
		"PORTER_INSTALLATION_NAME":      "The installation's name.",
		"PORTER_INSTALLATION_NAMESPACE": "The installation's namespace, empty in the global one.",
		"PORTER_INSTALLATION_ID":        "The installation's identifier, which no other one has.",
	}[name]
	if ok {
		h.say("environment variable ", strong(name))
		h.say(doc)
	}
	return ok
}

// token describes a comment of a Dockerfile's template that lines are put in place
// of.
func (h *hover) token() bool {
	lines := h.File.Lines()
	line := lines.Span(lines.Line(h.off))
	words := line.Of(h.Source())
	trimmed := strings.TrimSpace(words)
	doc := map[string]string{
		dockerfile.InitToken:   "A build puts the lines here that make the user that the bundle runs as. Without this line they come right behind a `FROM`.",
		dockerfile.MixinsToken: "A build puts the lines here that the mixins need, in the order in which the manifest declares them. Without this line they come at the end.",
	}[trimmed]
	if doc == "" {
		return false
	}
	b := h.Bundle()
	if b == nil {
		return false
	}
	if f, _ := b.Template(); f == nil || f.Name != h.File.Name {
		return false
	}
	start := line.Start + strings.Index(words, trimmed)
	h.say(strong(trimmed))
	h.say(doc)
	if trimmed == dockerfile.MixinsToken {
		var names []string
		for _, m := range b.Manifest.Manifest.Mixins {
			names = append(names, m.Name.Value)
		}
		h.takes("Mixins: ", len(names), func(i int) string { return names[i] })
	}
	return h.about(text.Span{Start: start, End: start + len(trimmed)})
}
