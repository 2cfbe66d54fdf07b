package schema

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/schema/jsonschema"
)

// Mixin is what a mixin's JSON Schema says of its steps and of its
// configuration. It is immutable.
type Mixin struct {
	// Name is what steps call the mixin by.
	Name string
	// Version is the mixin's own, "" where nobody knows it, as of the built-in
	// schemas.
	Version string
	// Doc says what the mixin is for, in Markdown where the schema is built in.
	Doc string

	root *jsonschema.Schema
}

// ParseMixin reads the schema that a mixin prints of itself: a document with
// the definitions installStep, upgradeStep, uninstallStep, invokeStep and
// config, each of a map from the mixin's name to what stands behind it. Where
// one of them is missing, anything goes in its place. It fails where the text is
// no JSON Schema at all.
func ParseMixin(name, version string, json []byte) (*Mixin, error) {
	root, err := jsonschema.Parse(json)
	if err != nil {
		return nil, fmt.Errorf("mixin %s: %w", name, err)
	}
	return &Mixin{strings.Clone(name), version, root.Description, root}, nil // the name may be cut from a long text
}

// configDefinition is the definition of what stands behind a mixin's name in the
// manifest's list of mixins.
const configDefinition = "config"

// HasStep reports whether the mixin says what it takes in the steps of an action.
// One that refers to a definition called unimplementedStep, as Azure's arm does,
// says that it takes none.
func (m *Mixin) HasStep(action string) bool {
	definition := "invokeStep"
	switch action {
	case "install", "upgrade", "uninstall":
		definition = action + "Step"
	}
	s := m.root.Definition(definition)
	return s != nil && !strings.HasSuffix(s.Ref, "/unimplementedStep")
}

// body returns the schema of what stands behind the mixin's name where the
// definition is the one for that place; nil where the mixin does not say.
func (m *Mixin) body(definition string) *jsonschema.Schema {
	if m == nil {
		return nil
	}
	step := m.root.Definition(definition).Resolve()
	if step == nil {
		return nil
	}
	return step.Property(m.Name)
}
