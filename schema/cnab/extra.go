package cnab

import (
	"encoding/json"
	"reflect"
	"strings"
)

// The methods below keep members that a type has no field for. Each type is
// converted to one without methods, so that the encoder does not come back.

// MarshalJSON writes the fields and what is in Extra.
func (b Bundle) MarshalJSON() ([]byte, error) {
	type plain Bundle
	return withExtra(plain(b), b.Extra)
}

// UnmarshalJSON reads the fields and puts what remains into Extra.
func (b *Bundle) UnmarshalJSON(data []byte) (err error) {
	type plain Bundle
	b.Extra, err = takeExtra(data, (*plain)(b))
	return err
}

// MarshalJSON writes the fields and what is in Extra.
func (p Parameter) MarshalJSON() ([]byte, error) {
	type plain Parameter
	return withExtra(plain(p), p.Extra)
}

// UnmarshalJSON reads the fields and puts what remains into Extra.
func (p *Parameter) UnmarshalJSON(data []byte) (err error) {
	type plain Parameter
	p.Extra, err = takeExtra(data, (*plain)(p))
	return err
}

// MarshalJSON writes the fields and what is in Extra.
func (c Credential) MarshalJSON() ([]byte, error) {
	type plain Credential
	return withExtra(plain(c), c.Extra)
}

// UnmarshalJSON reads the fields and puts what remains into Extra.
func (c *Credential) UnmarshalJSON(data []byte) (err error) {
	type plain Credential
	c.Extra, err = takeExtra(data, (*plain)(c))
	return err
}

// MarshalJSON writes the fields and what is in Extra.
func (o Output) MarshalJSON() ([]byte, error) {
	type plain Output
	return withExtra(plain(o), o.Extra)
}

// UnmarshalJSON reads the fields and puts what remains into Extra.
func (o *Output) UnmarshalJSON(data []byte) (err error) {
	type plain Output
	o.Extra, err = takeExtra(data, (*plain)(o))
	return err
}

// MarshalJSON writes the fields and what is in Extra.
func (i Image) MarshalJSON() ([]byte, error) {
	type plain Image
	return withExtra(plain(i), i.Extra)
}

// UnmarshalJSON reads the fields and puts what remains into Extra.
func (i *Image) UnmarshalJSON(data []byte) (err error) {
	type plain Image
	i.Extra, err = takeExtra(data, (*plain)(i))
	return err
}

// MarshalJSON writes the image's fields beside its description.
func (i NamedImage) MarshalJSON() ([]byte, error) {
	description, err := json.Marshal(i.Description)
	if err != nil {
		return nil, err
	}
	type plain Image
	extra := Extra{"description": description}
	for name, raw := range i.Extra {
		extra[name] = raw
	}
	return withExtra(plain(i.Image), extra)
}

// UnmarshalJSON reads the image's fields and the description beside them.
func (i *NamedImage) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &i.Image); err != nil {
		return err
	}
	raw, ok := i.Extra["description"]
	if !ok {
		return nil
	}
	delete(i.Extra, "description")
	return json.Unmarshal(raw, &i.Description)
}

func withExtra(fields any, extra Extra) ([]byte, error) {
	raw, err := json.Marshal(fields)
	if err != nil || len(extra) == 0 {
		return raw, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, err
	}
	for name, value := range extra {
		if _, ok := members[name]; !ok {
			members[name] = value
		}
	}
	return json.Marshal(members)
}

func takeExtra(data []byte, fields any) (Extra, error) {
	if err := json.Unmarshal(data, fields); err != nil {
		return nil, err
	}
	var members Extra
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, err
	}
	drop(members, reflect.TypeOf(fields).Elem())
	if len(members) == 0 {
		return nil, nil
	}
	return members, nil
}

// drop removes the members that a struct has fields for.
func drop(members Extra, t reflect.Type) {
	for f := range t.Fields() {
		if f.Anonymous {
			drop(members, f.Type)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		delete(members, name)
	}
}
