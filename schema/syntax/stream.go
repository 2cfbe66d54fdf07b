package syntax

import "strings"

// tagDirective is a %TAG line.
type tagDirective struct{ handle, prefix string }

// stream parses all documents.
func (p *parser) stream() {
	if strings.HasPrefix(p.text, "\uFEFF") {
		p.pos, p.line = 3, 3
	}
	p.fresh = true
	for begun := false; ; begun = true {
		p.next()
		for begun && p.atMarker("...") {
			p.skipMarker()
		}
		if p.pos >= len(p.text) {
			break
		}
		p.broken = false
		p.tags = nil
		directives := p.directives()
		switch {
		case p.atMarker("---"):
			p.skipMarker()
		case directives && !begun && p.pos >= len(p.text):
			p.structural(p.pos, p.pos, OtherError, "a directive must be followed by a document that begins with ---")
		case directives || begun || p.atMarker("..."):
			p.structural(p.pos, max(p.pos+1, p.wordsEnd()), OtherError, "a document must begin with --- here")
			if p.atMarker("...") {
				p.skipMarker()
			}
		}
		p.document()
	}
	p.validate(len(p.text))
}

// atMarker reports whether that document marker is at the position.
func (p *parser) atMarker(marker string) bool {
	return p.pos == p.line && markerAt(p.text, p.pos) && p.text[p.pos:p.pos+3] == marker
}

func (p *parser) skipMarker() {
	p.pos += 3
	p.fresh, p.marked = false, true
	p.next()
	p.marked = false
}

// directives parses the lines that begin with %.
func (p *parser) directives() (found bool) {
	version := false
	for p.pos < len(p.text) && p.pos == p.line && p.text[p.pos] == '%' {
		found = true
		start, end := p.pos, lineEnd(p.text, p.pos)
		line := p.text[start:end]
		if i := strings.IndexByte(line, '#'); i > 0 && (line[i-1] == ' ' || line[i-1] == '\t' || strings.HasPrefix(line, "%YAML")) {
			p.comments = append(p.comments, span(start+i, end))
			line = line[:i]
		}
		line = strings.TrimRight(line, " \t")
		if message := p.directive(line, &version); message != "" {
			p.structural(start, start+len(line), OtherError, message)
		}
		p.pos = end
		p.fresh = false
		if n := breakAt(p.text, end); n > 0 {
			p.newline(n)
			p.fresh = false
		}
		p.next()
	}
	return found
}

// directive parses one directive and returns what is wrong with it.
func (p *parser) directive(line string, version *bool) string {
	words := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' })
	switch words[0] {
	case "%YAML":
		switch {
		case *version:
			return "there can be only one %YAML directive"
		case len(words) != 2 || !version11(words[1]):
			return "only %YAML 1.1 is understood; leave the directive out"
		}
		*version = true
	case "%TAG":
		if len(words) != 3 || !isHandle(words[1]) {
			return "a %TAG directive needs a handle such as !e! and a prefix"
		}
		prefix, end, ok := uri(words[2], 0)
		if !ok || end != len(words[2]) {
			return "this is no tag prefix"
		}
		for _, d := range p.tags {
			if d.handle == words[1] {
				return "this handle is defined already"
			}
		}
		p.tags = append(p.tags, tagDirective{words[1], prefix})
	default:
		return "this directive is unknown; leave it out, or put the text in quotes"
	}
	return ""
}

// version11 reports whether s is version 1.1, written with up to two digits each.
func version11(s string) bool {
	return s == "1.1" || s == "01.1" || s == "1.01" || s == "01.01"
}

func isHandle(s string) bool {
	return s == "!" || len(s) >= 2 && s[0] == '!' && s[len(s)-1] == '!' && word(s, 1) == len(s)-1
}

// document parses one document's content. When its root seems to end early,
// because a line at the top is unfinished or badly indented, the mapping that
// follows is the root.
func (p *parser) document() {
	p.level = 0
	if p.marker() {
		p.roots = append(p.roots, &green{kind: Scalar, start: int32(p.pos), end: int32(p.pos)})
		return
	}
	first := p.pos
	p.blockNode(-1, false)
	p.next()
	for !p.marker() {
		p.stray(first)
	}
	p.validate(p.pos)
	root := p.pop(len(p.stack) - 1)[0]
	p.roots = append(p.roots, &root)
}

// stray parses what follows a document's root.
func (p *parser) stray(first int) {
	if !p.fresh {
		p.structural(p.pos, trimBlanks(p.text, p.pos, lineEnd(p.text, p.pos)), OtherError, "nothing may follow here; begin a new line, or put the whole value in quotes")
		p.pos = lineEnd(p.text, p.pos)
		p.next()
		return
	}
	start := p.pos
	p.broken = false
	errs, valid := len(p.errs), p.valid
	p.blockNode(-1, false)
	p.next()
	last := len(p.stack) - 1
	root, more := &p.stack[last-1], &p.stack[last]
	if more.kind != Mapping || more.style != Block {
		p.errs, p.valid = p.errs[:errs], valid
		p.broken = false
		p.structural(start, p.lineText(start), BadIndent, "this belongs to nothing; a document has one root")
		root.repaired = true
		p.pop(last)
		return
	}
	end := p.lineText(first)
	switch {
	case root.kind == Mapping && root.style == Block:
		p.errorAt(first, end, BadIndent, "this line is indented deeper than the keys below")
		p.join(root, more)
		p.checkDuplicates(last-1, nil)
	case root.kind == Scalar:
		p.errorAt(first, end, MissingColon, "a colon is missing behind this key")
		*root = *more
	default:
		p.errorAt(first, end, BadIndent, "this stands outside of every key")
		*root = *more
	}
	root.repaired = true
	p.pop(last)
}

// errorAt reports that the document's first line does not fit, unless
// something was found wrong there.
func (p *parser) errorAt(start, end int, code Code, message string) {
	p.repairs++
	for _, e := range p.errs {
		if e.Span.Start <= end {
			return
		}
	}
	p.report(start, end, code, message)
}

// lineText returns the end of the text on the line of start, without comment.
func (p *parser) lineText(start int) int {
	end, _ := words(p.text, start, len(p.text), endsIn)
	return max(end, start+1)
}

// join makes one mapping of two that were parsed one after the other.
func (p *parser) join(a, b *green) {
	parts := a.coll.parts
	first := int32(a.count())
	for _, q := range b.coll.parts {
		q.first += first
		parts = append(parts, q)
	}
	a.coll = &children{parts: parts}
	a.end = b.end
}
