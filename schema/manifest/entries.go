package manifest

import "github.com/porter-ls/porter-ls/schema/syntax"

func (r *reader) parameter(n syntax.Node) Parameter {
	p := Parameter{Node: n, Schema: Schema{Node: n}}
	for k, v := range r.fields(n) {
		switch key := k.Value(); key {
		case "name":
			set(&p.Name, v)
		case "env":
			set(&p.Env, v)
		case "path":
			set(&p.Path, v)
		case "applyTo":
			p.ApplyTo = r.texts(v)
		case "sensitive":
			p.Sensitive = isTrue(v)
		case "persistent":
			p.Persistent = isTrue(v)
		case "source":
			p.Source = r.source(v)
		case "destination":
			p.LegacyDestination = v
		case "description":
			set(&p.Description, v)
			fallthrough
		default:
			r.keyword(&p.Schema, k, v)
		}
	}
	return p
}

func (r *reader) source(n syntax.Node) Source {
	s := Source{Node: n}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "dependency":
			set(&s.Dependency, v)
		case "output":
			set(&s.Output, v)
		}
	}
	return s
}

// keyword adds a keyword to a schema.
func (r *reader) keyword(s *Schema, k, v syntax.Node) {
	if !IsKeyword(k.Value()) {
		return
	}
	if s.Keywords == nil {
		s.Keywords = make([]Keyword, 0, s.Node.Len())
	}
	s.Keywords = append(s.Keywords, Keyword{k, v})
	switch k.Value() {
	case "type":
		set(&s.Type, v)
		if v.Len() > 0 && s.Types == nil {
			s.Types = r.texts(v)
		}
	case "default":
		if s.Default.IsZero() {
			s.Default = v
		}
	case "enum":
		if s.Enum.IsZero() {
			s.Enum = v
		}
	}
}

func (r *reader) credential(n syntax.Node) Credential {
	c := Credential{Node: n, Required: true}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "name":
			set(&c.Name, v)
		case "description":
			set(&c.Description, v)
		case "env":
			set(&c.Env, v)
		case "path":
			set(&c.Path, v)
		case "applyTo":
			c.ApplyTo = r.texts(v)
		case "required":
			if required, ok := v.Bool(); ok {
				c.Required = required
			}
		}
	}
	return c
}

func (r *reader) output(n syntax.Node) Output {
	o := Output{Node: n, Schema: Schema{Node: n}}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "name":
			set(&o.Name, v)
		case "path":
			set(&o.Path, v)
		case "applyTo":
			o.ApplyTo = r.texts(v)
		case "sensitive":
			o.Sensitive = isTrue(v)
		case "description":
			set(&o.Description, v)
			fallthrough
		default:
			r.keyword(&o.Schema, k, v)
		}
	}
	return o
}

func (r *reader) maintainer(n syntax.Node) Maintainer {
	m := Maintainer{Node: n}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "name":
			set(&m.Name, v)
		case "email":
			set(&m.Email, v)
		case "url":
			set(&m.URL, v)
		}
	}
	return m
}

func (r *reader) stateVar(n syntax.Node) StateVar {
	s := StateVar{Node: n}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "name":
			set(&s.Name, v)
		case "path":
			set(&s.Path, v)
		case "description":
			set(&s.Description, v)
		case "mixin":
			set(&s.Mixin, v)
		case "env":
			set(&s.Env, v)
		}
	}
	return s
}

func (r *reader) file(n syntax.Node) File {
	f := File{Node: n}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "url":
			set(&f.URL, v)
		case "destination":
			set(&f.Destination, v)
		}
	}
	return f
}

func (r *reader) image(key String, n syntax.Node) Image {
	i := Image{Node: n, Key: key}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "description":
			set(&i.Description, v)
		case "imageType":
			set(&i.ImageType, v)
		case "repository":
			set(&i.Repository, v)
		case "digest":
			set(&i.Digest, v)
		case "tag":
			set(&i.Tag, v)
		case "mediaType":
			set(&i.MediaType, v)
		case "size":
			i.Size = natural(v)
		case "labels":
			i.Labels = r.pairs(v)
		case "image":
			set(&i.Legacy, v)
		}
	}
	return i
}

func (r *reader) customAction(name String, n syntax.Node) CustomAction {
	c := CustomAction{Node: n, Name: name}
	for k, v := range r.fields(n) {
		switch k.Value() {
		case "description":
			set(&c.Description, v)
		case "modifies":
			c.Modifies = isTrue(v)
		case "stateless":
			c.Stateless = isTrue(v)
		}
	}
	return c
}

func (r *reader) step(item syntax.Node) Step {
	step := Step{Node: item}
	var key, body syntax.Node
	count := 0
	for k, v := range r.fields(item) {
		key, body = k, v
		count++
	}
	if count != 1 {
		return step
	}
	step.Mixin, step.Body = textOf(key), body
	for k, v := range r.fields(body) {
		switch k.Value() {
		case "description":
			set(&step.Description, v)
		case "outputs":
			for o := range r.maps(v) {
				step.Outputs = append(step.Outputs, StepOutput{o, textOf(r.get(o, "name"))})
			}
		}
	}
	return step
}
