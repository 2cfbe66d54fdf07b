package manifest

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// form is what the Go value is that Porter decodes a place into.
type form uint8

const (
	anything form = iota
	textual       // any scalar is text
	boolean
	whole    // an int
	positive // an unsigned int
	decimal  // a float
	pattern  // a regular expression
	list
	dict   // a map of names
	record // a map with fields; unknown ones are passed over
	mixinEntry
	requiredEntry
)

// shape is a form and what is within it.
type shape struct {
	form  form
	of    *shape                     // a list's items, a dict's values; nil for anything
	field func(string) (shape, bool) // a record's fields
}

// words says what to write.
func (s shape) words() string {
	switch s.form {
	case textual:
		return "text"
	case boolean:
		return "true or false"
	case whole, positive:
		return "a whole number"
	case decimal:
		return "a number"
	case pattern:
		return "a regular expression"
	case list:
		return "a list, each item with a dash before it"
	}
	return "a map"
}

// typing holds a tree against Porter's Go types, as yaml.v3 decodes into them.
type typing struct {
	*validator
	within []string // the fields on the way
	item   bool     // what is checked next is an entry of the list that these lead to
	depth  int
	fatal  []Problem // at the first of these Porter forgets the other ones
}

// forms reports values that have another form than Porter reads.
func (v *validator) forms() {
	t := &typing{validator: v}
	t.check(v.m.Root, shape{form: record, field: manifestField})
	v.found = append(t.fatal, v.found...)
	for i := range v.found {
		v.found[i].Masked = i > 0 && len(t.fatal) > 0
	}
}

// deepest bounds the walk, whose depth is the file's to choose.
const deepest = 100

func (t *typing) check(n syntax.Node, s shape) {
	if n = t.r.follow(n); s.form == anything || n.IsZero() || isNull(n) {
		return
	}
	if t.depth++; t.depth <= deepest {
		t.value(n, s)
	}
	t.depth--
}

func (t *typing) value(n syntax.Node, s shape) {
	item := t.item
	t.item = false
	switch s.form {
	case mixinEntry:
		t.mixinEntry(n)
		return
	case requiredEntry:
		t.requiredEntry(n)
		return
	case pattern:
		if n.Kind() == syntax.Scalar {
			if _, err := regexp.Compile(scalarText(n)); err != nil {
				t.giveUp(n, BadPattern, "%s is no regular expression: %v", t.path(), err)
			}
			return
		}
		if n.Kind() == syntax.Mapping {
			return // read as one without text
		}
	}
	if !fits(n, s.form) {
		t.wrong(n, s, item)
		return
	}
	switch {
	case s.form == list && s.of != nil:
		for _, item := range n.Items() {
			t.entry(item, *s.of)
		}
	case s.form == dict && s.of != nil:
		for k, value := range t.r.fields(n) {
			t.in(k.Value(), value, *s.of)
		}
	case s.form == record:
		for k, value := range t.r.fields(n) {
			if field, ok := s.field(k.Value()); ok {
				t.in(k.Value(), value, field)
			}
		}
	}
}

// fitting remembers the records in lists that all have the form for. The key is
// the list's field, of those right below the manifest.
var fitting syntax.Memo[string, struct{}]

// entry checks an item of a list.
func (t *typing) entry(n syntax.Node, s shape) {
	remembers := s.form == record && len(t.within) == 1
	if remembers {
		if _, fits := fitting.Get(n, t.within[0]); fits {
			return
		}
	}
	before := len(t.found) + len(t.fatal)
	t.item = s.form == record
	t.check(n, s)
	t.item = false // where nothing was looked at
	if remembers && len(t.found)+len(t.fatal) == before {
		fitting.Put(n, strings.Clone(t.within[0]), struct{}{})
	}
}

// FieldFits reports whether Porter decodes a value into a top-level field, as
// far as its outermost form goes.
func FieldFits(name string, value syntax.Node) bool {
	s, ok := manifestField(name)
	return ok && value.Kind() != syntax.Alias && (isNull(value) || fits(value, s.form))
}

func (t *typing) in(name string, n syntax.Node, s shape) {
	t.within = append(t.within, name)
	t.check(n, s)
	t.within = t.within[:len(t.within)-1]
}

