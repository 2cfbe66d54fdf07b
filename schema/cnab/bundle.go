// Package cnab is bundle.json, the document that tells any CNAB tool what a
// bundle takes, gives and can do: its types, how a manifest becomes one, and
// the canonical bytes that digests are made of.
package cnab

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

// SchemaVersion is the version of the CNAB specification that new bundles are
// written to.
const SchemaVersion = "1.2.0"

// Keys of custom and of requiredExtensions.
const (
	StampKey            = "sh.porter"
	OwnKey              = "io.porter-ls"
	FileParametersKey   = "sh.porter.file-parameters"
	DependenciesKey     = "io.cnab.dependencies"
	DependenciesV2Key   = "org.getporter.dependencies@v2"
	ParameterSourcesKey = "io.cnab.parameter-sources"
	DockerKey           = "io.cnab.docker"
)

// Bundle is a bundle.json. Its maps are by the name of what they hold, Custom
// by the full keys of extensions, of which RequiredExtensions is a list. Members
// that it has no field for are in Extra, here and in the types below, and are
// written back.
type Bundle struct {
	SchemaVersion      string                `json:"schemaVersion"`
	Name               string                `json:"name"`
	Version            string                `json:"version"`
	Description        string                `json:"description"`
	Keywords           []string              `json:"keywords,omitempty"`
	License            string                `json:"license,omitempty"`
	Maintainers        []Maintainer          `json:"maintainers,omitempty"`
	InvocationImages   []Image               `json:"invocationImages"`
	Images             map[string]NamedImage `json:"images,omitempty"`
	Actions            map[string]Action     `json:"actions,omitempty"`
	Parameters         map[string]Parameter  `json:"parameters,omitempty"`
	Credentials        map[string]Credential `json:"credentials,omitempty"`
	Outputs            map[string]Output     `json:"outputs,omitempty"`
	Definitions        map[string]Definition `json:"definitions,omitempty"`
	RequiredExtensions []string              `json:"requiredExtensions,omitempty"`
	Custom             map[string]any        `json:"custom,omitempty"`
	Extra              Extra                 `json:"-"`
}

// Maintainer is someone to ask about a bundle.
type Maintainer struct {
	Name  string `json:"name"`
	Email string `json:"email,omitempty"`
	URL   string `json:"url,omitempty"`
}

// Image is a container image; Digest is its manifest's, as algorithm:hex, once
// it is in a registry.
type Image struct {
	Image     string            `json:"image"`
	Type      string            `json:"imageType"`
	Digest    string            `json:"contentDigest,omitempty"`
	Size      uint64            `json:"size,omitempty"` // bytes
	MediaType string            `json:"mediaType,omitempty"`
	Labels    map[string]string `json:"labels,omitempty"`
	Extra     Extra             `json:"-"`
}

// NamedImage is an image that the bundle uses.
type NamedImage struct {
	Image
	Description string `json:"description"`
}

// Action is an action other than install, upgrade and uninstall.
type Action struct {
	Modifies    bool   `json:"modifies,omitempty"`  // changes the installation
	Stateless   bool   `json:"stateless,omitempty"` // needs no installation
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// Location is where a value arrives in the container: an environment variable,
// a file by its absolute path, or both.
type Location struct {
	Env  string `json:"env,omitempty"`
	Path string `json:"path,omitempty"`
}

// Parameter is a value that an action takes. Definition is the key of its
// schema in Bundle.Definitions. It applies to every action where ApplyTo is
// empty.
type Parameter struct {
	Definition  string    `json:"definition"`
	Destination *Location `json:"destination"`
	Description string    `json:"description,omitempty"`
	ApplyTo     []string  `json:"applyTo,omitempty"`
	Required    bool      `json:"required,omitempty"`
	Extra       Extra     `json:"-"`
}

// Credential is a secret that an action takes; every action does where ApplyTo is
// empty.
type Credential struct {
	Location
	Description string   `json:"description,omitempty"`
	ApplyTo     []string `json:"applyTo,omitempty"`
	Required    bool     `json:"required,omitempty"`
	Extra       Extra    `json:"-"`
}

// Output is a file that an action leaves behind. Definition is the key of its
// schema in Bundle.Definitions. Every action has it where ApplyTo is empty.
type Output struct {
	Definition  string   `json:"definition"`
	Path        string   `json:"path"`
	Description string   `json:"description,omitempty"`
	ApplyTo     []string `json:"applyTo,omitempty"`
	Extra       Extra    `json:"-"`
}

// Extra holds the members of an object that its type has no field for.
type Extra map[string]json.RawMessage

// Marshal returns the bundle's canonical JSON (RFC 8785), whose digest is the
// same wherever it is computed. It ends without a line break.
func Marshal(b *Bundle) ([]byte, error) {
	raw, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("writing bundle.json of %s: %w", b.Name, err)
	}
	v := jsontext.Value(raw)
	if err := v.Canonicalize(); err != nil {
		return nil, fmt.Errorf("writing bundle.json of %s: %w", b.Name, err)
	}
	return v, nil
}

// Unmarshal reads a bundle.json, canonical or not.
func Unmarshal(data []byte) (*Bundle, error) {
	b := &Bundle{}
	if err := json.Unmarshal(data, b); err != nil {
		return nil, fmt.Errorf("reading bundle.json: %w", err)
	}
	return b, nil
}

// AppliesTo reports whether the action takes the parameter.
func (p Parameter) AppliesTo(action string) bool { return applies(p.ApplyTo, action) }

// AppliesTo reports whether the action takes the credential.
func (c Credential) AppliesTo(action string) bool { return applies(c.ApplyTo, action) }

// AppliesTo reports whether the action leaves the output behind.
func (o Output) AppliesTo(action string) bool { return applies(o.ApplyTo, action) }

func applies(to []string, action string) bool {
	for _, name := range to {
		if name == action {
			return true
		}
	}
	return len(to) == 0
}

// Internal reports whether a parameter or output is one that a build adds for
// its own ends, which users are not to see.
func (b *Bundle) Internal(definition string) bool {
	return b.Definitions[definition]["$comment"] == internalComment
}

// HasAction reports whether the bundle can run the action.
func (b *Bundle) HasAction(name string) bool {
	switch name {
	case "install", "upgrade", "uninstall":
		return true
	}
	_, ok := b.Actions[name]
	return ok
}

// Manifest returns the author's porter.yaml, byte for byte, as the build
// stamped it into the bundle; false where there is no such stamp.
func (b *Bundle) Manifest() ([]byte, bool) {
	stamp, _ := b.Custom[StampKey].(map[string]any)
	encoded, ok := stamp["manifest"].(string)
	if !ok {
		return nil, false
	}
	src, err := base64.StdEncoding.DecodeString(encoded)
	return src, err == nil
}
