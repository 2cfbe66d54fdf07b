package cnab

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Stamp says what a bundle was built from and by. A bundle that carries it is
// one of Porter's to Porter too.
type Stamp struct {
	Manifest       []byte            // the author's porter.yaml, byte for byte
	ManifestDigest string            // hex; what decides whether a build is up to date
	Mixins         map[string]string // the version of every mixin used
	Version        string            // ours
	Commit         string
	PreserveTags   bool // images keep their tags instead of digests
}

// Options change how a manifest becomes a bundle.
type Options struct {
	// DependenciesV2 writes dependencies in the form of Porter's experimental
	// feature, with interfaces, sharing and wiring.
	DependenciesV2 bool
	// Image is the bundle's own image; "" for the name that the manifest
	// gives it.
	Image string
}

// Error is why a manifest makes no bundle, and where.
type Error struct {
	Span    text.Span
	Message string
}

// Error formats the error as one message.
func (e *Error) Error() string { return e.Message }

// Errors are all the reasons why a manifest makes no bundle.
type Errors []*Error

// Error formats the error as one message.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.Message
	}
	return strings.Join(lines, "\n")
}

// FromManifest returns the bundle that a manifest describes. Its description of
// names, paths, required values and internal parameters is Porter's, so that
// Porter can run the bundle. The error is Errors.
func FromManifest(m *manifest.Manifest, stamp Stamp, o Options) (*Bundle, error) {
	c := &converter{m: m, o: o, sources: map[string]any{}, b: &Bundle{
		SchemaVersion: SchemaVersion,
		Name:          m.Name.Value,
		Description:   m.Description.Value,
		Definitions:   map[string]Definition{},
		Parameters:    map[string]Parameter{},
		Credentials:   map[string]Credential{},
		Outputs:       map[string]Output{},
		Custom:        map[string]any{},
	}}
	c.identity()
	c.images()
	c.actions()
	for _, p := range m.BundleParameters() {
		c.parameter(p)
	}
	for _, cred := range m.BundleCredentials() {
		c.credential(cred)
	}
	for _, out := range m.BundleOutputs() {
		c.output(out)
	}
	c.nameless()
	c.internal()
	c.wiring()
	c.custom()
	c.extensions()
	c.stamp(stamp)
	if len(c.errs) > 0 {
		slices.SortStableFunc(c.errs, func(a, b *Error) int { return a.Span.Start - b.Span.Start })
		// A bad version is found twice: it is in the image's name as well.
		return nil, slices.CompactFunc(c.errs, func(a, b *Error) bool { return *a == *b })
	}
	return c.b, nil
}

type converter struct {
	m       *manifest.Manifest
	o       Options
	b       *Bundle
	sources map[string]any // of io.cnab.parameter-sources, by parameter
	errs    Errors
}

func (c *converter) fail(at syntax.Node, format string, args ...any) {
	c.errs = append(c.errs, &Error{at.Span(), fmt.Sprintf(format, args...)})
}

// data returns a node as plain Go data that JSON can hold, nil where it cannot.
func (c *converter) data(n syntax.Node) any {
	v, err := template.Render(n, template.Delims{}, template.Data{Root: c.m.Root})
	if err == nil {
		_, err = json.Marshal(v)
	}
	if err != nil {
		c.fail(n, "this value cannot be in bundle.json: %v", err)
		return nil
	}
	return v
}

func (c *converter) identity() {
	if !c.m.Name.Set() {
		c.fail(c.m.Root, "the bundle has no name")
	}
	version, err := c.m.SemVer()
	if err != nil {
		c.fail(c.m.Version.Node, "%v", err)
	}
	c.b.Version = version
	for _, p := range c.m.Maintainers {
		c.b.Maintainers = append(c.b.Maintainers, Maintainer{p.Name.Value, p.Email.Value, p.URL.Value})
	}
	image := c.o.Image
	if image == "" {
		if image, err = c.m.ImageName(); err != nil {
			at := c.m.Root
			if wrong, ok := err.(*manifest.ReferenceError); ok && !wrong.Node.IsZero() {
				at = wrong.Node
			}
			c.fail(at, "%v", err)
		}
	}
	c.b.InvocationImages = []Image{{Image: image, Type: "docker"}}
}

func (c *converter) images() {
	for _, i := range c.m.Images {
		if i.Repository.Value == "" {
			c.fail(i.Node, "image %s has no repository", i.Key.Value)
			continue
		}
		image := NamedImage{Description: i.Description.Value, Image: Image{
			Image: i.Reference(), Type: i.EffectiveType(), Digest: i.Digest.Value, Size: i.Size, MediaType: i.MediaType.Value,
		}}
		for _, l := range i.Labels {
			if image.Labels == nil {
				image.Labels = map[string]string{}
			}
			image.Labels[l.Key.Value] = l.Value.Value
		}
		if c.b.Images == nil {
			c.b.Images = map[string]NamedImage{}
		}
		c.b.Images[i.Key.Value] = image
	}
}

// actions lists those that customActions declares and those that have steps;
// none where no custom action has steps.
func (c *converter) actions() {
	used := c.m.CustomActionNames()
	if len(used) == 0 {
		return
	}
	c.b.Actions = map[string]Action{}
	for _, name := range used {
		c.b.Actions[name] = c.action(name)
	}
	for _, a := range c.m.CustomActions {
		c.b.Actions[a.Name.Value] = c.action(a.Name.Value)
	}
}

