package jsonschema

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// The bounds of a document: what is beyond them is refused, so that nobody's
// schema takes a process down.
const (
	// Largest is how many bytes a document may have.
	Largest = 8 << 20
	deepest = 400
)

// value is one JSON value; objects keep their order.
type value struct {
	kind    jsontext.Kind // '{', '[', '"', '0', 't', 'f' or 'n'
	text    string        // of a string or number
	items   []*value
	members []member
	index   map[string]*value // the members by name, made for large objects when asked

	plain any // what data returns, once it was asked
	asked bool
}

type member struct {
	name  string
	value *value
}

// get returns the member of that name, the last of several, nil where there is
// none.
func (v *value) get(name string) *value {
	if v == nil {
		return nil
	}
	if len(v.members) > 16 {
		if v.index == nil {
			v.index = make(map[string]*value, len(v.members))
			for _, m := range v.members {
				v.index[m.name] = m.value
			}
		}
		return v.index[name]
	}
	for i := len(v.members) - 1; i >= 0; i-- {
		if v.members[i].name == name {
			return v.members[i].value
		}
	}
	return nil
}

// parse reads a document that is one JSON value.
func parse(doc []byte) (*value, error) {
	if len(doc) > Largest {
		return nil, fmt.Errorf("a schema of %d bytes is larger than the %d that are read", len(doc), Largest)
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(doc), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	v, err := parseValue(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is text behind the schema")
	}
	return v, nil
}

func parseValue(d *jsontext.Decoder, depth int) (*value, error) {
	if depth > deepest {
		return nil, fmt.Errorf("nested more than %d levels deep", deepest)
	}
	t, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	v := &value{kind: t.Kind()}
	switch v.kind {
	case '"', '0':
		v.text = t.String()
	case '[':
		for d.PeekKind() != ']' {
			item, err := parseValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			v.items = append(v.items, item)
		}
		_, err = d.ReadToken()
	case '{':
		for d.PeekKind() != '}' {
			name, err := d.ReadToken()
			if err != nil {
				return nil, err
			}
			key := name.String() // the token does not outlive the next one
			of, err := parseValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			v.members = append(v.members, member{key, of})
		}
		_, err = d.ReadToken()
	}
	return v, err
}

// data returns the value as plain Go data: nil, bool, int, float64, string,
// []any or map[string]any. It is made once: references may lead to every level of
// a deep value, and each would be a copy of all below it.
func (v *value) data() any {
	if !v.asked {
		v.plain, v.asked = v.makeData(), true
	}
	return v.plain
}

func (v *value) makeData() any {
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
	case '[':
		list := make([]any, len(v.items))
		for i, item := range v.items {
			list[i] = item.data()
		}
		return list
	case '{':
		m := make(map[string]any, len(v.members))
		for _, member := range v.members {
			m[member.name] = member.value.data()
		}
		return m
	}
	return nil
}
