package manifest

import (
	"errors"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// templates looks for what Porter cannot read as a template in the whole text,
// and with dependencies-v2 in the outputs that dependencies promote.
func (v *validator) templates() {
	f := v.m.Root.File()
	if f == nil {
		return
	}
	if v.o.Features.Has(DependenciesV2) {
		for _, d := range v.m.Dependencies {
			for _, out := range d.Outputs {
				if span, message := unreadable(out.Value.Value, v.m.Delims); message != "" {
					v.stop(BadTemplate, out.Value.Node.MapSpan(span), "%s", message)
				}
			}
		}
	}
	if span, message := unreadable(f.Text(), v.m.Delims); message != "" {
		v.stop(BadTemplate, span, "%s", message)
	}
}

// unreadable returns the first place that the templates of a text cannot be
// read at, and what is to be said of it; "" where they can.
func unreadable(s string, d template.Delims) (text.Span, string) {
	err := template.CheckFile(s, d)
	if err == nil {
		return text.Span{}, ""
	}
	switch err.Kind {
	case template.UnclosedTag:
		return err.Span, "here a template begins that has no end anywhere behind it: Porter reads the whole file as a template, comments too"
	case template.EmptyTag:
		return err.Span, "this template names nothing: put a name between " + d.Open + " and " + d.Close
	case template.UnmatchedEnd:
		return err.Span, "this ends a section that is not the innermost one that is open"
	case template.UnclosedSection:
		return err.Span, "this begins a section of a template that has no end in the file; a text such as ${#array[@]} is one too"
	case template.BadDelims:
		return err.Span, "this changes the delimiters of templates and must end with ="
	}
	return err.Span, err.Message
}

// metadata checks what a bundle is and where it is published.
func (v *validator) metadata() {
	m := v.m
	if t := m.SchemaType; t.Value != "" && !strings.EqualFold(t.Value, DefaultSchemaType) {
		v.stop(WrongSchemaType, t.Span(), "%q is no bundle's manifest for Porter: schemaType is %s, or left out", t.Value, DefaultSchemaType)
	}
	v.schemaVersion()
	if m.Name.Value == "" {
		v.stopLacks(NoName, "name", v.place(m.Name, "name"), "the bundle has no name: write name: and what it is called")
	}
	if m.Registry.Value == "" && m.Reference.Value == "" {
		v.stopLacks(NoReference, "registry", v.place(m.Registry, "registry"), "nothing says where the bundle is published: write registry: and the host with its organization, or reference:")
		return
	}
	_, err := m.SemVer()
	if err != nil {
		v.stop(BadVersion, m.Version.Span(), "%v", err)
	}
	_, tagErr := m.tagged()
	var wrong *ReferenceError
	if !errors.As(tagErr, &wrong) || wrong.cause == NoName || err != nil && wrong.cause == BadVersion {
		return
	}
	span := v.keyOf("version")
	if !wrong.Node.IsZero() {
		span = wrong.Node.Span()
	}
	if wrong.cause == NoTag && wrong.Node == m.Version.Node && m.Version.Value == "" {
		v.stopLacks(NoTag, "version", span, "nothing says which version of the bundle this is, and its reference has no tag: write version: 0.1.0")
		return
	}
	v.stop(wrong.cause, span, "%v", wrong)
	if wrong.cause == NoTag && wrong.Node == m.Version.Node {
		v.field("version", false)
	}
}

// place returns where a field's value stands, or its key, or the manifest where
// it has neither.
func (v *validator) place(s String, key string) text.Span {
	if s.Set() {
		return s.Span()
	}
	return v.keyOf(key)
}

// schemaVersion checks the version against those that Porter reads.
func (v *validator) schemaVersion() {
	given := v.m.SchemaVersion
	if isCommonVersion(given.Value) {
		return
	}
	version, err := semver.NewVersion(given.Value)
	if err != nil {
		switch {
		case v.o.Version == AnyVersion:
		case given.Value == "":
			v.stopLacks(NoSchemaVersion, "schemaVersion", v.place(given, "schemaVersion"), "the manifest has no schemaVersion: write schemaVersion: %s", DefaultSchemaVersion)
		default:
			v.stop(NoSchemaVersion, given.Span(), "%q is no version: write schemaVersion: %s", given.Value, DefaultSchemaVersion)
		}
		return
	}
	if v.o.supports(version) || v.o.Version == AnyVersion {
		return
	}
	if v.o.Version == SameMinor && within(version, "~1.0.0-0") || v.o.Version == SameMajor && within(version, "^1.0.0-0") {
		return
	}
	v.stop(UnknownVersion, given.Span(), "Porter does not read a manifest of version %s%s: write schemaVersion: %s", given.Value, v.o.wanting(version), DefaultSchemaVersion)
}

// isCommonVersion tells the versions that nearly all manifests have, which Porter
// reads whatever its options, from those that it takes work to judge.
func isCommonVersion(version string) bool { return version == "1.0.0" || version == "1.0.1" }

// supports reports whether Porter reads manifests of that version.
func (o Options) supports(version *semver.Version) bool {
	return within(version, "1.0.0-alpha.1 || 1.0.0 - 1.0.1") ||
		o.Features.Has(DependenciesV2) && within(version, ">= 1.1.0") ||
		o.Features.Has(PersistentParameters) && within(version, ">= 1.2.0") ||
		o.Features.Has(FileSources) && within(version, "1.3.0")
}

// wanting says what to switch on for a version.
func (o Options) wanting(version *semver.Version) string {
	switch {
	case within(version, "1.3.0"):
		return " unless its experimental feature file-sources is on"
	case within(version, "1.2.x"):
		return " unless its experimental feature persistent-parameters is on"
	case within(version, "1.1.x"):
		return " unless its experimental feature dependencies-v2 is on"
	}
	return ""
}

func within(version *semver.Version, constraint string) bool {
	c, err := semver.NewConstraint(constraint)
	return err == nil && c.Check(version)
}

// persistent checks the parameters that are kept as outputs.
func (v *validator) persistent() {
	if !v.m.hasPersistent() {
		return
	}
	for _, p := range counting(v.m.Parameters, parameterName) {
		if p.Persistent {
			v.persistentParameter(p)
		}
	}
}

// hasPersistent reports whether any parameter is kept as an output, as hardly any
// manifest has one.
func (m *Manifest) hasPersistent() bool {
	for i := range m.Parameters {
		if m.Parameters[i].Persistent {
			return true
		}
	}
	return false
}

// persistentParameter reports the first thing that is wrong with a parameter
// that is kept as an output.
func (v *validator) persistentParameter(p Parameter) {
	checks := []func(Parameter) bool{v.persistentReads, v.persistentStandsAlone}
	if v.whole {
		slices.Reverse(checks) // what is wrong under any version comes first
	}
	for _, holds := range checks {
		if !holds(p) {
			return
		}
	}
}

// persistentReads reports whether Porter reads persistent at all.
func (v *validator) persistentReads(p Parameter) bool {
	name, span := p.Name.Value, at(p.Name, p.Node)
	switch {
	case !v.o.Features.Has(PersistentParameters):
		v.stop(BadPersistent, span, "parameter %s is persistent, which Porter reads only with schemaVersion: 1.2.0 and its experimental feature persistent-parameters", name)
	case !v.m.atLeast("1.2.0"):
		v.stop(BadPersistent, span, "parameter %s is persistent, which needs schemaVersion: 1.2.0", name)
	default:
		return true
	}
	v.field("schemaVersion", false)
	return false
}

// persistentStandsAlone reports whether a persistent parameter has none of the
// fields that persistent takes the place of.
func (v *validator) persistentStandsAlone(p Parameter) bool {
	name, field := p.Name.Value, ""
	switch {
	case p.Source.Output.Value != "":
		field = "source"
		v.stop(BadPersistent, p.Source.Output.Span(), "parameter %s is persistent, so its source is its own output: leave out source", name)
	case p.Env.Value != "":
		field = "env"
		v.stop(BadPersistent, p.Env.Span(), "parameter %s is persistent, so it is a file of Porter's choice: leave out env", name)
	case p.Path.Value != "":
		field = "path"
		v.stop(BadPersistent, p.Path.Span(), "parameter %s is persistent, so it is a file of Porter's choice: leave out path", name)
	case v.hasList(p.Node, "applyTo"):
		field = "applyTo"
		v.stop(BadPersistent, at(p.Name, p.Node), "parameter %s is persistent, so it applies to every action: leave out applyTo", name)
	default:
		return true
	}
	v.field(field, false)
	return false
}

// hasList reports whether a field has a list, be it an empty one.
func (v *validator) hasList(n syntax.Node, key string) bool {
	return v.r.get(n, key).Kind() == syntax.Sequence
}

// atLeast reports whether the manifest is of that version of the file format or
// of a later one.
func (m *Manifest) atLeast(version string) bool {
	v, err := semver.NewVersion(m.SchemaVersion.Value)
	return err == nil && !v.LessThan(semver.MustParse(version))
}

func (v *validator) dockerfile() {
	if d := v.m.Dockerfile; strings.EqualFold(d.Value, "dockerfile") {
		v.stop(BadDockerfileName, d.Span(), "a build writes a file called Dockerfile itself: call the template something else, such as template.Dockerfile")
	}
}
