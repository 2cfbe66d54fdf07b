package syntax

// maxDepth is how deep collections may be nested, as in yaml.v3.
const maxDepth = 10000

// flow parses a flow collection, inside a block collection at column indent.
//
// First it is read strictly, over as many lines as it takes. If that fails, the
// end of the collection is unsure, and it is read again up to the first line
// that is indented no deeper than what is around it: a bracket just typed must
// not swallow what follows.
func (p *parser) flow(indent int) {
	at, depth := p.save(), p.flowDepth
	p.strict, p.limit = true, len(p.text)
	ok := !p.deadEnds[p.pos] && p.flowCollection(indent)
	p.strict = false
	p.fresh = false
	if ok {
		return
	}
	p.far = max(p.far, min(p.pos+8, len(p.text)+1))
	p.rewind(at)
	p.flowDepth = depth
	p.flowBroken = false
	p.limit = p.flowLimit(indent)
	p.flowCollection(indent)
	p.fresh = false
}

// flowLimit is where the first line begins that cannot be meant to be part of
// the flow collection at the position.
func (p *parser) flowLimit(indent int) int {
	s, i := p.text, p.pos
	for {
		i = lineEnd(s, i)
		if i >= len(s) {
			p.far = len(s) + 1
			return i
		}
		end := i
		i += breakAt(s, i)
		line := i
		for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
			i++
		}
		if i >= len(s) || breakAt(s, i) > 0 || s[i] == '#' {
			continue
		}
		if markerAt(s, line) || i-line <= indent && s[i] != ']' && s[i] != '}' || indent < 0 && i == line && plainKey(s, i) {
			p.far = max(p.far, i+8)
			return end
		}
	}
}

// plainKey reports whether a key without quotes, with its colon, is at i.
func plainKey(s string, i int) bool {
	if class[s[i]]&noPlain != 0 {
		return false
	}
	_, end := words(s, i, len(s), endsIn)
	return end < len(s) && s[end] == ':'
}

// flowError reports an error in a flow collection, the first of it only. It
// returns false where reading strictly ends here.
func (p *parser) flowError(start, end int, code Code, message string) bool {
	if p.strict {
		return false
	}
	p.repairs++
	if !p.flowBroken {
		p.flowBroken = true
		p.structural(start, end, code, message)
	}
	return true
}

// flowSpace moves to the next token of a flow collection.
func (p *parser) flowSpace() {
	for p.pos < p.limit {
		switch c := p.text[p.pos]; c {
		case ' ', '\t':
			p.pos++
		case '#':
			p.fresh = false
			p.comment()
		case '\n', '\r', 0xC2, 0xE2:
			n := breakAt(p.text, p.pos)
			if n == 0 {
				return
			}
			p.newline(n)
		default:
			if p.pos == p.line && p.marker() {
				p.limit = p.pos
			}
			return
		}
	}
	p.pos = min(p.pos, p.limit)
}

// flowCollection parses from [ or { to its end. When reading strictly, it
// returns false at the first error and leaves things as they are.
func (p *parser) flowCollection(indent int) bool {
	start := p.pos
	c := flowing{p: p, indent: indent, start: start, stack: len(p.stack), kind: Sequence, close: ']', repairs: p.repairs}
	if p.text[start] == '{' {
		c.kind, c.close = Mapping, '}'
	}
	if p.flowDepth++; p.flowDepth > maxDepth {
		if !p.flowError(start, start+1, TooDeep, "brackets are nested too deeply") {
			return false
		}
		p.pos = p.limit
	} else {
		p.pos++
		if !c.entries() {
			p.deadEnd(start)
			return false
		}
	}
	p.flowDepth--
	nodes := p.pop(c.stack)
	end := p.rel(c.end())
	if n := len(nodes); n > 0 {
		end = max(end, nodes[n-1].end)
	}
	p.push(green{
		kind: c.kind, style: Flow, repaired: p.repairs > c.repairs,
		start: p.rel(start), end: end, coll: &children{nodes: nodes},
	})
	if c.kind == Mapping {
		p.checkDuplicates(len(p.stack)-1, nil)
	}
	return true
}

// deadEnd notes that a flow collection that begins at start cannot be read
// strictly, so that it is not tried again from there.
func (p *parser) deadEnd(start int) {
	if p.deadEnds == nil {
		p.deadEnds = map[int]bool{}
	}
	p.deadEnds[start] = true
}

// flowing is a flow collection being parsed.
type flowing struct {
	p       *parser
	indent  int
	start   int
	stack   int
	kind    Kind
	close   byte
	closed  int
	repairs int
}

func (c *flowing) end() int {
	if c.closed > 0 {
		return c.closed
	}
	return max(c.start+1, trimSpace(c.p.text, c.start, c.p.pos))
}

// trimSpace returns the end of s[start:end] without blanks and line breaks.
func trimSpace(s string, start, end int) int {
	for end > start && (s[end-1] == ' ' || s[end-1] == '\t' || s[end-1] == '\n' || s[end-1] == '\r') {
		end--
	}
	return end
}

