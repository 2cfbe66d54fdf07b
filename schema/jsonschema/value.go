package jsonschema

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// The bounds of a document: what is beyond them is refused, so that nobody's
// schema takes a process down.
const (
	// Largest is how many bytes a document may have.
	Largest = 8 << 20
	deepest = 400
)

// value is one JSON value; objects keep their order. Its texts are parts of the
// document's.
type value struct {
	kind   jsontext.Kind // '{', '[', '"', '0', 't', 'f' or 'n'
	text   string        // of a string or number
	within []member      // of an object, and of an array without names
	schema *Schema       // what it was read as, once it was
}

type member struct {
	name  string
	value value
}

// get returns the member of that name, the last of several, nil where there is
// none.
func (r *reader) get(v *value, name string) *value {
	if v.kind != '{' {
		return nil
	}
	if len(v.within) <= 16 {
		return last(v.within, name)
	}
	index := r.names[v]
	if index == nil {
		index = make(map[string]*value, len(v.within))
		for i := range v.within {
			index[v.within[i].name] = &v.within[i].value
		}
		r.names[v] = index
	}
	return index[name]
}

func last(members []member, name string) *value {
	for i := len(members) - 1; i >= 0; i-- {
		if members[i].name == name {
			return &members[i].value
		}
	}
	return nil
}

// parse reads a document that is one JSON value.
func parse(doc []byte) (*value, error) {
	if len(doc) > Largest {
		return nil, fmt.Errorf("a schema of %d bytes is larger than the %d that are read", len(doc), Largest)
	}
	p := parser{jsontext.NewDecoder(bytes.NewBuffer(doc), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)), string(doc), nil}
	var v value
	if err := p.value(&v, 0); err != nil {
		return nil, err
	}
	if _, err := p.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is text behind the schema")
	}
	return &v, nil
}

type parser struct {
	*jsontext.Decoder
	doc  string
	open []member // of the objects and arrays that have not ended yet
}

func (p *parser) value(v *value, depth int) (err error) {
	if depth > deepest {
		return fmt.Errorf("nested more than %d levels deep", deepest)
	}
	switch v.kind = p.PeekKind(); v.kind {
	case '"', '0':
		v.text, err = p.scalar()
		return err
	case '[', '{':
		v.within, err = p.within(v.kind == '{', depth)
		return err
	}
	_, err = p.ReadToken()
	return err
}

// scalar reads a string or a number. Nearly every string is a part of the
// document as it is.
func (p *parser) scalar() (string, error) {
	raw, err := p.ReadValue()
	if err != nil {
		return "", err
	}
	end := int(p.InputOffset())
	if raw[0] != '"' {
		return p.doc[end-len(raw) : end], nil
	}
	for _, c := range raw {
		if c == '\\' || c >= utf8.RuneSelf {
			text, err := jsontext.AppendUnquote(nil, raw)
			return string(text), err
		}
	}
	return p.doc[end-len(raw)+1 : end-1], nil
}

// within reads the members of an object or the items of an array.
func (p *parser) within(named bool, depth int) ([]member, error) {
	if _, err := p.ReadToken(); err != nil {
		return nil, err
	}
	start := len(p.open)
	for kind := p.PeekKind(); kind != ']' && kind != '}'; kind = p.PeekKind() {
		var m member
		var err error
		if named && kind == '"' {
			m.name, err = p.scalar()
		}
		if err == nil {
			err = p.value(&m.value, depth+1)
		}
		if err != nil {
			return nil, err
		}
		p.open = append(p.open, m)
	}
	members := slices.Clone(p.open[start:])
	p.open = p.open[:start]
	_, err := p.ReadToken()
	return members, err
}

// data returns the value as plain Go data: nil, bool, int, float64, string,
// []any or map[string]any. It is made once: references may lead to every level of
// a deep value, and each would be a copy of all below it.
func (r *reader) data(v *value) any {
	switch v.kind {
	case '"':
		return v.text
	case '0':
		if i, err := strconv.Atoi(v.text); err == nil {
			return i
		}
		f, _ := strconv.ParseFloat(v.text, 64) // an overflow is infinite, which is as good a bound
		return f
	case 't', 'f':
		return v.kind == 't'
	case '[', '{':
		plain, ok := r.plain[v]
		if !ok {
			plain = r.collection(v)
			r.plain[v] = plain
		}
		return plain
	}
	return nil
}

func (r *reader) collection(v *value) any {
	if v.kind == '[' {
		list := make([]any, len(v.within))
		for i := range v.within {
			list[i] = r.data(&v.within[i].value)
		}
		return list
	}
	m := make(map[string]any, len(v.within))
	for i := range v.within {
		m[v.within[i].name] = r.data(&v.within[i].value)
	}
	return m
}
