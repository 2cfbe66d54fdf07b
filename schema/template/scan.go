package template

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/porter-ls/porter-ls/schema/text"
)

// Scan returns the tags of s in order and what is wrong with them. It knows the
// whole grammar that Porter runs, and goes on after every mistake, so that a
// half-typed tag hides nothing behind it: a tag without its end reaches to the
// end of its line or to the next tag.
func Scan(s string, d Delims) ([]Tag, []Error) {
	tags, errs, _ := scan(s, d)
	return tags, errs
}

// scan also returns the delimiters in force at the end of s.
func scan(s string, d Delims) ([]Tag, []Error, Delims) {
	sc := scanner{s: s, d: d}
	sc.all()
	sc.noEnd(sc.open)
	return sc.tags, sc.errs, sc.d
}

// exact reads s as Porter does, which ends at the first error, if there is one.
func exact(s string, d Delims) ([]Tag, []Error, Delims) {
	sc := scanner{s: s, d: d, porter: true}
	sc.exact()
	return sc.tags, sc.errs, sc.d
}

func (sc *scanner) exact() {
	sc.all()
	if n := len(sc.open); n > 0 && len(sc.errs) == 0 {
		sc.noEnd(sc.open[n-1:])
	}
}

type scanner struct {
	s      string
	d      Delims
	pos    int
	tags   []Tag
	errs   []Error
	open   []int          // the sections that have no end yet, by index in tags
	opened map[string]int // how many of them have a name
	porter bool           // read as Porter does, to whom any end is that of the tag before it

	onlyErrors bool // keep no tags but the sections, and no names' parts

	// What was last looked for ahead: closing delimiters, of plain tags and of
	// those with a brace more, and the line's end. A text that opens many tags
	// and closes none would else be searched to its end for each of them.
	ends [2]ahead
	line ahead
}

// ahead is the first place of something at or behind the place from which it
// was looked for; the text's length where there is none.
type ahead struct {
	what string
	at   int
}

// find returns the first place of what at or behind from, which must not be
// before the place of an earlier call.
func (a *ahead) find(s, what string, from int, index func(s, what string) int) int {
	if a.what == what && a.at >= from {
		return a.at
	}
	*a = ahead{what, len(s)}
	if i := index(s[from:], what); i >= 0 {
		a.at = from + i
	}
	return a.at
}

func (sc *scanner) lineEnd(from int) int { return sc.line.find(sc.s, "\n\r", from, strings.IndexAny) }

func (sc *scanner) all() {
	for sc.d.Open != "" && sc.d.Close != "" {
		i := strings.Index(sc.s[sc.pos:], sc.d.Open)
		if i < 0 || sc.porter && len(sc.errs) > 0 {
			return
		}
		sc.tag(sc.pos + i)
	}
}

func (sc *scanner) fail(kind ErrorKind, span text.Span, format string, args ...any) {
	sc.errs = append(sc.errs, Error{kind, span, fmt.Sprintf(format, args...)})
}

// tag reads the tag whose opening delimiter is at start.
func (sc *scanner) tag(start int) {
	body := start + len(sc.d.Open)
	closing, ends := sc.d.Close, &sc.ends[0]
	if strings.HasPrefix(sc.s[body:], "{") {
		closing, ends = "}"+closing, &sc.ends[1]
	}
	end := ends.find(sc.s, closing, body, strings.Index)
	if end == len(sc.s) || !sc.porter && !sc.whole(body, end) {
		sc.unclosed(start, body, closing)
		return
	}
	t := Tag{Span: text.Span{Start: start, End: end + len(closing)}, Closed: true}
	t.Kind, t.Name = sc.kind(body, end)
	sc.pos = t.Span.End
	sc.add(t)
}

// whole reports whether what stands between the delimiters is one tag. The end
// that was found belongs to another one where a line break or a further
// opening delimiter is in between; only comments may hold both.
func (sc *scanner) whole(body, end int) bool {
	in := trim(sc.s, text.Span{Start: body, End: end})
	switch written := sc.s[in.Start:in.End]; {
	case strings.HasPrefix(written, "!"):
		return true
	case !strings.HasPrefix(written, "=") && strings.Contains(written, sc.d.Open):
		return false
	}
	if eol := sc.lineEnd(body); eol >= in.Start {
		return eol >= in.End
	}
	return !strings.ContainsAny(sc.s[in.Start:in.End], "\n\r")
}

// unclosed adds a half-typed tag. Its name ends at the first blank or other
// character that hardly is a part of it, because what follows is the text that
// was there before the tag, or the first half of its closing delimiter.
func (sc *scanner) unclosed(start, body int, closing string) {
	end := sc.lineEnd(body)
	if i := strings.Index(sc.s[body:end], sc.d.Open); i >= 0 {
		end = body + i
	}
	t := Tag{Span: text.Span{Start: start, End: end}}
	t.Kind, t.Name = sc.kind(body, end)
	if t.Kind != Comment && t.Kind != SetDelim {
		if i := strings.IndexAny(sc.s[t.Name.Start:t.Name.End], " \t\"'},]"); i >= 0 {
			t.Name.End = t.Name.Start + i
		}
	}
	t.Path = sc.path(t)
	sc.tags = append(sc.tags, t)
	sc.fail(UnclosedTag, t.Span, "%s is not closed: %s is missing", strings.TrimSpace(sc.s[start:end]), closing)
	sc.pos = end
}

