package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// decodeAll is what yaml.v3 makes of a text: all its documents as values and
// nodes, or why it refuses.
func decodeAll(src string) (values []any, nodes []*yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml.v3 panics: %v", r)
		}
	}()
	byNode := yaml.NewDecoder(strings.NewReader(src))
	byValue := yaml.NewDecoder(strings.NewReader(src))
	for {
		var n yaml.Node
		if err := byNode.Decode(&n); errors.Is(err, io.EOF) {
			return values, nodes, nil
		} else if err != nil {
			return nil, nil, err
		}
		var v any
		if err := byValue.Decode(&v); err != nil {
			return nil, nil, err
		}
		values, nodes = append(values, v), append(nodes, n.Content[0])
	}
}

// compareYAML3 says where our reading of a text differs from yaml.v3's.
func compareYAML3(src string) string {
	f := Parse([]byte(src), nil)
	values, nodes, err := decodeAll(src)
	if err != nil {
		if len(f.Errors()) == 0 {
			return fmt.Sprintf("yaml.v3 refuses (%v), we report nothing\n%s", err, dump(f))
		}
		return ""
	}
	if len(f.Errors()) > 0 {
		return fmt.Sprintf("yaml.v3 accepts, we report\n%s", dump(f))
	}
	if len(nodes) == 0 {
		if len(f.Docs()) != 1 || f.Root().Style() != Missing {
			return "yaml.v3 finds no document, we do"
		}
		return ""
	}
	if len(nodes) != len(f.Docs()) {
		return fmt.Sprintf("yaml.v3 finds %d documents, we %d", len(nodes), len(f.Docs()))
	}
	for i, doc := range f.Docs() {
		if s := sameNode(f, doc, nodes[i]); s != "" {
			return s + "\n" + dump(f)
		}
		if got := doc.Decode(); !sameValue(got, values[i]) {
			return fmt.Sprintf("document %d: yaml.v3 decodes %#v, we %#v\n%s", i, values[i], got, dump(f))
		}
	}
	return ""
}

// sameNode compares structure, text, tags, anchors and places.
func sameNode(f *File, n Node, y *yaml.Node) string {
	kinds := map[Kind]yaml.Kind{Mapping: yaml.MappingNode, Sequence: yaml.SequenceNode, Scalar: yaml.ScalarNode, Alias: yaml.AliasNode}
	if kinds[n.Kind()] != y.Kind {
		return fmt.Sprintf("node at %v: kind %v, yaml.v3 has %v", n.Span(), n.Kind(), y.Kind)
	}
	tag := ""
	if y.Style&yaml.TaggedStyle != 0 {
		tag = y.Tag
	}
	if n.Value() != y.Value || n.Tag() != tag || n.Anchor() != y.Anchor {
		return fmt.Sprintf("node at %v: value %q tag %q anchor %q, yaml.v3 has %q %q %q", n.Span(), n.Value(), n.Tag(), n.Anchor(), y.Value, tag, y.Anchor)
	}
	if n.g.count() != len(y.Content) {
		return fmt.Sprintf("node at %v: %d children, yaml.v3 has %d", n.Span(), n.g.count(), len(y.Content))
	}
	for i, c := range y.Content {
		if s := sameNode(f, n.child(i), c); s != "" {
			return s
		}
	}
	return ""
}

// sameValue compares decoded values; NaN is NaN.
func sameValue(a, b any) bool {
	switch a := a.(type) {
	case float64:
		b, ok := b.(float64)
		return ok && (a == b || math.IsNaN(a) && math.IsNaN(b))
	case time.Time:
		b, ok := b.(time.Time)
		return ok && a.Equal(b)
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !sameValue(a[i], b[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for k, v := range a {
			w, ok := b[k]
			if !ok || !sameValue(v, w) {
				return false
			}
		}
		return true
	case map[any]any:
		b, ok := b.(map[any]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for k, v := range a {
			if f, isFloat := k.(float64); isFloat && math.IsNaN(f) {
				continue
			}
			if t, isTime := k.(time.Time); isTime {
				found := false
				for l, w := range b {
					if u, ok := l.(time.Time); ok && u.Equal(t) && sameValue(v, w) {
						found = true
					}
				}
				if !found {
					return false
				}
				continue
			}
			w, ok := b[k]
			if !ok || !sameValue(v, w) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}

// dump writes a file's trees, errors and comments compactly, with spans.
func dump(f *File) string {
	var b bytes.Buffer
	for i, doc := range f.Docs() {
		if i > 0 {
			b.WriteString("---\n")
		}
		dumpNode(&b, doc, 0, "")
	}
	for _, c := range f.Comments() {
		fmt.Fprintf(&b, "comment %v %q\n", c, c.Of(f.Source()))
	}
	for _, e := range f.Errors() {
		fmt.Fprintf(&b, "error %v %q %s: %s\n", e.Span, e.Span.Of(f.Source()), e.Code, e.Message)
	}
	return b.String()
}

var kindNames = map[Kind]string{Mapping: "map", Sequence: "seq", Scalar: "scalar", Alias: "alias"}
var styleNames = map[Style]string{Missing: "missing", Plain: "plain", SingleQuoted: "single", DoubleQuoted: "double", Literal: "literal", Folded: "folded", Block: "block", Flow: "flow"}

func dumpNode(b *bytes.Buffer, n Node, depth int, label string) {
	fmt.Fprintf(b, "%s%s%s", strings.Repeat("  ", depth), label, n.Span())
	switch n.Kind() {
	case Scalar:
		fmt.Fprintf(b, " %s", styleNames[n.Style()])
		if n.Style() != Missing {
			fmt.Fprintf(b, " %q", n.Value())
		}
	case Alias:
		fmt.Fprintf(b, " alias %q", n.Value())
	default:
		fmt.Fprintf(b, " %s %s", styleNames[n.Style()], kindNames[n.Kind()])
	}
	if n.Tag() != "" {
		fmt.Fprintf(b, " tag=%s", n.Tag())
	}
	if n.Anchor() != "" {
		fmt.Fprintf(b, " anchor=%s", n.Anchor())
	}
	if n.Repaired() {
		b.WriteString(" repaired")
	}
	b.WriteString("\n")
	for k, v := range n.Pairs() {
		dumpNode(b, k, depth+1, "k ")
		dumpNode(b, v, depth+1, "v ")
	}
	for _, item := range n.Items() {
		dumpNode(b, item, depth+1, "- ")
	}
}
