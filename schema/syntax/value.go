package syntax

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// Tag returns the node's tag as written, such as "!!str"; "" where it has none.
func (n Node) Tag() string {
	if n.g == nil {
		return ""
	}
	return n.g.tag
}

// Anchor returns the name that aliases call the node by, "" where it has none.
func (n Node) Anchor() string {
	if n.g == nil {
		return ""
	}
	return n.g.anchor
}

// Data returns a scalar as plain Go data, as yaml.v3 reads it: nil, bool, int,
// int64, uint64, float64 or string. Quoted and block scalars are strings unless
// their tag says otherwise. Dates stay the text they are.
func (n Node) Data() any {
	switch n.Style() {
	case Missing:
		return nil
	case Plain:
		return scalar(n.Value(), n.Tag())
	}
	if tag := n.Tag(); strings.HasPrefix(tag, "!!") {
		return scalar(n.Value(), tag)
	}
	return n.Value()
}

// PlainData returns what yaml.v3 reads a plain scalar of that text as. It is
// always one scalar, whatever the text.
func PlainData(s string) any { return scalar(s, "") }

func scalar(s, tag string) any {
	n := yaml.Node{Kind: yaml.ScalarNode, Value: s, Tag: tag}
	if n.ShortTag() == "!!timestamp" {
		return s
	}
	var v any
	if n.Decode(&v) != nil {
		return s
	}
	return v
}
