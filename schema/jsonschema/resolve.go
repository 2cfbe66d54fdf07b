package jsonschema

import (
	"strconv"
	"strings"
)

// resolve sets the target of every reference. A reference may lead to any place
// of the document, also one that is no schema by itself; what stands there is
// then read as one and may hold further references.
func (r *reader) resolve() {
	direct := map[*Schema]*Schema{}
	for i := 0; i < len(r.refs); i++ {
		s := r.refs[i]
		if pointer, local := strings.CutPrefix(s.Ref, "#"); local {
			direct[s] = r.at(pointer)
		}
	}
	for _, s := range r.refs {
		s.Next = direct[s]
	}
	for _, s := range r.refs {
		follow(s, direct)
	}
}

// follow sets the targets of a reference and of those that it leads to: the
// first schema that is no reference, nil where they lead in a circle. Each
// reference is followed once, however many lead to it.
func follow(s *Schema, direct map[*Schema]*Schema) {
	var chain []*Schema
	for s != nil && s.Ref != "" && s.Target == nil {
		next, known := direct[s]
		if !known {
			s = nil // in a circle, or at one that leads nowhere
			break
		}
		delete(direct, s)
		chain = append(chain, s)
		s = next
	}
	for _, link := range chain {
		link.Target = s.Resolve()
	}
}

// at returns the schema at a JSON pointer of the document, nil where there is
// none.
func (r *reader) at(pointer string) *Schema {
	pointer = unescape(pointer)
	if pointer == "" {
		return r.schema(r.root)
	}
	if pointer[0] != '/' {
		return nil
	}
	v := r.root
	for part := range strings.SplitSeq(pointer[1:], "/") {
		if strings.Contains(part, "~") {
			part = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		}
		switch v.kind {
		case '[':
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(v.within) {
				return nil
			}
			v = &v.within[i].value
		default:
			v = r.get(v, part)
		}
		if v == nil {
			return nil
		}
	}
	return r.schema(v)
}

// unescape decodes the %XX of a reference.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(c))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
