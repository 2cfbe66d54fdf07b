package syntax

import "strings"

// props are what may stand before a node's content: an anchor and a tag.
type props struct {
	start, end  int // of what was found
	tag, anchor string
	tagAt       rel
	anchorAt    rel
	tagged      bool
}

// any reports whether there is something, be it unreadable.
func (pr *props) any() bool { return pr.end > pr.start }

// props parses an anchor and a tag, in any order, at most one of each, and
// moves by space to what follows. It returns false where reading strictly ends.
func (p *parser) props(pr *props, space func()) bool {
	for p.pos < len(p.text) {
		start := p.pos
		switch c := p.text[p.pos]; {
		case c == '&' && pr.anchor == "":
			if !p.anchor(pr) {
				return false
			}
		case c == '!' && !pr.tagged:
			if !p.tag(pr) {
				return false
			}
		default:
			return true
		}
		if pr.start == pr.end {
			pr.start = start
		}
		pr.end = p.pos
		p.fresh = false
		row := p.row
		space()
		if p.row != row && p.flowDepth == 0 {
			return true // what follows is another matter in block context
		}
	}
	return true
}

// anchor parses &name.
func (p *parser) anchor(pr *props) bool {
	start := p.pos
	end, ok := p.name(start)
	p.pos = end
	if !ok {
		return p.fail(start, max(end, start+1), OtherError, "an anchor's name is letters, digits, - and _; put the text in quotes if it is no anchor")
	}
	pr.anchor = strings.Clone(p.text[start+1 : end]) // so as not to keep the text alive
	pr.anchorAt = rel{p.rel(start), p.rel(end)}
	return true
}

// name returns the end of the name of the anchor or alias at start, and
// whether it is one; if not, the end of the word.
func (p *parser) name(start int) (end int, ok bool) {
	end = word(p.text, start+1)
	if end > start+1 && (blankz(p.text, end) || strings.IndexByte("?:,]}%@`", p.text[end]) >= 0) {
		return end, true
	}
	for !blankz(p.text, end) && (p.flowDepth == 0 || class[p.text[end]]&endsOut == 0) {
		end++
	}
	return end, false
}

// alias parses *name.
func (p *parser) alias() bool {
	start := p.pos
	end, ok := p.name(start)
	p.pos, p.fresh = end, false
	if !ok {
		if !p.fail(start, end, OtherError, "an alias's name is letters, digits, - and _; put the text in quotes if it is no alias") {
			return false
		}
		p.push(green{kind: Scalar, style: Plain, repaired: true, start: p.rel(start), end: p.rel(end)})
		return true
	}
	p.push(green{kind: Alias, style: Plain, start: p.rel(start), end: p.rel(end)})
	p.aliased = true
	return true
}

// fail reports an error of a token, or returns false where reading strictly.
func (p *parser) fail(start, end int, code Code, message string) bool {
	if p.strict {
		return false
	}
	p.repairs++
	p.report(start, end, code, message)
	return true
}

// tag parses !name, !!name, !handle!name or !<uri>.
func (p *parser) tag(pr *props) bool {
	start, s := p.pos, p.text
	pr.tagged = true
	var prefix, suffix string
	i := start + 1
	ok := true
	if p.at(i) == '<' {
		var end int
		suffix, end, ok = uri(s, i+1)
		ok = ok && end > i+1 && p.at(end) == '>'
		i = end
		if ok {
			i++
		}
	} else {
		i = word(s, i)
		handle := "!"
		if p.at(i) == '!' {
			i++
			handle = s[start:i]
		} else {
			i = start + 1
		}
		var end int
		suffix, end, ok = uri(s, i)
		ok = ok && (end > i || handle == "!")
		i = end
		if suffix == "" && handle == "!" {
			prefix = "!"
		} else if prefix, ok = p.handle(handle, ok); !ok && blankz(s, i) && suffix != "" {
			p.pos = i
			return p.fail(start, i, BadTag, "no %TAG directive defines "+handle)
		}
	}
	if !ok || !blankz(s, i) {
		for !blankz(s, i) {
			i++
		}
		p.pos = i
		return p.fail(start, i, BadTag, "this is no tag; put the text in quotes if it begins with !")
	}
	p.pos = i
	if tag := shortTag(prefix + suffix); tag != "!" {
		pr.tag = strings.Clone(tag)
	}
	pr.tagAt = rel{p.rel(start), p.rel(i)}
	return true
}

// handle returns what a tag's handle stands for.
func (p *parser) handle(handle string, ok bool) (string, bool) {
	for _, d := range p.tags {
		if d.handle == handle {
			return d.prefix, ok
		}
	}
	switch handle {
	case "!":
		return "!", ok
	case "!!":
		return longTag, ok
	}
	return "", false
}

const longTag = "tag:yaml.org,2002:"

// shortTag returns a tag as it is usually written.
func shortTag(tag string) string {
	if rest, ok := strings.CutPrefix(tag, longTag); ok {
		return "!!" + rest
	}
	return tag
}

// uri returns the decoded text of the tag characters from i on and their end.
func uri(s string, i int) (text string, end int, ok bool) {
	from := i
	for i < len(s) && class[s[i]]&inURI != 0 {
		if s[i] != '%' {
			i++
			continue
		}
		octets, n := uriOctets(s, i)
		if n == 0 {
			return text, i, false
		}
		text += s[from:i] + octets
		i += n
		from = i
	}
	return text + s[from:i], i, true
}

// uriOctets decodes the %XX sequences of one character; n is 0 where they are none.
func uriOctets(s string, i int) (octets string, n int) {
	var b []byte
	width := 1
	for len(b) < width {
		if i+3 > len(s) || s[i] != '%' || !isHex(s[i+1]) || !isHex(s[i+2]) {
			return "", 0
		}
		c := byte(hex(s[i+1])<<4 | hex(s[i+2]))
		if len(b) == 0 {
			switch {
			case c < 0x80:
			case c&0xE0 == 0xC0:
				width = 2
			case c&0xF0 == 0xE0:
				width = 3
			case c&0xF8 == 0xF0:
				width = 4
			default:
				return "", 0
			}
		} else if c&0xC0 != 0x80 {
			return "", 0
		}
		b = append(b, c)
		i += 3
	}
	return string(b), 3 * width
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// attach gives the node just pushed its properties. It returns false where
// reading strictly ends.
func (p *parser) attach(pr *props) bool {
	g := &p.stack[len(p.stack)-1]
	if !pr.any() {
		return true
	}
	if g.kind == Alias {
		return p.fail(p.abs(g.start), p.abs(g.end), BadAlias, "an alias cannot have a tag or an anchor of its own")
	}
	e := g.extra
	if e == nil {
		e = &extra{}
		g.extra = e
	}
	if e.tagAt != (rel{}) && pr.tagged || e.anchor != "" && pr.anchor != "" {
		return p.fail(pr.start, pr.end, OtherError, "a value can have one anchor and one tag")
	}
	if pr.tagged {
		e.tag, e.tagAt = pr.tag, pr.tagAt
	}
	if pr.anchor != "" {
		e.anchor, e.anchorAt = pr.anchor, pr.anchorAt
	}
	return p.checkTag(g)
}
