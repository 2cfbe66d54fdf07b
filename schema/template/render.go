package template

import (
	"errors"
	"fmt"
	"slices"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Render returns a step as plain Go data (map[string]any, []any and scalars as
// yaml.v3 reads them) with the values of its variables put in. Nothing in the
// result may be changed: what an alias names is there once.
//
// A plain scalar that is one variable and nothing else becomes the variable's
// value: an object or array a tree, anything else one scalar. Every other
// scalar with a tag in it is text. So no value can change the structure of a
// step, where Porter, which renders the text of the step and reads the result
// as YAML, lets it. Further differences, all of them where Porter fails:
// comments are not rendered, and aliases may name anchors outside the step.
//
// The error is an [*Error] or a [*MissingError] with a source span.
func Render(n syntax.Node, d Delims, data Data) (any, error) {
	r := renderer{d: d, start: d, data: data, top: n, done: map[syntax.Node]any{}}
	return r.node(n)
}

type renderer struct {
	d       Delims // in force at this place of the step
	start   Delims // in force where the step begins
	data    Data
	top     syntax.Node
	aliases syntax.Aliases      // nil until needed
	done    map[syntax.Node]any // what aliases stand for, by the anchored node
	within  []syntax.Node       // the anchored nodes being rendered
	work    int
}

func (r *renderer) spend(at text.Span) error {
	if r.work++; r.work > maxWork {
		return r.tooLarge(at)
	}
	return nil
}

func (r *renderer) tooLarge(at text.Span) error {
	return &Error{TooLarge, at, "this step grows without bounds through its aliases or sections"}
}

func (r *renderer) node(n syntax.Node) (any, error) {
	if err := r.spend(n.Span()); err != nil {
		return nil, err
	}
	if n.Anchor() == "" {
		return r.plainNode(n)
	}
	r.within = append(r.within, n)
	v, err := r.plainNode(n)
	r.within = r.within[:len(r.within)-1]
	if err == nil {
		r.done[n] = v
	}
	return v, err
}

func (r *renderer) plainNode(n syntax.Node) (any, error) {
	switch n.Kind() {
	case syntax.Mapping:
		return r.mapping(n)
	case syntax.Sequence:
		list := make([]any, 0, n.Len())
		for _, item := range n.Items() {
			v, err := r.node(item)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case syntax.Alias:
		return r.alias(n)
	case syntax.Scalar:
		return r.scalar(n)
	}
	return nil, nil
}

// mapping renders a map. Keys of its own win over merged ones, and of those
// the first.
func (r *renderer) mapping(n syntax.Node) (any, error) {
	m := make(map[string]any, n.Len())
	var merged []map[string]any
	for k, v := range n.Pairs() {
		if k.IsMerge() {
			maps, err := r.merge(v)
			if err != nil {
				return nil, err
			}
			merged = append(merged, maps...)
			continue
		}
		key, err := r.key(k)
		if err != nil {
			return nil, err
		}
		if _, ok := m[key]; ok {
			return nil, &Error{BadTree, k.Span(), fmt.Sprintf("the map has two keys %q", key)}
		}
		if m[key], err = r.node(v); err != nil {
			return nil, err
		}
	}
	for _, from := range merged {
		for key, v := range from {
			if _, ok := m[key]; !ok {
				m[key] = v
			}
		}
	}
	return m, nil
}

// merge returns the maps that a << brings in.
func (r *renderer) merge(n syntax.Node) ([]map[string]any, error) {
	v, err := r.node(n)
	if err != nil {
		return nil, err
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	maps := make([]map[string]any, 0, len(list))
	for _, item := range list {
		m, ok := item.(map[string]any)
		if !ok {
			return nil, &Error{BadTree, n.Span(), "<< takes a map or a list of maps"}
		}
		maps = append(maps, m)
	}
	return maps, nil
}

// key renders a map's key, which is text whatever it looks like.
func (r *renderer) key(k syntax.Node) (string, error) {
	switch k.Kind() {
	case syntax.Scalar:
		s, _, err := r.text(k)
		return s, err
	case syntax.Alias:
		v, err := r.alias(k)
		if err != nil {
			return "", err
		}
		switch v.(type) {
		case map[string]any, []any:
		default:
			return fmt.Sprint(v), nil
		}
	}
	return "", &Error{BadTree, k.Span(), "a key must be a scalar"}
}

// scalar renders a scalar that is no key.
func (r *renderer) scalar(n syntax.Node) (any, error) {
	if n.Style() == syntax.Plain && n.Tag() == "" {
		tags, errs, d := scan(n.Value(), r.d)
		if len(tags) == 1 && len(errs) == 0 && tags[0].Span == (text.Span{End: len(n.Value())}) &&
			(tags[0].Kind == Variable || tags[0].Kind == Raw) {
			r.d = d
			p := printer{r: r, node: n}
			v, err := p.value(tags[0])
			if err != nil {
				return nil, err
			}
			return v.data(), nil
		}
	}
	s, templated, err := r.text(n)
	if err != nil || templated {
		return s, err
	}
	return n.Data(), nil
}

// text returns a scalar's text with its tags rendered, and whether it has any.
func (r *renderer) text(n syntax.Node) (s string, templated bool, err error) {
	value := n.Value()
	tags, errs, d := scan(value, r.d)
	var wrong *Error
	if len(errs) > 0 {
		wrong = &errs[0]
		wrong.Span = n.MapSpan(wrong.Span)
		// What looks half-typed may still be read as Porter does, and is only
		// wrong where it is rendered.
		if tags, errs, d = exact(value, r.d); len(errs) > 0 {
			return "", true, wrong
		}
	}
	r.d = d
	if len(tags) == 0 {
		return value, false, nil
	}
	block := n.Style() == syntax.Literal || n.Style() == syntax.Folded
	p := printer{r: r, node: n}
	err = p.print(elements(value, tags, block))
	var missing *MissingError
	if wrong != nil && errors.As(err, &missing) {
		err = wrong
	}
	return p.out.String(), true, err
}

// alias returns what an alias stands for: the nearest node before it with that
// anchor. It is rendered once, however many aliases name it.
func (r *renderer) alias(n syntax.Node) (any, error) {
	if r.aliases == nil {
		root := r.data.Root
		if root.IsZero() {
			root = r.top
		}
		r.aliases = syntax.AliasesOf(root)
	}
	target := r.aliases[n]
	if target.IsZero() {
		return nil, &Error{BadTree, n.Span(), fmt.Sprintf("no anchor &%s is defined before this alias", n.Value())}
	}
	if slices.Contains(r.within, target) {
		return nil, &Error{BadTree, n.Span(), fmt.Sprintf("alias *%s is within its own anchor", n.Value())}
	}
	if v, ok := r.done[target]; ok {
		return v, nil
	}
	here := r.d
	r.d = r.start
	v, err := r.node(target)
	r.d = here
	return v, err
}