// kind tells the tag by its sigil and returns where its name stands.
func (sc *scanner) kind(body, end int) (TagKind, text.Span) {
	in := trim(sc.s, text.Span{Start: body, End: end})
	if strings.HasPrefix(sc.s[body:end], "{") {
		return Raw, trim(sc.s, text.Span{Start: body + 1, End: end})
	}
	if in.Len() == 0 {
		return Variable, in
	}
	rest := trim(sc.s, text.Span{Start: in.Start + 1, End: in.End})
	switch sc.s[in.Start] {
	case '{':
		// Behind a blank the brace belongs to the name, and only with its pair.
		if in.Len() > 1 && sc.s[in.End-1] == '}' {
			return Raw, trim(sc.s, text.Span{Start: in.Start + 1, End: in.End - 1})
		}
		return Comment, in
	case '&':
		return Raw, rest
	case '#':
		return Section, rest
	case '^':
		return Inverted, rest
	case '/':
		return End, rest
	case '!':
		return Comment, rest
	case '>':
		return Partial, rest
	case '=':
		return SetDelim, rest
	}
	return Variable, in
}

// add appends a closed tag and checks it against those before it.
func (sc *scanner) add(t Tag) {
	if !sc.onlyErrors {
		t.Path = sc.path(t)
	}
	name := sc.s[t.Name.Start:t.Name.End]
	switch t.Kind {
	case Variable, Raw:
		if name == "" && !(sc.porter && t.Kind == Raw) {
			sc.fail(EmptyTag, t.Span, "%s names nothing", sc.s[t.Span.Start:t.Span.End])
		}
	case Section, Inverted:
		if sc.opened == nil {
			sc.opened = map[string]int{}
		}
		sc.opened[name]++
		sc.open = append(sc.open, len(sc.tags))
	case End:
		sc.end(t, name)
	case SetDelim:
		sc.setDelims(t, name)
	}
	if sc.onlyErrors && t.Kind != Section && t.Kind != Inverted {
		return
	}
	sc.tags = append(sc.tags, t)
}

// end closes the innermost section of that name; those within it have no end.
func (sc *scanner) end(t Tag, name string) {
	for i := len(sc.open) - 1; i >= 0 && sc.opened[name] > 0; i-- {
		o := sc.tags[sc.open[i]]
		opened := sc.s[o.Name.Start:o.Name.End]
		sc.opened[opened]--
		if opened == name {
			inner := sc.open[i+1:]
			sc.open = sc.open[:i]
			sc.noEnd(inner)
			return
		}
	}
	sc.fail(UnmatchedEnd, t.Span, "%s closes a section that is not open in this value", sc.s[t.Span.Start:t.Span.End])
}

func (sc *scanner) noEnd(open []int) {
	for _, i := range open {
		t := sc.tags[i]
		sc.fail(UnclosedSection, t.Span, "section %s has no end in this value: it opens with %s",
			sc.s[t.Name.Start:t.Name.End], sc.s[t.Span.Start:t.Span.End])
	}
}

// setDelims changes the delimiters. Like Porter it lets a tag with a single
// delimiter pass without effect.
func (sc *scanner) setDelims(t Tag, in string) {
	if !strings.HasSuffix(in, "=") {
		sc.fail(BadDelims, t.Span, "%s changes the delimiters and must end with = before its own closing one", sc.s[t.Span.Start:t.Span.End])
		return
	}
	open, closing, two := strings.Cut(strings.TrimSpace(in[:len(in)-1]), " ")
	if two {
		sc.d = Delims{open, closing}
	}
}

// path cuts the name at its dots.
func (sc *scanner) path(t Tag) []Segment {
	if t.Kind == Comment || t.Kind == SetDelim {
		return nil
	}
	name := sc.s[t.Name.Start:t.Name.End]
	if name == "." {
		return []Segment{{name, t.Name}}
	}
	path := make([]Segment, 0, strings.Count(name, ".")+1)
	for at := t.Name.Start; ; {
		part, _, more := strings.Cut(sc.s[at:t.Name.End], ".")
		path = append(path, Segment{part, text.Span{Start: at, End: at + len(part)}})
		if !more {
			return path
		}
		at += len(part) + 1
	}
}

// trim takes the blanks off both ends of a span.
func trim(s string, span text.Span) text.Span {
	left := strings.TrimLeftFunc(s[span.Start:span.End], unicode.IsSpace)
	span.Start = span.End - len(left)
	span.End = span.Start + len(strings.TrimRightFunc(left, unicode.IsSpace))
	return span
}
