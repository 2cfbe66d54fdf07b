package ide

import (
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

// standsFor is what a name in a template stands for where whoever runs the bundle
// gives no value of their own.
type standsFor struct {
	value  template.Value
	known  bool
	others bool  // another value may be given
	why    []any // why it is not known, for people
}

func unknown(why ...any) standsFor { return standsFor{why: why} }

func textValue(s string) standsFor {
	return standsFor{value: template.Value{Type: "string", Text: s}, known: true}
}

// standsFor returns what the dotted name of a template stands for in the steps of
// an action. What is sensitive is never among it.
func (v *View) standsFor(path []string, action string) standsFor {
	if len(path) < 2 || path[0] != "bundle" {
		return unknown()
	}
	m := v.Document.Manifest
	name := strings.Join(path[2:], ".")
	switch path[1] {
	case "name":
		return textValue(m.Name.Value)
	case "version":
		if version, err := m.SemVer(); err == nil && version != "" {
			return textValue(version)
		}
	case "description":
		return textValue(m.Description.Value)
	case "parameters":
		return named(path[2:], m.Parameter, func(p manifest.Parameter) standsFor { return ofParameter(p, action) })
	case "credentials":
		if c, ok := m.Credential(name); ok {
			return ofCredential(c)
		}
	case "images":
		if i := len(path) - 1; i > 2 {
			return ofImage(m, strings.Join(path[2:i], "."), path[i])
		}
	case "custom":
		if m.Custom.Kind() == syntax.Mapping && !m.Custom.Repaired() {
			value, ok := template.ValueOf(m.Custom.Decode()).Field(path[2:])
			return standsFor{value: value, known: ok}
		}
	}
	return unknown()
}

// named looks up what the beginning of path names, and in that the rest: a name
// may have dots itself.
func named[T any](path []string, of func(name string) (T, bool), value func(T) standsFor) standsFor {
	for i := range path {
		entry, ok := of(strings.Join(path[:i+1], "."))
		if !ok {
			continue
		}
		found := value(entry)
		if !found.known || i+1 == len(path) {
			return found
		}
		field, ok := found.value.Field(path[i+1:])
		return standsFor{value: field, known: ok, others: found.others}
	}
	return unknown()
}

func ofParameter(p manifest.Parameter, action string) standsFor {
	env, file := p.Destination()
	switch {
	case action != "" && !p.AppliesTo(action):
		return unknown()
	case env == "":
		return textValue(file)
	case p.Sensitive:
		return unknown("the parameter is sensitive, so its value is not shown")
	case !p.Schema.HasDefault():
		return unknown("the parameter has no default")
	case p.Schema.Default.Repaired():
		return unknown()
	}
	return standsFor{value: typed(p.Schema.Default, p.EffectiveType()), known: true, others: true}
}

// typed is a default as a value of its parameter's type.
func typed(n syntax.Node, declared string) template.Value {
	var v any
	if n.Kind() == syntax.Scalar {
		v = n.Data()
	} else {
		v = n.Decode()
	}
	text, err := cnab.Text(v)
	if err != nil {
		return template.ValueOf(v)
	}
	switch v.(type) {
	case map[string]any, []any, bool, int, uint64, float64:
		if declared != "string" && declared != "file" {
			return template.Value{Type: declared, Text: text, Tree: v}
		}
	}
	return template.Value{Type: "string", Text: text}
}

func ofCredential(c manifest.Credential) standsFor {
	env, file := c.Destination()
	if env == "" && file != "" {
		return textValue(file)
	}
	return unknown("a credential's value is not shown")
}

func ofImage(m *manifest.Manifest, key, field string) standsFor {
	i, ok := m.Image(key)
	if !ok {
		return unknown()
	}
	switch field {
	case "repository":
		return textValue(i.Repository.Value)
	case "description":
		return textValue(i.Description.Value)
	case "mediaType":
		return textValue(i.MediaType.Value)
	case "imageType":
		return textValue(i.ImageType.Value)
	case "tag":
		return textValue(i.Tag.Value)
	case "digest":
		if i.Digest.Value == "" {
			return unknown("a build looks the digest up")
		}
		return textValue(i.Digest.Value)
	}
	return unknown()
}

// mostRendered bounds the texts that are rendered for people to read.
const mostRendered = 400

// rendered returns what a scalar of a step with several things in it becomes with
// the defaults; false where not all of them are known.
func (v *View) rendered(n syntax.Node, action string) (string, bool) {
	if len(n.Value()) > mostRendered || strings.Contains(strings.TrimSpace(n.Value()), "\n") {
		return "", false
	}
	m := v.Document.Manifest
	made, err := template.Render(n, m.Delims, template.Data{Root: m.Root, Lookup: func(path []string) (template.Value, bool) {
		found := v.standsFor(path, action)
		return found.value, found.known
	}})
	if err != nil {
		return "", false
	}
	return valueText(made), true
}

// names are the segments of a template's name.
func names(path []template.Segment) []string {
	out := make([]string, 0, len(path))
	for _, s := range path {
		out = append(out, s.Name)
	}
	return slices.Clip(out)
}
