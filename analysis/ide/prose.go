package ide

import (
	"fmt"
	"strings"
	"unicode"
)

// Prose is text for people, to be shown as Markdown or as it is. What comes out
// of a bundle goes into it as code or said, which leave nothing in it that has a
// meaning in Markdown: whoever opens a foreign repository is shown no link, image
// or markup of its author's.
type Prose struct{ blocks []block }

// The parts of a line of prose. A plain string is our own words, in which code
// stands between backticks.
type (
	code   string // a name or a value, whoever wrote it
	strong string // the same, as a heading
	said   string // words of the bundle's author
	link   struct{ words, address string }
)

type block struct {
	kind  blockKind
	parts []any
}

type blockKind uint8

const (
	paragraph blockKind = iota
	item
	listing // two parts: the language and the text
	rule
)

// IsEmpty reports whether there is nothing to show.
func (p *Prose) IsEmpty() bool { return len(p.blocks) == 0 }

func (p *Prose) add(kind blockKind, parts ...any) {
	p.blocks = append(p.blocks, block{kind, parts})
}

// say adds a paragraph.
func (p *Prose) say(parts ...any) { p.add(paragraph, parts...) }

// item adds an item to the list that stands last.
func (p *Prose) item(parts ...any) { p.add(item, parts...) }

// show adds lines of a source text as they are.
func (p *Prose) show(language, text string) { p.add(listing, language, text) }

// line adds a line between what is above and below, if there is an above.
func (p *Prose) line() {
	if len(p.blocks) > 0 {
		p.add(rule)
	}
}

// quote adds what an author wrote, paragraph by paragraph.
func (p *Prose) quote(words string) {
	for _, part := range strings.Split(strings.ReplaceAll(words, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			p.say(said(part))
		}
	}
}

// Markdown returns the text as CommonMark.
func (p *Prose) Markdown() string { return p.write(markdown) }

// Plain returns the text without any markup.
func (p *Prose) Plain() string { return p.write(plainly) }

// form writes the parts of a line.
type form struct {
	part    func(part any) string
	bullet  string
	between string // what stands on the line between two parts of the whole
	fenced  bool
}

var (
	markdown = form{markdownPart, "- ", "---", true}
	plainly  = form{plainPart, "- ", "", false}
)

func (p *Prose) write(f form) string {
	var b strings.Builder
	for i, block := range p.blocks {
		if block.kind == rule && f.between == "" {
			continue
		}
		if i > 0 && !(block.kind == item && p.blocks[i-1].kind == item) {
			b.WriteByte('\n')
		}
		switch block.kind {
		case rule:
			b.WriteString(f.between + "\n")
			continue
		case listing:
			b.WriteString(f.listing(fmt.Sprint(block.parts[0]), fmt.Sprint(block.parts[1])))
			continue
		case item:
			b.WriteString(f.bullet)
		}
		for _, part := range block.parts {
			b.WriteString(f.part(part))
		}
		b.WriteByte('\n')
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (f form) listing(language, text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return visible(r)
	}, strings.TrimRight(text, "\r\n"))
	if !f.fenced {
		return text + "\n"
	}
	fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	return fence + language + "\n" + text + "\n" + fence + "\n"
}

func markdownPart(part any) string {
	switch part := part.(type) {
	case code:
		return codeSpan(string(part))
	case strong:
		return "**" + codeSpan(string(part)) + "**"
	case said:
		return escape(string(part))
	case link:
		return "[" + escape(part.words) + "](" + part.address + ")"
	}
	return fmt.Sprint(part)
}

func plainPart(part any) string {
	switch part := part.(type) {
	case code:
		return oneLine(string(part))
	case strong:
		return oneLine(string(part))
	case said:
		return oneLine(string(part))
	case link:
		return part.words + " <" + part.address + ">"
	}
	return strings.ReplaceAll(fmt.Sprint(part), "`", "")
}

// codeSpan returns a text as code. Its fence is longer than any within it.
func codeSpan(s string) string {
	s = oneLine(s)
	if s == "" {
		return "`\"\"`"
	}
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if s[0] == '`' || s[len(s)-1] == '`' {
		s = " " + s + " "
	}
	return fence + s + fence
}

func longestRun(s string, of rune) int {
	longest, run := 0, 0
	for _, r := range s {
		if r != of {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// oneLine returns a text on one line, without what a terminal or an editor might
// obey: control characters, and those that change the direction of writing.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(visible, s)), " ")
}

// cut is the beginning of a text: all of it where it has no more characters than
// that.
func cut(s string, most int) string {
	count := 0
	for i := range s {
		if count++; count > most {
			return s[:i] + "…"
		}
	}
	return s
}

// visible returns a character as it may be shown, -1 where it may not.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t' || r == '\u2028' || r == '\u2029':
		return ' '
	case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return -1
	}
	return r
}

// escape returns a text as words that Markdown gives no meaning to. Addresses are
// taken apart too: editors make links of those that stand in a text.
func escape(s string) string {
	s = oneLine(s)
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if special(s, i) {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// special reports whether Markdown may give a meaning to a byte of a line.
func special(s string, i int) bool {
	switch s[i] {
	case '\\', '`', '*', '[', ']', '<', '>', '&', '~', '@', '|':
		return true
	case '_':
		between := i > 0 && i+1 < len(s) && isWord(s[i-1]) && isWord(s[i+1]) && s[i-1] != '_' && s[i+1] != '_'
		return !between // within a word it means nothing
	case ':':
		return strings.HasPrefix(s[i:], "://") || strings.HasSuffix(strings.ToLower(s[:i]), "mailto")
	case '.':
		return strings.HasSuffix(strings.ToLower(s[:i]), "www") || isNumber(s[:i])
	case ')':
		return isNumber(s[:i])
	case '#', '+', '-', '=':
		return i == 0
	}
	return false
}

// isNumber reports whether a line so far is a number, which would begin a list.
func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= 0x80 || c == '_'
}

// list puts code with commas between it.
func list[T ~string](names []T) []any {
	var parts []any
	for i, name := range names {
		if i > 0 {
			parts = append(parts, ", ")
		}
		parts = append(parts, code(name))
	}
	return parts
}

// with is words followed by parts.
func with(words string, parts ...any) []any { return append([]any{words}, parts...) }