// fits reports whether yaml.v3 decodes a node, which is not null, into a form.
func fits(n syntax.Node, f form) bool {
	switch n.Kind() {
	case syntax.Mapping:
		return f == dict || f == record
	case syntax.Sequence:
		return f == list
	}
	switch f {
	case textual:
		return true
	case boolean:
		_, ok := n.Bool()
		return ok
	case whole, positive:
		switch i := number(n).(type) {
		case int:
			return f == whole || i >= 0
		case uint64:
			return f == positive || i <= math.MaxInt64
		case float64:
			return i <= math.MaxInt64
		}
	case decimal:
		return number(n) != nil
	}
	return false
}

// number returns the number that a scalar is, nil where it is none.
func number(n syntax.Node) any {
	if n.Type() == syntax.String {
		return nil
	}
	_, data := n.Resolve()
	switch data.(type) {
	case int, uint64, float64:
		return data
	}
	return nil
}

// path says which field it is about, without the names of entries.
func (t *typing) path() string {
	if len(t.within) == 0 {
		return "a manifest"
	}
	return strings.Join(t.within, ".")
}

func (t *typing) wrong(n syntax.Node, s shape, item bool) {
	message := fmt.Sprintf("%s must be %s; this is %s", t.path(), s.words(), n.Words())
	_, isBool := n.Bool()
	switch {
	case item:
		message = fmt.Sprintf("an entry of %s must be %s; this is %s", t.path(), s.words(), n.Words())
	case isBool && slices.Equal(t.within, []string{"parameters", "required"}):
		message = "parameters.required lists the properties that an object must have; a parameter is required unless it has a default, so leave this out"
	case s.form == list && n.Kind() == syntax.Scalar && s.of != nil && s.of.form == textual:
		message = fmt.Sprintf("%s must be a list, also of one: write [%s]", t.path(), n.Value())
	case slices.Equal(t.within, []string{"dependencies"}) && n.Kind() == syntax.Sequence:
		message = "dependencies must be a map: the list belongs below its field requires"
	}
	t.stop(WrongType, firstLine(n), "%s", message)
	t.about(n)
}

// giveUp adds a problem at which decoding ends for Porter.
func (t *typing) giveUp(n syntax.Node, cause Cause, format string, args ...any) {
	t.fatal = append(t.fatal, Problem{Span: firstLine(n), Cause: cause, Stops: true, Message: fmt.Sprintf(format, args...)})
}

// oneKey returns the keys of a map that stands for a name and what belongs to
// it; Porter wants exactly one.
func (t *typing) oneKey(n syntax.Node) (names []string, value syntax.Node) {
	for k, v := range t.r.fields(n) {
		if !isNull(k) {
			names, value = append(names, scalarText(k)), v
		}
	}
	return names, value
}

func (t *typing) mixinEntry(n syntax.Node) {
	name := scalarText(n)
	switch n.Kind() {
	case syntax.Sequence:
		t.giveUp(n, BadMixin, "a mixin is declared by its name, or by a map from its name to its configuration; this is a list")
		return
	case syntax.Mapping:
		names, _ := t.oneKey(n)
		if len(names) != 1 {
			t.giveUp(n, BadMixin, "a mixin is declared by its name, or by a map from its name to its configuration; this map has %d keys", len(names))
			return
		}
		name = names[0]
	}
	_, constraint, found := strings.Cut(name, "@")
	if !found {
		return
	}
	if strings.Contains(constraint, "@") {
		t.giveUp(n, BadMixin, "%q has more than one @; write NAME@VERSION", name)
	} else if _, err := semver.NewConstraint(constraint); err != nil {
		t.giveUp(n, BadMixin, "%q is no version or range of versions that a mixin could be wanted in, such as 1.2 or ^1; without one, leave out the @", constraint)
	}
}

func (t *typing) requiredEntry(n syntax.Node) {
	switch n.Kind() {
	case syntax.Scalar:
		return
	case syntax.Mapping:
		names, config := t.oneKey(n)
		if len(names) == 1 && (config.Kind() == syntax.Mapping || isNull(config) || config.IsZero()) {
			return
		}
		if len(names) == 1 {
			t.giveUp(n, BadRequired, "the configuration of the required extension %s must be a map; this is %s", names[0], config.Words())
			return
		}
	}
	t.giveUp(n, BadRequired, "a required extension is a name, or a map from one name to its configuration")
}
