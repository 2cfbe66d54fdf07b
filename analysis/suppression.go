package analysis

import (
	"bytes"
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// suppression is a comment that takes findings of some rules from a part of a
// file: `# porter-ls: ignore[rule, rule] reason`.
type suppression struct {
	comment text.Span // from its # to the end of the line
	names   []suppressed
	covers  text.Span // of findings that begin in it
	mistake string    // why it says nothing, "" where it says something
	at      text.Span // the place of the mistake
}

// suppressed is one name in the brackets of a suppression.
type suppressed struct {
	name string
	span text.Span
	used bool
}

const (
	suppressionMark = "porter-ls:"
	ignoreLine      = "ignore"
	ignoreFile      = "ignore-file"
)

// commentStyle says which comments a file may have.
type commentStyle uint8

const (
	noComments    commentStyle = iota
	lineComments               // on lines of their own, as in Dockerfiles
	shellComments              // behind a command too
)

// styleOf returns the comments of a file beside a manifest.
func styleOf(f *File, isTemplate bool) commentStyle {
	switch {
	case isTemplate || path.Base(f.Name) == IgnoreFile:
		return lineComments
	case IsScript(f.Name) || bytes.HasPrefix(f.Content(), []byte("#!")):
		return shellComments
	}
	return noComments
}

// mayBeSuppressed is a quick look that spares most files a slow one.
func mayBeSuppressed(src []byte) bool { return bytes.Contains(src, []byte(suppressionMark)) }

// suppressionsOf returns the suppressions in a file of YAML.
func suppressionsOf(f *syntax.File) []*suppression {
	if !mayBeSuppressed(f.Source()) {
		return nil
	}
	var all []*suppression
	for _, comment := range f.Comments() {
		if s, word := readSuppression(f.Source(), comment); s != nil {
			s.place(f.Lines(), word, func(line int) text.Span { return nodeSpan(f, line) })
			all = append(all, s)
		}
	}
	return all
}

// suppressionsIn returns the suppressions in a file beside a manifest.
func suppressionsIn(lines *text.Lines, style commentStyle) []*suppression {
	src := lines.Text()
	if style == noComments || !mayBeSuppressed(src) {
		return nil
	}
	var all []*suppression
	for n := range lines.Count() {
		line := lines.Span(n)
		at := strings.Index(line.Of(src), suppressionMark)
		if at < 0 {
			continue
		}
		hash := strings.LastIndexByte(line.Of(src)[:at], '#')
		if hash < 0 || style == lineComments && strings.TrimSpace(line.Of(src)[:hash]) != "" ||
			hash > 0 && !strings.ContainsRune(" \t", rune(line.Of(src)[hash-1])) {
			continue
		}
		if s, word := readSuppression(src, text.Span{Start: line.Start + hash, End: line.End}); s != nil {
			s.place(lines, word, func(line int) text.Span { return commandSpan(lines, line) })
			all = append(all, s)
		}
	}
	return all
}

// readSuppression reads a comment, which may have other words before the
// suppression's own #. It returns nil where there is none, and else the word
// that says what it is.
func readSuppression(src []byte, comment text.Span) (s *suppression, word string) {
	body := comment.Of(src)
	at := strings.Index(body, suppressionMark)
	if at < 0 {
		return nil, ""
	}
	hash := strings.TrimRight(body[:at], " \t")
	if !strings.HasSuffix(hash, "#") {
		return nil, ""
	}
	s = &suppression{comment: text.Span{Start: comment.Start + len(hash) - 1, End: comment.End}}
	at += len(suppressionMark)
	at += len(body[at:]) - len(strings.TrimLeft(body[at:], " \t"))
	rest := body[at:]
	word = rest
	if end := strings.IndexAny(rest, "[ \t:=("); end >= 0 {
		word = rest[:end]
	}
	s.at = text.Span{Start: comment.Start + at, End: comment.Start + at + len(word)}
	if word != ignoreLine && word != ignoreFile {
		// Whoever writes of this program in a comment need not mean it.
		near := Nearest(word, []string{ignoreLine, ignoreFile})
		if near == "" {
			return nil, ""
		}
		s.mistake = "there is no \"porter-ls: " + word + "\"; write \"porter-ls: " + near + "[RULE] why\""
		return s, word
	}
	list, _, closed := strings.Cut(rest[len(word):], "]")
	if !closed || !strings.HasPrefix(list, "[") || strings.Trim(list, "[, \t") == "" {
		s.mistake = "this names no rule and so suppresses nothing; write \"porter-ls: " + word + "[RULE] why\""
		return s, word
	}
	off := s.at.End + 1
	for name := range strings.SplitSeq(list[1:], ",") {
		start := off + len(name) - len(strings.TrimLeft(name, " \t"))
		off += len(name) + 1
		if name = strings.TrimSpace(name); name != "" {
			s.names = append(s.names, suppressed{name: name, span: text.Span{Start: start, End: start + len(name)}})
		}
	}
	return s, word
}

// place finds out which part of the file a suppression covers: all of it, its
// own line, or, where it stands on a line of its own, what begins on the next one
// that is neither blank nor a comment.
func (s *suppression) place(lines *text.Lines, word string, next func(line int) text.Span) {
	src := lines.Text()
	n := lines.Line(s.comment.Start)
	line := lines.Span(n)
	before := strings.TrimSpace(text.Span{Start: line.Start, End: s.comment.Start}.Of(src))
	own := before == "" || strings.HasPrefix(before, "#")
	switch {
	case word == ignoreFile:
		if !own || !isHead(lines, n) {
			s.mistake = "this suppresses nothing, because it stands behind the first line that is no comment; move it to the head of the file"
			s.names = nil
			return
		}
		s.covers = text.Span{Start: 0, End: len(src)}
	case !own:
		s.covers = line
	default:
		s.covers = text.Span{Start: -1, End: -1} // of nothing, where nothing follows
		for n++; n < lines.Count(); n++ {
			if what := strings.TrimSpace(lines.Span(n).Of(src)); what != "" && what[0] != '#' {
				s.covers = next(n)
				return
			}
		}
	}
}

// isHead reports whether all lines before one are blank, comments, or what
// begins a document of YAML.
func isHead(lines *text.Lines, n int) bool {
	for i := range n {
		what := strings.TrimSpace(strings.TrimPrefix(lines.Span(i).Of(lines.Text()), "\ufeff"))
		if what != "" && what[0] != '#' && what[0] != '%' && what != "---" {
			return false
		}
	}
	return true
}

// nodeSpan returns a line of YAML and all of the entry that begins on it: a key
// with its value, or an item of a list.
func nodeSpan(f *syntax.File, n int) text.Span {
	line := f.Lines().Span(n)
	for _, root := range f.Docs() {
		for node := root; !node.IsZero(); {
			end, inner := entryAt(node, line)
			if end >= 0 {
				return text.Span{Start: line.Start, End: max(line.End, end)}
			}
			node = inner
		}
	}
	return line
}

// entryAt returns the end of the first entry of a collection that begins on a
// line or, where none does, -1 and the entry's value that the line is in.
func entryAt(node syntax.Node, line text.Span) (end int, inner syntax.Node) {
	for k, v := range node.Pairs() {
		switch {
		case k.Span().Start > line.End:
			return -1, inner
		case k.Span().Start >= line.Start:
			return max(k.Span().End, v.Span().End), v
		}
		inner = v
	}
	for _, item := range node.Items() {
		switch start := item.Dash().Start; {
		case start > line.End:
			return -1, inner
		case start >= line.Start:
			return item.Span().End, item
		}
		inner = item
	}
	return -1, inner
}

// commandSpan returns a line and those that it goes on in.
func commandSpan(lines *text.Lines, n int) text.Span {
	s := lines.Span(n)
	for strings.HasSuffix(lines.Span(n).Of(lines.Text()), `\`) && n+1 < lines.Count() {
		n++
		s.End = lines.Span(n).End
	}
	return s
}

// RuleName is the name of a rule in a comment that suppresses it: any text that
// Match takes.
type RuleName struct {
	Name string
	Span text.Span
}

// SuppressedRules returns the names of rules that the comments of a document
// suppress, or those of a script or a Dockerfile's template where doc is nil.
func SuppressedRules(f *File, doc *Document) []RuleName {
	var all []*suppression
	switch {
	case doc != nil:
		all = suppressionsOf(doc.File)
	case IsData(path.Base(f.Name)):
	case styleOf(f, false) == noComments:
		all = suppressionsIn(f.Lines(), lineComments)
	default:
		all = suppressionsIn(f.Lines(), styleOf(f, false))
	}
	var names []RuleName
	for _, s := range all {
		for _, n := range s.names {
			names = append(names, RuleName{n.name, n.span})
		}
	}
	return names
}
