package manifest

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"unicode"
)

// Paths within a bundle's container.
const (
	AppDir     = "/cnab/app"
	OutputsDir = "/cnab/app/outputs"
)

// Action returns the action of that name.
func (m *Manifest) Action(name string) (Action, bool) {
	for _, a := range m.Actions {
		if a.Name.Value == name {
			return a, true
		}
	}
	return Action{}, false
}

// CustomActionNames returns, sorted, the actions other than install, upgrade
// and uninstall that have steps written, be it an empty list.
func (m *Manifest) CustomActionNames() []string {
	var out []string
	for _, a := range m.Actions {
		if !IsCoreAction(a.Name.Value) {
			out = append(out, a.Name.Value)
		}
	}
	slices.Sort(out)
	return out
}

// ActionNames returns, sorted, every action that the bundle can run: install
// and uninstall, upgrade where the manifest has it, and the custom ones.
func (m *Manifest) ActionNames() []string {
	out := append(m.CustomActionNames(), "install", "uninstall")
	if _, ok := m.Action("upgrade"); ok {
		out = append(out, "upgrade")
	}
	slices.Sort(out)
	return out
}

// last returns the last entry of that name, which is the one that counts.
func last[T any](list []T, name string, of func(*T) String) (T, bool) {
	for i := range slices.Backward(list) {
		if s := of(&list[i]); s.Value == name && s.Set() {
			return list[i], true
		}
	}
	var none T
	return none, false
}

// unique returns the entries that count, the last of each name, by name.
func unique[T any](list []T, of func(*T) String) []T {
	var out []T
	seen := map[string]bool{}
	for i := range slices.Backward(list) {
		if name := of(&list[i]); name.Set() && name.Value != "" && !seen[name.Value] {
			seen[name.Value] = true
			out = append(out, list[i])
		}
	}
	slices.SortFunc(out, func(a, b T) int { return cmp.Compare(of(&a).Value, of(&b).Value) })
	return out
}

// counting returns the entries that count, the last of each name, in source
// order; one without a name is among them. Where all of them count it is the list
// itself.
func counting[T any](list []T, of func(*T) String) []T {
	last := make(map[string]int, len(list))
	for i := range list {
		last[of(&list[i]).Value] = i
	}
	if len(last) == len(list) {
		return list
	}
	out := make([]T, 0, len(last))
	for i := range list {
		if last[of(&list[i]).Value] == i {
			out = append(out, list[i])
		}
	}
	return out
}

func parameterName(p *Parameter) String   { return p.Name }
func credentialName(c *Credential) String { return c.Name }
func outputName(o *Output) String         { return o.Name }
func dependencyName(d *Dependency) String { return d.Name }

// Parameter returns the parameter of that name.
func (m *Manifest) Parameter(name string) (Parameter, bool) {
	return last(m.Parameters, name, parameterName)
}

// Credential returns the credential of that name.
func (m *Manifest) Credential(name string) (Credential, bool) {
	return last(m.Credentials, name, credentialName)
}

// Output returns the output of that name, also the one that a persistent
// parameter brings with it.
func (m *Manifest) Output(name string) (Output, bool) {
	if o, ok := last(m.Outputs, name, outputName); ok {
		return o, true
	}
	if p, ok := m.Parameter(name); ok && p.Persistent {
		return p.persistentOutput(), true
	}
	return Output{}, false
}

// Dependency returns the dependency of that name.
func (m *Manifest) Dependency(name string) (Dependency, bool) {
	return last(m.Dependencies, name, dependencyName)
}

// BundleDependencies returns the dependencies that count, in the order in which
// they run: that of the manifest.
func (m *Manifest) BundleDependencies() []Dependency {
	named := slices.DeleteFunc(slices.Clone(m.Dependencies), func(d Dependency) bool { return !d.Name.Set() })
	return counting(named, dependencyName)
}

// Image returns the image of that key.
func (m *Manifest) Image(key string) (Image, bool) {
	return last(m.Images, key, func(i *Image) String { return i.Key })
}

// Mixin returns the declaration of a mixin.
func (m *Manifest) Mixin(name string) (Mixin, bool) {
	return last(m.Mixins, name, func(x *Mixin) String { return x.Name })
}

// BundleParameters returns the parameters that count, by name.
func (m *Manifest) BundleParameters() []Parameter { return unique(m.Parameters, parameterName) }

// BundleCredentials returns the credentials that count, by name.
func (m *Manifest) BundleCredentials() []Credential { return unique(m.Credentials, credentialName) }

// BundleOutputs returns the outputs that count, by name, those of persistent
// parameters included.
func (m *Manifest) BundleOutputs() []Output {
	var outputs []Output // the bundle's own behind the others, so that they count
	for _, p := range m.BundleParameters() {
		if p.Persistent {
			outputs = append(outputs, p.persistentOutput())
		}
	}
	return unique(append(outputs, m.Outputs...), outputName)
}

func (p Parameter) persistentOutput() Output {
	out := Output{
		Node: p.Node, Name: p.Name, Description: p.Description, Schema: p.Schema,
		Path: String{AppDir + "/" + p.Name.Value, p.Name.Node}, Sensitive: p.Sensitive,
	}
	if !p.Schema.Type.Set() && len(p.Schema.Types) == 0 {
		out.Schema.Type = String{p.EffectiveType(), p.Node}
	}
	return out
}

// What a manifest is where it does not say.
const (
	DefaultSchemaType    = "Bundle"
	DefaultSchemaVersion = "1.0.1" // what Porter's version check compares with; a manifest must say
	DefaultImageType     = "docker"
)

