package ide

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// members adds the names that can stand where the cursor is.
func (t *tag) members() {
	b := t.before
	switch {
	case len(b) == 0:
		for _, name := range symbols.Known() {
			if name == "env" && t.Action == "" {
				continue // dependencies are wired before there is an environment
			}
			t.name(name, Item{Kind: NameItem, Detail: roots[name], rank: likely}, true)
		}
		if steps := t.Document.File.PathAt(t.off).Steps; t.Action == "" && len(steps) > 3 && steps[3].Key == "outputs" {
			t.name("outputs", Item{Kind: NameItem, Detail: "outputs of the dependency", rank: likely}, true)
		}
	case b[0] == "outputs" && len(b) == 1 && t.Action == "":
		if d, ok := t.dependencyHere(); ok {
			t.dependencyOutputs(d)
		}
	case b[0] == "installation" && len(b) == 1:
		for _, name := range symbols.Known("installation") {
			t.name(name, Item{Kind: VariableItem, Detail: "of the installation that runs", rank: likely}, false)
		}
	case b[0] == "env" && len(b) == 1:
		t.environment()
	case b[0] == "bundle" && len(b) == 1:
		t.bundle()
	case b[0] == "bundle":
		t.section(b[1], b[2:])
	}
}

// roots says what the first names of a template are.
var roots = map[string]string{
	"bundle":       "what the bundle has: parameters, credentials, outputs…",
	"installation": "name, namespace and ID of the installation",
	"env":          "the environment variables of the bundle",
}

// bundle adds the members of bundle, those first that this one has any of.
func (t *tag) bundle() {
	sections := map[string][]symbols.Kind{
		"parameters": {symbols.Parameter}, "credentials": {symbols.Credential}, "images": {symbols.Image},
		"outputs": {symbols.Output, symbols.StepOutput}, "dependencies": {symbols.Dependency}, "custom": {symbols.Custom},
	}
	m := t.Document.Manifest
	values := map[string]string{"name": m.Name.Value, "version": m.Version.Value, "description": m.Description.Value}
	for _, name := range symbols.Known("bundle") {
		kinds, leads := sections[name]
		i := Item{Kind: VariableItem, Detail: brief(values[name]), rank: usual}
		if leads {
			n := 0
			for _, k := range kinds {
				n += len(t.Document.Symbols.Names(k))
			}
			i.Kind, i.rank, i.Detail = NameItem, likely, plural(n, kinds[0].String())
			if n == 0 {
				i.rank, i.Detail = doubtful, "the bundle has none"
			}
		}
		t.name(name, i, leads)
	}
}

// section adds what follows bundle.SECTION and the names behind that.
func (t *tag) section(section string, names []string) {
	switch section {
	case "parameters":
		if len(names) > 0 {
			t.nested(symbols.Field, strings.Join(names, ".")+".")
			return
		}
		t.symbols(symbols.Parameter)
	case "credentials":
		if len(names) == 0 {
			t.symbols(symbols.Credential)
		}
	case "outputs":
		if len(names) == 0 {
			t.symbols(symbols.Output, symbols.StepOutput)
		}
	case "images":
		switch len(names) {
		case 0:
			t.symbols(symbols.Image)
		case 1:
			t.imageFields(names[0])
		}
	case "custom":
		prefix := strings.Join(names, ".")
		if prefix != "" {
			prefix += "."
		}
		t.nested(symbols.Custom, prefix)
	case "dependencies":
		t.dependencies(names)
	}
}

// symbols adds the names of some kinds: those with a value here first, then those
// without.
func (t *tag) symbols(kinds ...symbols.Kind) {
	x := t.Document.Symbols
	seen := map[string]bool{}
	some := t.some(kinds)
	for n, kind := range kinds {
		for _, name := range x.Names(kind) {
			if some && !goesOn(t.Typed[len(t.Typed)-1].Name, name) {
				continue
			}
			if len(t.items) >= mostMembers {
				return
			}
			if seen[name] || strings.Contains(name, ".") {
				continue // a name with dots is not to be reached
			}
			seen[name] = true
			s, _ := x.Lookup(kind, name)
			scope := x.Scope(symbols.Ref{Kind: kinds[0], Name: name, Action: t.Action, Step: t.Step})
			i := Item{Kind: VariableItem, Detail: t.detail(s), rank: likely}
			if n > 0 {
				i.rank = usual
			}
			switch scope {
			case symbols.Undefined, symbols.NotYet, symbols.OtherAction:
				i.rank, i.Detail = doubtful, t.absent(scope, s)
			case symbols.EarlierRun:
				i.rank, i.Detail = rare, i.Detail+", of the run before"
			}
			i.Words = describeSymbol(s)
			t.name(name, i, kind == symbols.Image || kind == symbols.Parameter && s.Type == "object")
		}
	}
}

// mostMembers bounds how many names are offered at once.
const mostMembers = 500

