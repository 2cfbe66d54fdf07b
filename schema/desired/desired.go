// Package desired reads the documents in which users write down what should be
// installed and with which values: installations, credential sets and parameter
// sets, in Porter's formats, as YAML or JSON.
//
// Like a manifest, a document is decoded from the tolerant tree: a half-typed
// one has what can be read of it, and every value has the node it stands at.
package desired

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// Kind says which document it is.
type Kind uint8

// The kinds. None is any other document.
const (
	None Kind = iota
	CredentialSet
	ParameterSet
	Installation
	PluginList
)

// String returns the kind as schemaType writes it, "" for None.
func (k Kind) String() string {
	return [...]string{"", "CredentialSet", "ParameterSet", "Installation", "Plugins"}[k]
}

// Document is one of these documents. Fields that its kind does not have are
// zero.
type Document struct {
	Kind Kind
	Root syntax.Node

	SchemaType    manifest.String // not set in documents from before Porter 1.0
	SchemaVersion manifest.String
	Name          manifest.String
	Namespace     manifest.String // not set or empty: the global one
	Labels        []manifest.Pair

	// Values are the entries of a set.
	Values []Value

	// What an installation has.
	Bundle         Bundle
	CredentialSets []manifest.String
	ParameterSets  []manifest.String
	Parameters     []Parameter
	Uninstalled    bool
}

// Value is an entry of a set: a credential or parameter, and where its value
// comes from.
type Value struct {
	Node   syntax.Node // the entry
	Name   manifest.String
	Source Source
}

// Source says where a value comes from. Porter takes one with exactly one
// strategy; Strategy is not set where there is none, and the first of several.
type Source struct {
	Node       syntax.Node     // all of it, zero where the entry has none
	Strategy   manifest.String // its node is the key: env, path, command, value, secret, or one of a plugin
	Hint       syntax.Node     // what stands behind the key; of any type where the strategy is value
	Strategies int             // how many there are
}

// Bundle says which bundle is to be installed. Of digest, version and tag the
// first one that is set counts, in this order.
type Bundle struct {
	Node                             syntax.Node
	Repository, Digest, Version, Tag manifest.String
}

// Parameter is a value that an installation gives to a parameter itself.
type Parameter struct {
	Name  manifest.String // its node is the key
	Value syntax.Node     // of any type
}

// KindOf says which document a tree is: by its schemaType, and where it has
// none, as before Porter 1.0, by what only that document has.
func KindOf(root syntax.Node) Kind {
	r := &reader{syntax.Follower{Root: root}}
	if name := r.text(r.get(root, "schemaType")); name.Value != "" {
		for k := CredentialSet; k <= PluginList; k++ {
			if strings.EqualFold(name.Value, k.String()) {
				return k
			}
		}
		return None
	}
	switch {
	case manifest.IsBundle(root), r.get(root, "name").Kind() != syntax.Scalar:
		return None
	case r.hasSources(root, "credentials"):
		return CredentialSet
	case r.hasSources(root, "parameters"):
		return ParameterSet
	case r.text(r.get(r.get(root, "bundle"), "repository")).Set():
		return Installation
	}
	return None
}

// hasSources reports whether the items of a list say where values come from.
func (r *reader) hasSources(root syntax.Node, key string) bool {
	for _, item := range r.get(root, key).Items() {
		if r.get(r.follow(item), "source").Kind() == syntax.Mapping {
			return true
		}
	}
	return false
}

// Decode reads a document, nil where it is of no kind.
func Decode(root syntax.Node) *Document {
	kind := KindOf(root)
	if kind == None {
		return nil
	}
	r := &reader{syntax.Follower{Root: root}}
	d := &Document{
		Kind: kind, Root: root,
		SchemaType: r.textOf(root, "schemaType"), SchemaVersion: r.textOf(root, "schemaVersion"),
		Name: r.textOf(root, "name"), Namespace: r.textOf(root, "namespace"),
	}
	for k, v := range r.get(root, "labels").Pairs() {
		if key := r.text(k); key.Set() {
			d.Labels = append(d.Labels, manifest.Pair{Key: key, Value: r.text(v)})
		}
	}
	switch kind {
	case CredentialSet:
		d.Values = r.values(root, "credentials")
	case ParameterSet:
		d.Values = r.values(root, "parameters")
	case Installation:
		r.installation(d)
	}
	return d
}

func (r *reader) values(root syntax.Node, key string) []Value {
	var out []Value
	for _, item := range r.get(root, key).Items() {
		n := r.follow(item)
		if n.Kind() != syntax.Mapping {
			continue
		}
		v := Value{Node: n, Name: r.textOf(n, "name")}
		v.Source.Node = r.get(n, "source")
		for k, hint := range v.Source.Node.Pairs() {
			if v.Source.Strategies == 0 {
				v.Source.Strategy, v.Source.Hint = r.text(k), r.follow(hint)
			}
			v.Source.Strategies++
		}
		out = append(out, v)
	}
	return out
}

func (r *reader) installation(d *Document) {
	bundle := r.get(d.Root, "bundle")
	d.Bundle = Bundle{
		Node: bundle, Repository: r.textOf(bundle, "repository"),
		Digest: r.textOf(bundle, "digest"), Version: r.textOf(bundle, "version"), Tag: r.textOf(bundle, "tag"),
	}
	d.CredentialSets = r.texts(d.Root, "credentialSets")
	d.ParameterSets = r.texts(d.Root, "parameterSets")
	for k, v := range r.get(d.Root, "parameters").Pairs() {
		if key := r.text(k); key.Set() {
			d.Parameters = append(d.Parameters, Parameter{key, r.follow(v)})
		}
	}
	d.Uninstalled, _ = r.get(d.Root, "uninstalled").Data().(bool)
}