func (c *converter) action(name string) Action {
	p := c.m.ActionProperties(name)
	return Action{Description: p.Description, Modifies: p.Modifies, Stateless: p.Stateless}
}

// define adds a definition under a name of its own: the value's name and kind,
// or the value's name alone where it ends with the kind already.
func (c *converter) define(name, kind string, d Definition) string {
	if !strings.HasSuffix(name, "-"+kind) {
		name += "-" + kind
	}
	for c.b.Definitions[name] != nil {
		name += "-" + kind
	}
	c.b.Definitions[name] = d
	return name
}

func (c *converter) parameter(p manifest.Parameter) {
	name := p.Name.Value
	d := c.schema(p.Schema, p.EffectiveType(), p.Sensitive)
	env, path := p.Destination()
	c.destination("parameter "+name, p.Path.Node, path)
	if p.EffectiveType() == "file" && path == "" {
		c.fail(p.Name.Node, "parameter %s is a file and needs a path", name)
	}
	if v, ok := d.Default(); ok {
		for _, err := range d.Validate(v) {
			c.fail(p.Schema.Default, "the default of parameter %s does not fit: %v", name, err)
		}
	}
	c.b.Parameters[name] = Parameter{
		Definition: c.define(name, "parameter", d), Destination: &Location{env, path},
		Description: p.Description.Value, ApplyTo: c.m.ApplyTo(p), Required: p.IsRequired(),
	}
	switch {
	case p.Persistent:
		c.sources[name] = outputSource(name)
	case p.Source.Output.Value != "" && p.Source.Dependency.Value != "":
		c.sources[name] = dependencySource(p.Source.Dependency.Value, p.Source.Output.Value)
	case p.Source.Output.Value != "":
		c.sources[name] = outputSource(p.Source.Output.Value)
	}
}

// destination checks a path in the container; relative ones are clean already.
func (c *converter) destination(what string, at syntax.Node, path string) {
	switch {
	case path == "":
	case path != clean(path):
		c.fail(at, "the path of %s must be clean: %s", what, clean(path))
	case path == manifest.OutputsDir || strings.HasPrefix(path, manifest.OutputsDir+"/"):
		c.fail(at, "the path of %s must not be in %s", what, manifest.OutputsDir)
	}
}

func (c *converter) credential(cred manifest.Credential) {
	name := cred.Name.Value
	env, path := cred.Destination()
	c.destination("credential "+name, cred.Path.Node, path)
	if env == "" && path == "" {
		c.fail(cred.Name.Node, "credential %s needs an env or a path", name)
	}
	c.b.Credentials[name] = Credential{
		Location: Location{env, path}, Description: cred.Description.Value,
		ApplyTo: manifest.Values(cred.ApplyTo), Required: cred.Required,
	}
}

func (c *converter) output(out manifest.Output) {
	name := out.Name.Value
	d := c.schema(out.Schema, out.EffectiveType(), out.Sensitive)
	c.b.Outputs[name] = Output{
		Definition: c.define(name, "output", d), Path: manifest.OutputsDir + "/" + name,
		Description: out.Description.Value, ApplyTo: manifest.Values(out.ApplyTo),
	}
}

// nameless reports entries that could not be taken over for want of a name.
func (c *converter) nameless() {
	for _, p := range c.m.Parameters {
		if p.Name.Value == "" {
			c.fail(p.Node, "this parameter has no name")
		}
	}
	for _, cred := range c.m.Credentials {
		if cred.Name.Value == "" {
			c.fail(cred.Node, "this credential has no name")
		}
	}
	for _, out := range c.m.Outputs {
		if out.Name.Value == "" {
			c.fail(out.Node, "this output has no name")
		}
	}
	for _, d := range c.m.Dependencies {
		if d.Name.Value == "" {
			c.fail(d.Node, "this dependency has no name")
		}
		if d.Reference.Value == "" {
			c.fail(d.Node, "dependency %s has no bundle reference", d.Name.Value)
		}
	}
}

// custom takes the manifest's custom over, at the top.
func (c *converter) custom() {
	if c.m.Custom.IsZero() {
		return
	}
	if m, ok := c.data(c.m.Custom).(map[string]any); ok {
		maps.Copy(c.b.Custom, m)
	}
}

func (c *converter) stamp(s Stamp) {
	mixins := map[string]any{}
	for name, version := range s.Mixins {
		mixins[name] = map[string]any{"version": version}
	}
	c.b.Custom[StampKey] = map[string]any{
		"manifest":       base64.StdEncoding.EncodeToString(s.Manifest),
		"manifestDigest": s.ManifestDigest,
		"mixins":         mixins,
		"version":        s.Version,
		"commit":         s.Commit,
		"preserveTags":   s.PreserveTags,
	}
	c.b.Custom[OwnKey] = map[string]any{"version": s.Version}
}

// prerelease reports whether a dependency's version is one version, and that
// one not yet released.
func prerelease(version string) bool {
	v, err := semver.NewVersion(version)
	return err == nil && v.Prerelease() != ""
}
