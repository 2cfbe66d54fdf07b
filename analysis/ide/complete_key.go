package ide

import (
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// keys adds the keys that a map at the place may have and has not.
func (c *completer) keys() {
	if c.path.Where == syntax.InValue && !c.path.Either && !c.flow && c.wrap == bare {
		return // behind a key
	}
	if c.path.Where == syntax.InValue && c.flow && c.wrap == bare || c.wrap == brackets && c.json {
		return
	}
	if len(c.field.Types) > 0 && !c.field.Fits("object") || c.path.Where == syntax.InValue && c.field.IsZero() {
		return
	}
	present := c.present()
	value := c.renamed()
	if c.isStep() {
		c.stepKeys(present, value)
		return
	}
	for _, child := range c.field.Children() {
		if present[child.Name] || !suits(child, value) {
			continue
		}
		c.addKey(child, c.rankOf(child, present))
	}
	if len(c.way) == 0 && c.Manifest() {
		c.customActionKeys(present)
	}
	c.namedKeys(present)
}

// present returns the keys that the map has, without the one that is typed.
func (c *completer) present() map[string]bool {
	present := map[string]bool{}
	for k := range c.node.Pairs() {
		if s := k.Span(); s.Start <= c.off && c.off <= s.End && c.path.Where == syntax.InKey {
			continue
		}
		present[k.Value()] = true
	}
	if c.node.Kind() != syntax.Mapping && !c.flow {
		c.presentBelow(present)
	}
	return present
}

// renamed returns the value that the key at the cursor has already, or will have
// because it follows.
func (c *completer) renamed() syntax.Node {
	if !c.word.colon {
		return c.following
	}
	for k, v := range c.node.Pairs() {
		if k == c.path.Node && v.Style() != syntax.Missing {
			return v
		}
	}
	return syntax.Node{}
}

// suits reports whether a value that is there can be that of a field.
func suits(f schema.Field, value syntax.Node) bool {
	return value.IsZero() || !slices.ContainsFunc(f.Check(value), func(p schema.Problem) bool {
		return p.Kind != schema.Missing && p.Kind != schema.MissingChoice && p.Kind != schema.Deprecated
	})
}

// presentBelow adds the keys of the lines that come next, where what is typed
// will be the first key of their map.
func (c *completer) presentBelow(present map[string]bool) {
	lines := c.Document.File.Lines()
	for n := lines.Line(c.off) + 1; n < lines.Count(); n++ {
		line := lines.Span(n).Of(c.Source())
		rest := strings.TrimLeft(line, " ")
		switch indent := len(line) - len(rest); {
		case rest == "" || rest[0] == '#' || indent > c.column:
		case indent < c.column:
			return
		default:
			key, _, _ := strings.Cut(rest, ":")
			present[strings.Trim(key, " \"'")] = true
		}
	}
}

// rankOf says how likely a field is meant.
func (c *completer) rankOf(f schema.Field, present map[string]bool) rank {
	switch {
	case f.Deprecated:
		return outdated
	case f.Ignored, strings.HasPrefix(f.Name, "$"):
		return doubtful
	case f.Feature != "" && !c.has(f.Feature):
		return doubtful
	case f.Required:
		return urgent
	}
	for _, choice := range c.field.Choices {
		if slices.Contains(choice, f.Name) {
			if slices.ContainsFunc(choice, func(name string) bool { return present[name] }) {
				return rare
			}
			return urgent
		}
	}
	if manifest.IsKeyword(f.Name) && f.Name != "type" && f.Name != "default" && f.Name != "description" && f.Name != "enum" {
		return rare
	}
	return usual
}

// has reports whether one of Porter's experimental features is on.
func (c *completer) has(feature string) bool {
	f, ok := manifest.ParseFeature(feature)
	return ok && c.Config.Features.Has(f)
}

func (c *completer) addKey(f schema.Field, r rank) {
	if c.followed && !f.Fits("object") && !f.Fits("array") {
		return // what comes next cannot be its value
	}
	i := Item{
		Label: f.Name, Field: f.Name, Kind: FieldItem, Detail: c.describe(f), rank: r, Outdated: f.Deprecated || f.Ignored,
		More: len(f.Enum) > 0 || isBoolean(f),
	}
	if len(c.field.Types) > 0 && c.field.Fits("string") {
		i.Label += ":" // a name alone will do as well
	}
	if c.foreign {
		i.Field, i.Words = "", f.Doc
	}
	c.place.key(&i, f)
	c.add(i)
}

// describe says on one line what kind of field it is.
func (c *completer) describe(f schema.Field) string {
	var words []string
	if t := types(f); t != "" {
		words = append(words, t)
	}
	switch {
	case f.Deprecated:
		words = append(words, "deprecated")
	case f.Ignored:
		words = append(words, "of no effect")
	case f.Required:
		words = append(words, "required")
	}
	if f.Feature != "" {
		words = append(words, "experimental: "+f.Feature)
	}
	return strings.Join(words, ", ")
}

// types names the types that a field may have.
func types(f schema.Field) string {
	if len(f.Types) > 3 || len(f.Types) == 0 {
		return "any"
	}
	list := strings.Join(f.Types, " or ")
	if list == "array" && len(f.Item(0).Types) == 1 {
		return "list of " + f.Item(0).Types[0]
	}
	return list
}

// isStep reports whether the place is a step of an action, whose one key is a
// mixin.
func (c *completer) isStep() bool { return c.Manifest() && c.shape == "action[]" }

// stepKeys adds whole steps by mixin, the declared ones first.
func (c *completer) stepKeys(present map[string]bool, value syntax.Node) {
	if len(present) > 0 {
		return // a step has one key
	}
	declared := c.Document.Symbols.Names(symbols.Mixin)
	children := c.field.Children()
	for _, name := range declared { // also those that nothing is known of
		if !slices.ContainsFunc(children, func(f schema.Field) bool { return f.Name == name }) {
			children = append(children, schema.Field{Name: name})
		}
	}
	for _, f := range children {
		action := c.way[0].Key
		if m := c.Schema().Mixin(f.Name); m != nil && !m.HasStep(action) || !suits(f, value) {
			continue
		}
		i := Item{Label: f.Name, Field: f.Name, Kind: MixinItem, Detail: "step of a declared mixin", rank: likely}
		c.place.key(&i, f)
		if !slices.Contains(declared, f.Name) {
			edit, ok := c.declare(f.Name)
			if !ok {
				i.Detail, i.rank = "step of a mixin that is not declared", doubtful
			} else {
				i.Detail, i.rank, i.Also = "step; declares the mixin", rare, []text.Edit{edit}
			}
		}
		c.add(i)
	}
}

// customActionKeys adds the custom actions that are described and have no steps.
func (c *completer) customActionKeys(present map[string]bool) {
	for _, a := range c.Document.Manifest.CustomActions {
		if name := a.Name.Value; name != "" && !present[name] {
			i := Item{Label: name, Kind: ActionItem, Detail: "custom action", Words: a.Description.Value, rank: usual}
			steps := c.Schema().Root().Child("upgrade")
			steps.Name = name
			c.place.key(&i, steps)
			c.add(i)
		}
	}
}

// key fills in what is written for a key: the key with the beginning of its
// value, in the form of the place.
func (p *place) key(i *Item, f schema.Field) {
	d := &draft{}
	p.open(d)
	switch {
	case p.word.colon:
		d.text(p.keyText(f.Name))
	case p.followed:
		d.text(p.keyText(f.Name) + ":")
	default:
		p.entry(d, f, p.column+p.inset(), 0)
	}
	p.shut(d)
	p.put(i, d)
}

// inset is how much deeper than the line's begin a key stands.
func (p *place) inset() int {
	if p.wrap == dashed || p.wrap == listed {
		return 2
	}
	return 0
}

// keyText is a key as the place has it, without the quote that is there already.
func (p *place) keyText(name string) string {
	switch {
	case p.word.quote != 0:
		return escapeQuoted(name, p.word.quote) + string(p.word.quote)
	case p.quote != 0:
		return string(p.quote) + escapeQuoted(name, p.quote) + string(p.quote)
	}
	return scalar(name)
}

// mostNested bounds how many levels of required fields are written with a key.
const mostNested = 3

// entry writes a key and the beginning of its value. The key stands at a column.
func (p *place) entry(d *draft, f schema.Field, column, depth int) {
	if depth == 0 {
		d.text(p.keyText(f.Name))
	} else {
		inner := *p
		inner.word = word{}
		d.text(inner.keyText(f.Name))
	}
	d.text(":")
	isList := len(f.Types) == 1 && f.Types[0] == "array"
	isMap := len(f.Types) == 1 && f.Types[0] == "object" || f.IsZero() && depth == 0 && p.shape == "action[]"
	switch {
	case p.flow && isMap:
		d.text(" {")
		p.body(d, f, 0, depth)
		d.text("}")
	case p.flow && isList:
		d.text(" [")
		p.listItem(d, f.Item(0), 0, depth)
		d.text("]")
	case isMap:
		d.text(p.newline(column + p.unit))
		p.body(d, f, column+p.unit, depth)
	case isList:
		d.text(p.newline(column+p.list) + "- ")
		p.listItem(d, f.Item(0), column+p.list+2, depth)
	case p.json && f.Fits("string") && len(f.Types) > 0:
		d.text(` "`)
		d.stop("")
		d.text(`"`)
	default:
		d.text(" ")
		d.stop("")
	}
}

// listItem writes the beginning of a list's first item.
func (p *place) listItem(d *draft, f schema.Field, column, depth int) {
	if len(f.Types) != 1 || f.Types[0] != "object" || len(f.Keys) == 0 {
		d.stop("")
		return
	}
	if p.flow {
		d.text("{")
	}
	p.body(d, f, column, depth)
	if p.flow {
		d.text("}")
	}
}

// body writes the fields that a map must have.
func (p *place) body(d *draft, f schema.Field, column, depth int) {
	keys := slices.Clone(f.Keys)
	for _, choice := range f.Choices {
		if len(choice) > 0 && !slices.Contains(keys, choice[0]) {
			keys = append(keys, choice[0])
		}
	}
	if len(keys) == 0 && depth == 0 && p.shape == "action[]" && !f.Child("description").IsZero() {
		keys = []string{"description"} // which every mixin has
	}
	if len(keys) == 0 || depth >= mostNested {
		d.stop("")
		return
	}
	for n, name := range keys {
		switch {
		case n > 0 && p.flow:
			d.text(", ")
		case n > 0:
			d.text(p.newline(column))
		}
		child := f.Child(name)
		if child.IsZero() {
			child = schema.Field{Name: name}
		}
		p.entry(d, child, column, depth+1)
	}
}

// newline begins a line at a column.
func (p *place) newline(column int) string { return p.br + strings.Repeat(" ", column) }
