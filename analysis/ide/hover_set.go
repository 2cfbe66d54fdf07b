package ide

import (
	"path"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/desired"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// setEntry says what an entry of a set gives a value to, and what its source is.
func (h *hover) setEntry() bool {
	if h.Document.Desired == nil {
		return false
	}
	for _, v := range h.Document.Desired.Values {
		switch {
		case v.Name.Node.Kind() == syntax.Scalar && v.Name.Node.TextSpan().Contains(h.off):
			return h.taker(v.Name) && h.about(v.Name.Node.TextSpan())
		case v.Source.Strategy.Node.Kind() == syntax.Scalar && v.Source.Strategy.Node.TextSpan().Contains(h.off):
			return h.strategy(v.Source) && h.about(v.Source.Strategy.Node.TextSpan())
		}
	}
	return false
}

// taker describes what of the bundle a value is for.
func (h *hover) taker(name manifest.String) bool {
	found := false
	for _, b := range h.bundles() {
		m := b.Manifest.Manifest
		if h.Document.Kind == analysis.CredentialSet {
			c, ok := m.Credential(name.Value)
			if !ok {
				continue
			}
			h.line()
			h.credential(c)
		} else {
			p, ok := m.Parameter(name.Value)
			if !ok {
				continue
			}
			h.line()
			h.parameter(m, p)
		}
		found = true
		h.item("Of the bundle ", code(m.Name.Value), " in ", code(inFolder(b.Path)))
	}
	return found
}

// inFolder is a path as far as it tells manifests apart for people: a file's name
// with its folder's.
func inFolder(file string) string { return path.Base(path.Dir(file)) + "/" + path.Base(file) }

// bundles returns the bundles that the document is for.
func (h *hover) bundles() []*analysis.Bundle {
	if h.Path == "" {
		return nil
	}
	return h.Workspace().BundlesFor(h.placed())
}

// strategy explains where a source takes its value from.
func (h *hover) strategy(s desired.Source) bool {
	doc, ok := map[string]string{
		"env":     "The value of an environment variable of whoever runs Porter.",
		"path":    "The content of a file on the machine of whoever runs Porter. `$` and a name stand for environment variables.",
		"command": "What a command prints on the machine of whoever runs Porter, all of it. It is cut at blanks and started without a shell.",
		"value":   "The value itself, as it is written here.",
		"secret":  "The entry of that name in the secret store that Porter is configured for.",
	}[s.Strategy.Value]
	if !ok {
		return false
	}
	h.say(strong(s.Strategy.Value))
	h.say(doc)
	return true
}

// installation says what an installation's field names.
func (h *hover) installation() bool {
	d := h.Document.Desired
	if d == nil || d.Kind != desired.Installation {
		return false
	}
	for _, p := range d.Parameters {
		if p.Name.Node.Kind() == syntax.Scalar && p.Name.Node.TextSpan().Contains(h.off) {
			return h.taker(p.Name) && h.about(p.Name.Node.TextSpan())
		}
	}
	return h.namedSet()
}

// installs says which bundle an installation is of.
func (h *hover) installs() {
	if ref := h.Document.Desired.Bundle.Reference(); ref != "" {
		h.item("Installs ", code(ref))
	}
	for _, b := range h.bundles() {
		h.item("Its manifest is in this workspace: ", code(inFolder(b.Path)))
	}
}

// namedSet describes the set whose name in an installation the place is in.
func (h *hover) namedSet() bool {
	if h.Path == "" {
		return false
	}
	for _, named := range h.Workspace().SetsOf(h.placed()) {
		if !named.Name.Node.TextSpan().Contains(h.off) {
			continue
		}
		if named.Set == nil {
			return false
		}
		kind := "parameter set"
		if named.Kind == analysis.CredentialSet {
			kind = "credential set"
		}
		h.heading(kind, named.Name.Value, "")
		h.item("In ", code(path.Base(named.Set.Path)))
		values := named.Set.Desired.Values
		h.takes("Has ", len(values), func(i int) string { return values[i].Name.Value })
		return h.about(named.Name.Node.TextSpan())
	}
	return false
}
