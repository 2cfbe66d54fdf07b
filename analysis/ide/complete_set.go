package ide

import (
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/desired"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// namedInDocument is named for sets and installations.
func (c *completer) namedInDocument() bool {
	switch {
	case c.Document.Kind == analysis.CredentialSet && c.shape == "credentials[].name",
		c.Document.Kind == analysis.ParameterSet && c.shape == "parameters[].name":
		c.wantedNames()
	case c.Document.Kind == analysis.ParameterSet && c.shape == "parameters[].source.value":
		c.parameterValues(c.nodeAt(len(c.way) - 2).Get("name").Value())
	case c.Document.Kind == analysis.Installation:
		return c.namedInInstallation()
	default:
		return false
	}
	return true
}

// wantedNames adds the credentials or parameters of the bundle that the set is
// for, the required ones first.
func (c *completer) wantedNames() {
	b := c.Bundle()
	if b == nil {
		return
	}
	others := c.siblings()
	if c.Document.Kind == analysis.CredentialSet {
		for _, cr := range b.Manifest.Manifest.BundleCredentials() {
			i := Item{Kind: NameItem, Detail: "credential", Words: cr.Description.Value, rank: usual}
			if cr.Required {
				i.Detail, i.rank = "credential, required", likely
			}
			c.addOther(cr.Name.Value, others, i)
		}
		return
	}
	for _, p := range b.Manifest.Manifest.BundleParameters() {
		i := Item{Kind: NameItem, Detail: parameterDetail(p), Words: p.Description.Value, rank: usual}
		if p.IsRequired() {
			i.rank = likely
		}
		c.addOther(p.Name.Value, others, i)
	}
}

// addOther adds a name that is not among others.
func (c *completer) addOther(name string, others []string, i Item) {
	if name != "" && len(without([]string{name}, others...)) == 1 {
		c.addText(name, i)
	}
}

// parameterValues adds the values that a parameter of the bundle may have.
func (c *completer) parameterValues(name string) {
	b := c.Bundle()
	if b == nil {
		return
	}
	p, ok := b.Manifest.Manifest.Parameter(name)
	if !ok {
		return
	}
	for _, v := range p.Schema.Enum.Items() {
		if v.Kind() == syntax.Scalar {
			c.addLiteral(v.Data(), "allowed value", likely)
		}
	}
	if p.EffectiveType() == "boolean" && p.Schema.Enum.Len() == 0 {
		c.addLiteral(true, "", likely)
		c.addLiteral(false, "", likely)
	}
	if d := p.Schema.Default; d.Kind() == syntax.Scalar && p.Schema.Enum.Len() == 0 && p.EffectiveType() != "boolean" {
		c.addLiteral(d.Data(), "the default", usual)
	}
}

// namedInInstallation is named for installations.
func (c *completer) namedInInstallation() bool {
	switch c.shape {
	case "bundle.repository":
		for _, b := range c.Workspace().Bundles() {
			if ref, err := b.Manifest.Manifest.BundleReference(); err == nil {
				c.addText(desired.RepositoryOf(ref), Item{Kind: NameItem, Detail: "bundle in " + c.seen(b.Path), rank: likely})
			}
		}
	case "bundle.version":
		repository := desired.RepositoryOf(c.nodeAt(len(c.way) - 1).Get("repository").Value())
		for _, b := range c.Workspace().Bundles() {
			m := b.Manifest.Manifest
			if ref, err := m.BundleReference(); err == nil && desired.RepositoryOf(ref) == repository && m.Version.Value != "" {
				c.addText(m.Version.Value, Item{Kind: VersionItem, Detail: "in " + c.seen(b.Path), rank: likely})
			}
		}
	case "credentialSets[]":
		c.sets(analysis.CredentialSet, "credential set")
	case "parameterSets[]":
		c.sets(analysis.ParameterSet, "parameter set")
	default:
		if n := len(c.way); n == 2 && c.way[0].Key == "parameters" {
			c.parameterValues(c.way[1].Key)
			return true
		}
		return false
	}
	return true
}

// sets adds the names of the sets around that the installation can name.
func (c *completer) sets(kind analysis.DocumentKind, detail string) {
	var names []string
	for _, p := range c.Workspace().OfKind(kind) {
		if ns := p.Desired.Namespace.Value; ns == "" || ns == c.Document.Desired.Namespace.Value {
			names = append(names, p.Desired.Name.Value)
		}
	}
	c.names(without(names, c.siblings()...), NameItem, detail, likely)
}
