package dockerfile

import (
	"regexp"
	"strings"
)

// file is a Dockerfile, as far as it takes to find stages and tokens in it.
type file struct {
	lines        []line
	instructions []instruction
}

type line struct {
	text    string
	comment bool // a comment between instructions, not within one
	dropped bool
}

// is reports whether the line is the token, with whatever behind it.
func (l line) is(token string) bool {
	return l.comment && strings.HasPrefix(strings.TrimSpace(l.text), token)
}

// instruction is an instruction with its continuation lines and here-documents.
type instruction struct {
	name        string // in upper case
	text        string // continuations joined, without here-documents
	first, last int    // its lines, from 0
}

var (
	directive = regexp.MustCompile(`^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*?)\s*$`)
	heredoc   = regexp.MustCompile(`(?:^|[\s\d])<<(-?)["']?([A-Za-z_][A-Za-z0-9_.-]*)["']?`)
	// ownSyntax is a frontend image whose work the frontend in this program
	// does; the labs channel has more.
	ownSyntax = regexp.MustCompile(`^(?:docker\.io/)?docker/dockerfile(?::[^@]*)?(?:@.*)?$`)
)

func parse(src []byte) file {
	text := strings.TrimPrefix(string(src), "\ufeff")
	text = strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	p := parser{escape: `\`, top: true}
	for _, l := range strings.Split(text, "\n") {
		p.line(l)
	}
	p.end()
	return p.file
}

type parser struct {
	file
	escape string
	top    bool         // only directives so far
	within *instruction // begun and not ended, without its text
	text   strings.Builder
	docs   []doc // here-documents that are to come, or in progress
}

type doc struct {
	tabs bool // leading tabs do not count
	end  string
}

func (p *parser) line(s string) {
	l := line{text: s}
	trimmed := strings.TrimSpace(s)
	switch {
	case len(p.docs) > 0:
		p.heredoc(s)
	case trimmed == "" || trimmed[0] == '#':
		// Within an instruction, comments and empty lines are passed over.
		if p.within == nil {
			l.comment = trimmed != ""
			l.dropped = p.directive(trimmed)
		}
	default:
		p.top = false
		p.instruction(trimmed)
	}
	p.lines = append(p.lines, l)
	if p.within != nil {
		p.within.last = len(p.lines) - 1
		if len(p.docs) == 0 && !p.continues(trimmed) {
			p.end()
		}
	}
}

// continues reports whether the instruction goes on behind this line.
func (p *parser) continues(trimmed string) bool {
	return trimmed == "" || trimmed[0] == '#' || strings.HasSuffix(trimmed, p.escape)
}

// directive reads a directive, which only stands before anything else, and
// reports whether it is to be left out.
func (p *parser) directive(trimmed string) bool {
	if !p.top {
		return false
	}
	m := directive.FindStringSubmatch(trimmed)
	if m == nil {
		p.top = false
		return false
	}
	switch strings.ToLower(m[1]) {
	case "escape":
		p.escape = m[2]
	case "syntax":
		image := strings.Fields(m[2])[0]
		return ownSyntax.MatchString(image) && !strings.HasSuffix(image, "-labs")
	}
	return false
}

func (p *parser) instruction(trimmed string) {
	part := strings.TrimSuffix(trimmed, p.escape)
	if p.within == nil {
		name, _, _ := strings.Cut(strings.TrimSpace(part), " ")
		name, _, _ = strings.Cut(name, "\t")
		p.within = &instruction{name: strings.ToUpper(name), first: len(p.lines)}
	}
	p.text.WriteString(part + " ") // a text with many continuations is not copied for each
	if part != trimmed {
		return
	}
	switch p.within.name {
	case "RUN", "COPY", "ADD":
		for _, m := range heredoc.FindAllStringSubmatch(p.text.String(), -1) {
			p.docs = append(p.docs, doc{m[1] == "-", m[2]})
		}
	}
}

func (p *parser) heredoc(s string) {
	if p.docs[0].tabs {
		s = strings.TrimLeft(s, "\t")
	}
	if s != p.docs[0].end {
		return
	}
	if p.docs = p.docs[1:]; len(p.docs) == 0 {
		p.within.last = len(p.lines)
		p.end()
	}
}

func (p *parser) end() {
	if p.within != nil {
		p.within.text = p.text.String()
		p.instructions = append(p.instructions, *p.within)
		p.within, p.docs = nil, nil
		p.text = strings.Builder{}
	}
}

// stages returns the FROM instructions.
func (f file) stages() []instruction {
	var out []instruction
	for _, i := range f.instructions {
		if i.name == "FROM" {
			out = append(out, i)
		}
	}
	return out
}

// stage returns what a FROM builds on and what it is called, in lower case.
func (i instruction) stage() (base, alias string) {
	var words []string
	for _, w := range strings.Fields(i.text)[1:] {
		if !strings.HasPrefix(w, "--") {
			words = append(words, strings.ToLower(w))
		}
	}
	if len(words) > 0 {
		base = words[0]
	}
	if len(words) == 3 && words[1] == "as" {
		alias = words[2]
	}
	return base, alias
}

// flag returns the value of an instruction's --name=VALUE, "" where it has none.
func (i instruction) flag(name string) string {
	for _, w := range strings.Fields(i.text)[1:] {
		if v, ok := strings.CutPrefix(w, "--"+name+"="); ok {
			return strings.Trim(v, `"'`)
		}
		if !strings.HasPrefix(w, "--") {
			break
		}
	}
	return ""
}

// initAfter returns the line behind which the user has to be made: none (-1)
// where a token does it for the last stage or one that it builds on, len(lines)
// where there is no stage.
func (f file) initAfter() int {
	stages := f.stages()
	if len(stages) == 0 {
		for _, l := range f.lines {
			if l.is(InitToken) {
				return -1
			}
		}
		return len(f.lines)
	}
	inits := map[string]bool{} // whether the stage of that name has the user
	has := false
	for n, from := range stages {
		end := len(f.lines)
		if n+1 < len(stages) {
			end = stages[n+1].first
		}
		base, alias := from.stage()
		has = inits[base]
		for _, l := range f.lines[from.last:end] {
			has = has || l.is(InitToken)
		}
		if alias != "" {
			inits[alias] = has
		}
	}
	if has {
		return -1
	}
	return stages[len(stages)-1].last
}
