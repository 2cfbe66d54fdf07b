package runtime

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

// lookup answers what a dotted name of a step's templates stands for, with the
// outputs of the steps before it.
func (r *run) lookup(path []string) (template.Value, bool) {
	if len(path) < 2 {
		return template.Value{}, false
	}
	switch path[0] {
	case "installation":
		return r.installation(path[1:])
	case "env":
		v, ok := r.env[strings.Join(path[1:], ".")]
		return textValue(v), ok
	case "bundle":
		return r.ofBundle(path[1], path[2:])
	}
	return template.Value{}, false
}

func textValue(s string) template.Value { return template.Value{Type: "string", Text: s} }

func (r *run) installation(path []string) (template.Value, bool) {
	if len(path) != 1 {
		return template.Value{}, false
	}
	switch path[0] {
	case "name", "namespace", "id":
		return textValue(r.env["PORTER_INSTALLATION_"+strings.ToUpper(path[0])]), true
	}
	return template.Value{}, false
}

func (r *run) ofBundle(key string, rest []string) (template.Value, bool) {
	if len(rest) == 0 {
		switch key {
		case "name":
			return textValue(r.bundle.Name), true
		case "version":
			return textValue(r.bundle.Version), true
		case "description":
			return textValue(r.bundle.Description), true
		case "installerImage":
			return r.installerImage()
		}
	}
	switch key {
	case "custom":
		return r.custom(rest)
	case "parameters":
		return named(rest, r.parameter)
	case "credentials":
		return named(rest, r.credential)
	case "outputs":
		return named(rest, r.output)
	case "images":
		if len(rest) > 1 {
			return r.image(strings.Join(rest[:len(rest)-1], "."), rest[len(rest)-1])
		}
	case "dependencies":
		if len(rest) > 1 {
			return r.dependency(rest[0], rest[1:])
		}
	}
	return template.Value{}, false
}

// named looks up what the beginning of path names, and in that the rest. Names
// may have dots themselves, so the shortest that there is counts.
func named(path []string, of func(name string) (template.Value, bool)) (template.Value, bool) {
	for i := range path {
		if v, ok := of(strings.Join(path[:i+1], ".")); ok {
			if v, ok = v.Field(path[i+1:]); ok {
				return v, true
			}
		}
	}
	return template.Value{}, false
}

// parameter returns a parameter's value, or its file's path where it has no
// environment variable. Others than the action's have none.
func (r *run) parameter(name string) (template.Value, bool) {
	p, ok := r.m.Parameter(name)
	if !ok || !p.AppliesTo(r.action) {
		return template.Value{}, false
	}
	env, file := p.Destination()
	if env == "" {
		return textValue(file), true
	}
	return typed(r.env[env], p.EffectiveType()), true
}

// credential returns a credential's value, or its file's path.
func (r *run) credential(name string) (template.Value, bool) {
	c, ok := r.m.Credential(name)
	if !ok {
		return template.Value{}, false
	}
	env, file := c.Destination()
	if v := r.env[env]; env != "" && (v != "" || file == "") {
		return textValue(v), true
	}
	return textValue(file), true
}

// output returns what an earlier step of this run gave, else what the last run
// left, which comes in through a parameter that the build adds.
func (r *run) output(name string) (template.Value, bool) {
	v, ok := r.captured[name]
	if !ok {
		v, ok = r.env[manifest.EnvName("porter-"+name+"-output")]
	}
	if !ok {
		return template.Value{}, false
	}
	if o, declared := r.m.Output(name); declared {
		return typed(v, o.EffectiveType()), true
	}
	return textValue(v), true
}

// typed reads a value, which comes as text, as its declared type. What cannot
// be read so, such as the empty text of a value that was not given, is text.
func typed(s, declared string) template.Value {
	switch declared {
	case "object", "array":
		v, err := cnab.Value([]byte(s))
		_, object := v.(map[string]any)
		_, list := v.([]any)
		if err == nil && (object && declared == "object" || list && declared == "array") {
			return template.Value{Type: declared, Text: s, Tree: v}
		}
	case "boolean", "integer", "number":
		switch v := syntax.PlainData(strings.TrimSpace(s)).(type) {
		case nil, string:
		default:
			return template.Value{Type: declared, Text: s, Tree: v}
		}
	}
	return textValue(s)
}

func (r *run) custom(path []string) (template.Value, bool) {
	if r.m.Custom.IsZero() {
		return template.Value{}, false
	}
	// Without delimiters nothing is a template: custom is not rendered.
	v, err := template.Render(r.m.Custom, template.Delims{}, template.Data{Root: r.m.Root})
	if err != nil {
		return template.Value{}, false
	}
	return template.ValueOf(v).Field(path)
}

func (r *run) installerImage() (template.Value, bool) {
	if len(r.bundle.InvocationImages) == 0 {
		return template.Value{}, false
	}
	i := r.bundle.InvocationImages[0]
	name := i.Image
	if moved, ok := r.moved[name]; ok {
		return textValue(moved), true
	}
	if i.Digest != "" && !strings.Contains(name, "@") {
		name += "@" + i.Digest
	}
	return textValue(name), true
}

// image returns a field of an image, of where it was moved to if it was.
func (r *run) image(key, field string) (template.Value, bool) {
	i, ok := r.m.Image(key)
	if !ok {
		return template.Value{}, false
	}
	repository, tag, digest := i.Repository.Value, i.Tag.Value, i.Digest.Value
	if b, ok := r.bundle.Images[key]; ok {
		name := b.Image.Image
		if moved, ok := r.moved[name]; ok {
			name = moved
		}
		var t, d string
		repository, t, d = splitImage(name)
		tag, digest = first(t, tag), first(d, b.Digest, digest)
	}
	switch field {
	case "repository":
		return textValue(repository), true
	case "tag":
		return textValue(tag), true
	case "digest":
		return textValue(digest), true
	case "description":
		return textValue(i.Description.Value), true
	case "imageType":
		return textValue(i.ImageType.Value), true
	case "mediaType":
		return textValue(i.MediaType.Value), true
	case "size":
		return template.ValueOf(i.Size), true
	case "labels":
		labels := map[string]any{}
		for _, l := range i.Labels {
			labels[l.Key.Value] = l.Value.Value
		}
		return template.ValueOf(labels), true
	}
	return template.Value{}, false
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// splitImage cuts REPOSITORY[:TAG][@DIGEST]; a colon before the last slash is
// a port's.
func splitImage(name string) (repository, tag, digest string) {
	name, digest, _ = strings.Cut(name, "@")
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		return name[:i], name[i+1:], digest
	}
	return name, "", digest
}

func (r *run) dependency(alias string, path []string) (template.Value, bool) {
	if _, ok := r.m.Dependency(alias); !ok {
		return template.Value{}, false
	}
	if len(path) > 1 && path[0] == "outputs" {
		v, ok := r.env[manifest.EnvName("porter-"+alias+"-"+strings.Join(path[1:], ".")+"-dep-output")]
		return textValue(v), ok
	}
	if len(path) != 1 {
		return template.Value{}, false
	}
	b, err := r.readBundle(manifest.AppDir + "/dependencies/" + alias + "/bundle.json")
	if err != nil {
		return template.Value{}, false
	}
	v, ok := map[string]string{"name": b.Name, "version": b.Version, "description": b.Description}[path[0]]
	return textValue(v), ok
}
