package syntax

import (
	"slices"
	"unicode/utf8"
)

// validate reports characters up to end that may not stand in YAML, the first
// of each line.
func (p *parser) validate(end int) {
	s := p.text
	for i := p.valid; i < end; {
		if class[s[i]]&odd == 0 {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		code, message := OtherError, ""
		switch {
		case r == utf8.RuneError && n <= 1:
			code, message = BadUTF8, "these bytes are no UTF-8; save the file as UTF-8"
			for n = 1; i+n < len(s) && !utf8.RuneStart(s[i+n]); n++ {
			}
		case r < 0x20 || r >= 0x7F && r < 0xA0 && r != 0x85 || r == 0xFFFE || r == 0xFFFF:
			code, message = ControlChar, "this control character cannot stand in YAML; write it as an escape in double quotes"
		}
		if message == "" {
			i += n
			continue
		}
		p.report(i, i+n, code, message)
		for i += n; i < end && breakAt(s, i) == 0; i++ {
		}
	}
	p.valid = max(p.valid, end)
}

// checkPair reports what is wrong with the pair whose key is the i-th node of
// the stack, as far as that shows without aliases.
func (p *parser) checkPair(i int) {
	key, value := p.node(i), p.node(i+1)
	if key.g.coll != nil && !key.Repaired() {
		s := key.Span()
		message := "a key must be a scalar; put it in quotes if it is meant as text"
		if s.Start > 0 && p.text[s.Start-1:s.Start+1] == "{{" {
			message = "text that begins with {{ must be put in quotes"
		}
		p.report(s.Start, min(s.End, lineEnd(p.text, s.Start)), BadKey, message)
		p.broken = true // what may follow behind follows from this
	}
	if key.IsMerge() && !value.mayMerge() {
		s := value.Span()
		if s.Len() == 0 {
			s = key.Span()
		}
		p.report(s.Start, min(s.End, lineEnd(p.text, s.Start)), BadMerge, "only mappings can be merged; the value of << is none")
	}
}

// IsMerge reports whether the node is a key << that merges the map behind it into
// its own.
func (n Node) IsMerge() bool {
	return n.Kind() == Scalar && n.Value() == "<<" && (n.Tag() == "!!merge" || n.Tag() == "" && n.Style() == Plain)
}

// mayMerge reports whether the node can be merged, if its aliases can.
func (n Node) mayMerge() bool {
	switch n.Kind() {
	case Mapping, Alias:
		return true
	case Sequence:
		for _, item := range n.Items() {
			if item.Kind() != Mapping && item.Kind() != Alias {
				return false
			}
		}
		return true
	}
	return false
}

// checkTag reports a scalar whose tag does not fit its text.
func (p *parser) checkTag(g *green) bool {
	n := Node{g, p.f, p.base}
	if n.Kind() != Scalar || n.Tag() == "" {
		return true
	}
	if _, _, ok := n.resolve(); !ok {
		s := n.Span()
		if s.Len() == 0 {
			s = n.TagSpan()
		}
		p.report(s.Start, s.End, BadTag, "this value does not fit its tag "+n.Tag())
	}
	return true
}

// checkDuplicates reports keys of the mapping on the stack's i-th place that
// are there already. Of several that follow each other only the first is
// reported: most likely a dash or another key is missing before it.
func (p *parser) checkDuplicates(i int, o *open) {
	n := p.node(i)
	if n.Style() == Flow && n.Repaired() {
		return // they follow from what was reported
	}
	var found []int
	switch {
	case o != nil && o.chunked && o.old != nil && o.old.clean && len(o.anew) <= 4:
		found = p.newDuplicates(n, o)
	case n.Len() <= 8:
		found = fewDuplicates(n)
	default:
		found = manyDuplicates(n)
	}
	n.g.coll.repeats = len(found) > 0
	for j, at := range found {
		if j > 0 && found[j-1] == at-1 {
			continue
		}
		k, _ := n.Pair(at)
		s := k.Span()
		if s.Len() == 0 {
			s.End++
		}
		message := "the key " + k.Value() + " is in this mapping already"
		if j+1 < len(found) && found[j+1] == at+1 {
			message += ", as are those behind it; perhaps a dash is missing before it"
		}
		p.report(s.Start, s.End, DuplicateKey, message)
	}
}

func sameKey(a, b Node) bool {
	return a.g.kind == b.g.kind && a.g.coll == nil && a.Value() == b.Value()
}

// fewDuplicates compares all keys with each other.
func fewDuplicates(n Node) (found []int) {
	for a := 1; a < n.Len(); a++ {
		k, _ := n.Pair(a)
		for b := range a {
			if l, _ := n.Pair(b); sameKey(k, l) {
				found = append(found, a)
				break
			}
		}
	}
	return found
}

// keyOf is what makes two keys equal: yaml.v3 compares kind and text only.
type keyOf struct {
	kind  Kind
	value string
}

func manyDuplicates(n Node) (found []int) {
	seen := make(map[keyOf]bool, n.Len())
	i := -1
	for k := range n.Pairs() {
		i++
		if k.g.coll != nil {
			continue
		}
		id := keyOf{k.Kind(), k.Value()}
		if seen[id] {
			found = append(found, i)
		}
		seen[id] = true
	}
	return found
}

// newDuplicates compares the keys of the new chunks of a mapping with all
// others: the rest was found to differ before.
func (p *parser) newDuplicates(n Node, o *open) (found []int) {
	at := func(i int) Node {
		return Node{&o.parts[i].chunk.nodes[0], p.f, n.base + int(o.parts[i].base)}
	}
	for _, j := range o.anew {
		k := at(j)
		value, size := k.Value(), k.g.end-k.g.start
		for i := range o.parts {
			g := &o.parts[i].chunk.nodes[0]
			if g.extra == nil && k.g.extra == nil && g.style == k.g.style && g.end-g.start != size {
				continue // the usual case, quickly
			}
			if i != j && g.kind == k.g.kind && g.coll == nil && at(i).Value() == value {
				found = append(found, max(i, j))
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