// some reports whether there are so many names that only those are offered that
// what was typed can still become.
func (t *tag) some(kinds []symbols.Kind) bool {
	n := 0
	for _, k := range kinds {
		n += len(t.Document.Symbols.Names(k))
	}
	t.incomplete = t.incomplete || n > mostMembers
	return n > mostMembers
}

// goesOn reports whether the letters that were typed stand in a name in their
// order, which is what editors look for.
func goesOn(typed, name string) bool {
	name = strings.ToLower(name)
	for _, r := range strings.ToLower(typed) {
		i := strings.IndexRune(name, r)
		if i < 0 {
			return false
		}
		name = name[i+utf8.RuneLen(r):]
	}
	return true
}

// absent says why a symbol has no value here.
func (t *tag) absent(scope symbols.Scope, s symbols.Symbol) string {
	switch {
	case scope == symbols.NotYet:
		return "not before the step that makes it"
	case s.Kind == symbols.Parameter || s.Kind == symbols.Credential:
		return "does not apply to " + t.Action
	}
	return "of another action"
}

// nested adds the keys of a map of names: the fields of an object, custom data.
func (t *tag) nested(kind symbols.Kind, prefix string) {
	x := t.Document.Symbols
	names := x.Names(kind)
	for _, full := range names {
		rest, ok := strings.CutPrefix(full, prefix)
		if !ok || rest == "" || strings.Contains(rest, ".") {
			continue
		}
		s, _ := x.Lookup(kind, full)
		leads := s.Type == "object"
		t.name(rest, Item{Kind: VariableItem, Detail: t.detail(s), Words: describeSymbol(s), rank: likely}, leads)
	}
}

func (t *tag) imageFields(image string) {
	im, _ := t.Document.Manifest.Image(image)
	known := map[string]string{
		"repository": im.Repository.Value, "digest": im.Digest.Value, "tag": im.Tag.Value,
		"description": im.Description.Value, "imageType": im.ImageType.Value, "mediaType": im.MediaType.Value,
	}
	for _, name := range symbols.Known("bundle", "images", image) {
		i := Item{Kind: VariableItem, Detail: brief(known[name]), rank: usual}
		switch name {
		case "repository", "digest":
			i.rank = likely
		case "size", "labels":
			i.rank, i.Detail = doubtful, "Porter fills in no value that can be used"
		}
		t.name(name, i, false)
	}
}

// environment adds the variables that parameters and credentials arrive in.
func (t *tag) environment() {
	m := t.Document.Manifest
	seen := map[string]bool{}
	add := func(env, detail string) {
		if env != "" && !seen[env] {
			seen[env] = true
			t.name(env, Item{Kind: VariableItem, Detail: detail, rank: likely}, false)
		}
	}
	for _, p := range m.Parameters {
		if p.Name.Value == "" || t.Action != "" && !p.AppliesTo(t.Action) {
			continue
		}
		env, _ := p.Destination()
		add(env, "parameter "+p.Name.Value)
	}
	for _, cr := range m.Credentials {
		env, _ := cr.Destination()
		add(env, "credential "+cr.Name.Value)
	}
}

// detail says on one line what a symbol's value is.
func (t *tag) detail(s symbols.Symbol) string { return symbolDetail(t.Document.Manifest, s) }

func symbolDetail(m *manifest.Manifest, s symbols.Symbol) string {
	words := []string{s.Type}
	if s.Type == "" {
		words[0] = s.Kind.String()
	}
	switch s.Kind {
	case symbols.Parameter:
		if d := s.Node.Get("default"); d.Kind() == syntax.Scalar {
			words = append(words, "= "+brief(d.Value()))
		}
		if b, _ := s.Node.Get("sensitive").Bool(); b {
			words = append(words, "sensitive")
		}
	case symbols.Credential:
		words = []string{"credential"}
	case symbols.Image:
		if im, ok := m.Image(s.Name); ok {
			words = []string{brief(im.Repository.Value)}
		}
	case symbols.Custom:
		if s.Node.Kind() == syntax.Scalar {
			words = append(words, "= "+brief(s.Node.Value()))
		}
	}
	return strings.Join(words, " ")
}

// describeSymbol is what the manifest itself says of a symbol.
func describeSymbol(s symbols.Symbol) string {
	if s.Node.Kind() != syntax.Mapping || s.Kind == symbols.Custom {
		return ""
	}
	return s.Node.Get("description").Value()
}

// longest is how much of a value is shown on one line.
const longest = 60

// brief is the beginning of a text, on one line.
func brief(s string) string { return cut(oneLine(s), longest) }

// plural is a number of things.
func plural(n int, noun string) string {
	if n != 1 {
		noun = strings.TrimSuffix(noun, "y") + map[bool]string{true: "ies", false: "s"}[strings.HasSuffix(noun, "y")]
	}
	return strconv.Itoa(n) + " " + noun
}
