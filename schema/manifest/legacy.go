package manifest

import (
	"bytes"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Sign is something by which a manifest shows that it was written for Porter
// before 1.0.0.
type Sign struct {
	Span text.Span
	Kind SignKind
	In   syntax.Node // the map that the field is one of; the zero Node for templates
}

// SignKind says what a Sign is.
type SignKind uint8

// The signs: fields that Porter has no more, the older forms of dependencies and
// of one among them, and templates in braces only.
const (
	TagSign SignKind = iota
	InvocationImageSign
	DependenciesSign
	DestinationSign
	ImageSign
	ReferenceSign
	TemplateSign
)

// Legacy returns the signs that a manifest without a schemaVersion was written
// for Porter before 1.0.0, nil where it has none or says its version.
func (m *Manifest) Legacy() []Sign {
	if k, _ := m.Root.Lookup("schemaVersion"); !k.IsZero() {
		return nil
	}
	signs := m.OutdatedFields()
	if f := m.Root.File(); f != nil {
		if span, ok := bundleTemplate(f.Source()); ok {
			signs = append(signs, Sign{Span: span, Kind: TemplateSign})
		}
	}
	return signs
}

// OutdatedFields returns the fields of before 1.0.0 that Porter passes over or
// refuses, whatever the schemaVersion is.
func (m *Manifest) OutdatedFields() []Sign {
	var signs []Sign
	for kind, name := range []string{TagSign: "tag", InvocationImageSign: "invocationImage"} {
		if k, _ := m.Root.Lookup(name); !k.IsZero() {
			signs = append(signs, Sign{k.Span(), SignKind(kind), m.Root})
		}
	}
	if k, _ := m.Root.Lookup("dependencies"); len(m.LegacyDependencies) > 0 && len(m.Dependencies) == 0 && !k.IsZero() {
		signs = append(signs, Sign{k.Span(), DependenciesSign, m.Root})
	}
	for i := range m.Parameters {
		p := &m.Parameters[i]
		if k, v := p.Node.Lookup("destination"); v.Len() > 0 {
			signs = append(signs, Sign{k.Span(), DestinationSign, p.Node})
		}
	}
	for _, i := range m.Images {
		if k, _ := i.Node.Lookup("image"); i.Legacy.Set() && !k.IsZero() {
			signs = append(signs, Sign{k.Span(), ImageSign, i.Node})
		}
	}
	for i := range m.Dependencies {
		if k := m.Dependencies[i].outdatedReference(); !k.IsZero() {
			signs = append(signs, Sign{k.Span(), ReferenceSign, m.Dependencies[i].Node})
		}
	}
	return signs
}

// outdatedReference returns the key of a reference that stands in the dependency
// itself, where it stood before there was a bundle around it; the zero Node where
// there is none.
func (d *Dependency) outdatedReference() syntax.Node {
	if !d.Node.Get("bundle").IsZero() {
		return syntax.Node{}
	}
	for _, name := range [...]string{"reference", "tag"} {
		if k, v := d.Node.Lookup(name); v.Kind() == syntax.Scalar && v.Value() != "" {
			return k
		}
	}
	return syntax.Node{}
}

// bundleTemplate returns the place of the first template in braces that names
// something of the bundle.
func bundleTemplate(src []byte) (text.Span, bool) {
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte("{{"))
		if i < 0 {
			return text.Span{}, false
		}
		start := at + i
		at = start + len("{{")
		name := bytes.TrimLeft(src[at:], " {&")
		if !bytes.HasPrefix(name, []byte("bundle.")) && !bytes.HasPrefix(name, []byte("installation.")) {
			continue
		}
		end := bytes.Index(src[at:], []byte("}}"))
		if end < 0 {
			return text.Span{}, false // nor do those behind it end
		}
		return text.Span{Start: start, End: at + end + len("}}")}, true
	}
}