// entries parses the entries and the closing bracket.
func (c *flowing) entries() bool {
	p := c.p
	comma := true // an entry may begin
	for {
		p.flowSpace()
		if p.pos >= p.limit {
			if p.pos >= len(p.text) {
				p.far = len(p.text) + 1
			}
			return p.flowError(c.start, c.start+1, UnclosedBracket, "this "+p.text[c.start:c.start+1]+" is never closed")
		}
		switch b := p.text[p.pos]; {
		case b == c.close:
			p.pos++
			c.closed = p.pos
			return true
		case b == ']' || b == '}':
			if !p.flowError(p.pos, p.pos+1, OtherError, "this "+string(b)+" does not match the "+p.text[c.start:c.start+1]+" before it") {
				return false
			}
			if p.flowDepth > 1 { // it closes a collection further out
				return true
			}
			p.pos++
			c.closed = p.pos
			return true
		case b == ',':
			if comma && !p.flowError(p.pos, p.pos+1, OtherError, "there is nothing before this comma") {
				return false
			}
			p.pos++
			comma = true
		case !comma:
			if !p.flowError(p.pos, c.tokenEnd(), OtherError, "a comma is missing before this") {
				return false
			}
			comma = true
		default:
			if !c.entry() {
				return false
			}
			comma = false
		}
	}
}

// tokenEnd is the end of the word at the position.
func (c *flowing) tokenEnd() int {
	p := c.p
	i := p.pos + 1
	for i < p.limit && !blankz(p.text, i) && class[p.text[i]]&endsOut == 0 {
		i++
	}
	return i
}

// entry parses an item of a sequence or a pair of a mapping.
func (c *flowing) entry() bool {
	p := c.p
	start, row, stack, repairs := p.pos, p.row, len(p.stack), p.repairs
	explicit := p.text[start] == '?'
	if explicit {
		p.pos++
		p.flowSpace()
		if p.pos >= p.limit || p.text[p.pos] == c.close || p.text[p.pos] == ',' || p.text[p.pos] == ':' {
			if c.kind == Sequence && !p.noKey(start) {
				return false
			}
			p.missing(start + 1)
		} else if !c.node() {
			return false
		}
	} else if !c.node() {
		return false
	}
	end := p.abs(p.stack[len(p.stack)-1].end)
	p.flowSpace()
	pair := explicit
	if p.pos < p.limit && p.text[p.pos] == ':' {
		if !explicit && (p.row != row || !p.within(start)) {
			if !p.flowError(p.pos, p.pos+1, OtherError, "a key and its colon must stand on one line, within 1024 characters") {
				return false
			}
		}
		pair = true
		p.pos++
		if !c.value() {
			return false
		}
	} else if pair || c.kind == Mapping {
		p.missing(end)
		pair = true
	}
	if pair {
		p.checkPair(len(p.stack) - 2)
	}
	if pair && c.kind == Sequence {
		nodes := p.pop(stack)
		p.push(green{
			kind: Mapping, style: Flow, repaired: p.repairs > repairs,
			start: p.rel(start), end: nodes[1].end, coll: &children{nodes: nodes},
		})
		p.checkDuplicates(len(p.stack)-1, nil)
	}
	return true
}

// noKey deals with a ? in a flow sequence that no key follows. yaml.v3 eats the
// comma or colon behind it, whatever that means.
func (p *parser) noKey(start int) bool {
	if c := p.at(p.pos); p.pos < p.limit && (c == ',' || c == ':') {
		p.pos++
		return true
	}
	return p.flowError(start, start+1, OtherError, "a key must follow this ?")
}

// value parses what stands behind a colon.
func (c *flowing) value() bool {
	p := c.p
	after := p.pos
	p.flowSpace()
	if p.pos >= p.limit || p.text[p.pos] == ',' || p.text[p.pos] == c.close {
		p.missing(after)
		return true
	}
	return c.node()
}

// node parses one node of a flow collection.
func (c *flowing) node() bool {
	p := c.p
	start := p.pos
	var pr props
	if !p.props(&pr, p.flowSpace) {
		return false
	}
	if p.pos >= p.limit {
		p.missing(max(pr.end, start))
		p.attach(&pr)
		return true
	}
	stack := len(p.stack)
	switch b := p.text[p.pos]; {
	case b == '[' || b == '{':
		if p.strict && p.deadEnds[p.pos] || !p.flowCollection(c.indent) {
			return false
		}
	case b == '"' || b == '\'':
		if !p.quoted(p.limit, true) {
			return false
		}
	case b == '*':
		if !p.alias() {
			return false
		}
	case class[b]&noPlain != 0 && (b != '-' || blankz(p.text, p.pos+1)):
		if b == ',' || b == ']' || b == '}' || b == ':' || b == '?' {
			if pr.any() {
				p.missing(pr.end)
				break
			}
		}
		if !p.flowError(p.pos, p.pos+1, OtherError, badStart(b)) {
			return false
		}
		p.missing(p.pos)
		if b != ',' && b != ']' && b != '}' {
			p.pos++
		}
	default:
		p.plain(c.indent, p.limit, true, false)
		if p.at(p.pos) == '\t' && p.fresh && p.pos < p.limit && !p.flowError(p.pos, p.pos+1, TabIndent, "a tab cannot indent YAML; use spaces") {
			return false
		}
	}
	if len(p.stack) == stack {
		p.missing(p.pos)
	}
	return p.attach(&pr)
}

// badStart says why a value cannot begin with b.
func badStart(b byte) string {
	switch b {
	case ',', ':', '?', ']', '}':
		return "a value is missing before this " + string(b)
	case '-':
		return "a list item with a dash cannot stand within brackets"
	}
	return "a value cannot begin with " + string(b) + "; put it in quotes"
}