// Properties are what a bundle.json says of an action.
type Properties struct {
	Description string
	Modifies    bool // it changes what the installation consists of
	Stateless   bool // it needs no installation
}

// ActionProperties returns what customActions says of an action, else what
// Porter takes it for: one that changes the installation, save those that CNAB
// gives a meaning to. Their descriptions are part of the bundle's digest and so
// are Porter's.
func (m *Manifest) ActionProperties(name string) Properties {
	if a, ok := last(m.CustomActions, name, func(a *CustomAction) String { return a.Name }); ok {
		return Properties{a.Description.Value, a.Modifies, a.Stateless}
	}
	switch strings.TrimPrefix(name, "io.cnab.") {
	case "dry-run":
		return Properties{Stateless: true, Description: "Execute the installation in a dry-run mode, allowing to see what would happen with the given set of parameter values"}
	case "help":
		return Properties{Stateless: true, Description: "Print a help message to the standard output"}
	case "log":
		return Properties{Description: "Print logs of the installed system to the standard output"}
	case "status":
		return Properties{Description: "Print a human readable status message to the standard output"}
	case "status+json":
		return Properties{Description: "Print a json payload describing the detailed status with the following the CNAB status schema"}
	}
	return Properties{Description: name, Modifies: true}
}

// Reference returns the image by its digest, else by its tag, which is latest
// where the manifest has none.
func (i Image) Reference() string {
	switch {
	case i.Digest.Value != "":
		return i.Repository.Value + "@" + i.Digest.Value
	case i.Tag.Value != "":
		return i.Repository.Value + ":" + i.Tag.Value
	}
	return i.Repository.Value + ":latest"
}

// EffectiveType returns the image's declared type, else docker.
func (i Image) EffectiveType() string { return cmp.Or(i.ImageType.Value, DefaultImageType) }

// EnvName returns the environment variable that a parameter of that name
// arrives in where the manifest names none: upper case, and _ for - and dots.
func EnvName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' {
			return '_'
		}
		return unicode.ToUpper(r)
	}, name)
}

// ContainerPath returns where a path of the manifest is in the container:
// relative ones are below /cnab/app. "" stays "".
func ContainerPath(p string) string {
	if p == "" || path.IsAbs(p) {
		return p
	}
	return path.Join(AppDir, p)
}

// Destination returns the environment variable and the file that the parameter
// arrives in; at least one of them. A persistent parameter is a file.
func (p Parameter) Destination() (env, file string) {
	switch {
	case p.Persistent:
		return "", path.Join(AppDir, p.Name.Value)
	case p.Env.Value == "" && p.Path.Value == "":
		return EnvName(p.Name.Value), ""
	}
	return p.Env.Value, ContainerPath(p.Path.Value)
}

// HasVariable reports whether the parameter arrives in an environment variable,
// without making up its name as Destination does.
func (p Parameter) HasVariable() bool {
	return !p.Persistent && (p.Env.Value != "" || p.Path.Value == "" && p.Name.Value != "")
}

// Destination returns the environment variable and the file that the credential
// arrives in. Porter has no default for them.
func (c Credential) Destination() (env, file string) {
	return c.Env.Value, ContainerPath(c.Path.Value)
}

// EffectiveType returns the declared type, else file where the parameter has a
// path and string where it has none; "" where the type is a list.
func (p Parameter) EffectiveType() string {
	return p.Schema.effectiveType(p.Path.Value != "" || p.Persistent)
}

// EffectiveType returns the declared type, else file where the output has a
// path and string where it has none; "" where the type is a list.
func (o Output) EffectiveType() string { return o.Schema.effectiveType(o.Path.Value != "") }

func (s Schema) effectiveType(isFile bool) string {
	switch {
	case len(s.Types) > 0:
		return ""
	case s.Type.Value != "":
		return s.Type.Value
	case isFile:
		return "file"
	}
	return "string"
}

// HasDefault reports whether the schema has a default; a null is none.
func (s Schema) HasDefault() bool { return !s.Default.IsZero() && !isNull(s.Default) }

// IsRequired reports whether the parameter must have a value: where it has no
// default, even if an output feeds it.
func (p Parameter) IsRequired() bool { return !p.Schema.HasDefault() }

// exempt reports whether the parameter does not apply to install, because an
// earlier action's output feeds it and nothing else could.
func (p Parameter) exempt() bool {
	return p.Source.Output.Value != "" && p.ApplyTo == nil && !p.Schema.HasDefault() && !p.Persistent
}

// AppliesTo reports whether the action gets the parameter.
func (p Parameter) AppliesTo(action string) bool {
	if p.exempt() {
		return action != "install"
	}
	return p.Persistent || appliesTo(p.ApplyTo, action)
}

// AppliesTo reports whether the action gets the credential.
func (c Credential) AppliesTo(action string) bool { return appliesTo(c.ApplyTo, action) }

// AppliesTo reports whether the action has the output.
func (o Output) AppliesTo(action string) bool { return appliesTo(o.ApplyTo, action) }

func appliesTo(list []String, action string) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(s String) bool { return s.Value == action })
}

// ApplyTo returns the actions that a bundle.json lists for the parameter; nil
// where it applies to all of them.
func (m *Manifest) ApplyTo(p Parameter) []string {
	switch {
	case p.Persistent:
		return m.ActionNames()
	case p.exempt():
		return slices.DeleteFunc(m.ActionNames(), func(name string) bool { return name == "install" })
	}
	return Values(p.ApplyTo)
}

// Values returns the texts of a list, nil where it is empty.
func Values(list []String) []string {
	var out []string
	for _, s := range list {
		out = append(out, s.Value)
	}
	return out
}
