package syntax

import (
	"fmt"
)

// Decode returns the node as yaml.v3 decodes it into an `any`: a
// map[string]any, or a map[any]any where a key is no string; an []any; or what
// Resolve returns. Aliases stand for what they name and merge keys are merged.
// What yaml.v3 refuses is left out: an alias to nothing, to itself or, once
// aliases blow up the document, to anything.
func (n Node) Decode() any {
	if n.IsZero() {
		return nil
	}
	d := decoder{f: n.f}
	v, _ := d.node(n, false)
	return v
}

// decoder decodes one tree. It counts as yaml.v3 does, so that both refuse
// aliases at the same excess.
type decoder struct {
	f       *File
	aliases Aliases       // nil until needed
	within  map[Node]bool // the aliases being decoded
	report  func(Node, Code, string)

	nodes, aliased, depth int
	refused               bool
	merged                map[any]bool // keys that a merge must not set again
}

func (d *decoder) fail(n Node, code Code, message string) (any, bool) {
	if d.report != nil {
		d.report(n, code, message)
	}
	return nil, false
}

// node decodes a node, as a string where the key of a string map is wanted. It
// reports whether there is a value.
func (d *decoder) node(n Node, asString bool) (any, bool) {
	if !d.count(n) {
		return nil, false
	}
	switch n.Kind() {
	case Alias:
		return d.alias(n, func(to Node) (any, bool) { return d.node(to, asString) })
	case Mapping:
		if asString {
			return d.fail(n, BadKey, "a key must be a scalar")
		}
		return d.mapping(n, nil)
	case Sequence:
		if asString {
			return d.fail(n, BadKey, "a key must be a scalar")
		}
		items := make([]any, 0, n.Len())
		for _, item := range n.Items() {
			if v, ok := d.node(item, false); ok {
				items = append(items, v)
			}
		}
		return items, true
	}
	t, v, _ := n.resolve()
	if t == String {
		v = n.Value()
	}
	if asString {
		if t == Null {
			return nil, false
		}
		if t != Binary {
			return n.Value(), true
		}
	}
	return v, true
}

// The bounds of yaml.v3: how much of a document may come from aliases depends
// on how much there is.
const (
	manyNodes    = 400_000
	tooManyNodes = 4_000_000
)

func (d *decoder) count(n Node) bool {
	if d.refused {
		return false
	}
	d.nodes++
	if d.depth > 0 {
		d.aliased++
	}
	if d.aliased <= 100 || d.nodes <= 1000 {
		return true
	}
	allowed := 0.99 - 0.89*float64(d.nodes-manyNodes)/(tooManyNodes-manyNodes)
	switch {
	case d.nodes <= manyNodes:
		allowed = 0.99
	case d.nodes >= tooManyNodes:
		allowed = 0.10
	}
	if float64(d.aliased)/float64(d.nodes) > allowed {
		d.refused = true
		d.fail(n, BadAlias, "aliases blow this document up beyond what can be decoded")
	}
	return !d.refused
}

func (d *decoder) alias(n Node, decode func(Node) (any, bool)) (any, bool) {
	to := d.target(n)
	if to.IsZero() {
		return d.fail(n, BadAlias, "there is no anchor &"+n.Value()+" before this alias")
	}
	if d.within[n] {
		return d.fail(n, BadAlias, "the value of &"+n.Value()+" contains itself")
	}
	if d.within == nil {
		d.within = map[Node]bool{}
	}
	d.within[n] = true
	d.depth++
	v, ok := decode(to)
	d.depth--
	delete(d.within, n)
	return v, ok
}

// target returns the node that an alias stands for.
func (d *decoder) target(n Node) Node {
	if d.aliases == nil {
		d.aliases = AliasesOf(d.f.roots...)
	}
	return d.aliases[n]
}

// mapping decodes a mapping, or merges it into a map.
func (d *decoder) mapping(n Node, into any) (any, bool) {
	strs, anys := map[string]any(nil), map[any]any(nil)
	switch m := into.(type) {
	case map[string]any:
		strs = m
	case map[any]any:
		anys = m
	default:
		if d.stringKeys(n) {
			strs = make(map[string]any, n.Len())
		} else {
			anys = make(map[any]any, n.Len())
		}
	}
	merged := d.merged
	d.merged = nil
	var merge Node
	for k, v := range n.Pairs() {
		if k.IsMerge() {
			merge = v
			continue
		}
		key, ok := d.node(k, strs != nil)
		if !ok || !d.once(merged, k, key) {
			continue
		}
		if value, ok := d.node(v, false); ok && strs != nil {
			strs[key.(string)] = value
		} else if ok {
			anys[key] = value
		}
	}
	d.merged = merged
	var out any = anys
	if strs != nil {
		out = strs
	}
	if !merge.IsZero() {
		d.merge(n, merge, out)
	}
	return out, true
}

// once reports whether a key can be set, and by a merge has not been.
func (d *decoder) once(merged map[any]bool, k Node, key any) bool {
	switch key.(type) {
	case map[string]any, map[any]any, []any:
		d.fail(k, BadKey, "a key must be a scalar")
		return false
	}
	if merged == nil {
		return true
	}
	if merged[key] {
		return false
	}
	merged[key] = true
	return true
}

// stringKeys reports whether all keys of a mapping are strings.
func (d *decoder) stringKeys(n Node) bool {
	for k := range n.Pairs() {
		for range 100 {
			if k.Kind() != Alias {
				break
			}
			k = d.target(k)
		}
		switch t, _ := k.Resolve(); {
		case k.Tag() != "" && k.Tag() != "!!str" && k.Tag() != "!!merge":
			return false
		case k.Tag() == "!!str":
		case t != String && t != Merge:
			return false
		}
	}
	return true
}

// merge sets in out what the value of a << has and n has not.
func (d *decoder) merge(n, value Node, out any) {
	merged := d.merged
	if merged == nil {
		d.merged = map[any]bool{}
		for k := range n.Pairs() {
			if key, ok := d.node(k, false); ok {
				d.once(d.merged, k, key)
			}
		}
	}
	defer func() { d.merged = merged }()
	if value.Kind() != Sequence {
		d.mergeOne(value, out)
		return
	}
	for _, item := range value.Items() {
		if !d.mergeOne(item, out) {
			return
		}
	}
}

func (d *decoder) mergeOne(n Node, out any) bool {
	to := n
	if n.Kind() == Alias {
		to = d.target(n)
	}
	if to.Kind() != Mapping && !(n.Kind() == Alias && to.IsZero()) {
		d.fail(n, BadMerge, "only mappings can be merged")
		return false
	}
	if !d.count(n) {
		return false
	}
	if n.Kind() != Alias {
		d.mapping(n, out)
		return true
	}
	d.alias(n, func(to Node) (any, bool) {
		if !d.count(to) {
			return nil, false
		}
		return d.mapping(to, out)
	})
	return true
}

// checkAliases reports what is wrong with aliases, by decoding all documents
// as yaml.v3 would.
func (p *parser) checkAliases() {
	seen := make(map[int]bool, len(p.errs)) // places where something is reported
	for _, e := range p.errs {
		seen[e.Span.Start] = true
	}
	unsure := p.repairs > 0 // an anchor may be in what could not be read
	for _, root := range p.f.roots {
		d := decoder{f: p.f, report: func(n Node, code Code, message string) {
			if code != BadAlias && code != BadMerge && code != BadKey {
				return
			}
			s := n.Span()
			if seen[s.Start] || unsure && code != BadKey {
				return
			}
			seen[s.Start] = true
			p.report(s.Start, min(s.End, lineEnd(p.text, s.Start)), code, message)
		}}
		d.node(root, false)
		d.unused(root)
	}
}

// unused reports aliases that decoding did not come by, such as those of
// repeated keys.
func (d *decoder) unused(n Node) {
	if n.Kind() == Alias && d.target(n).IsZero() {
		d.fail(n, BadAlias, fmt.Sprintf("there is no anchor &%s before this alias", n.Value()))
	}
	for i := range n.g.count() {
		d.unused(n.child(i))
	}
}
