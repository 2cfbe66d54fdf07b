package ide

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/desired"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Token is a piece of text that means more than YAML says of it. It is within
// one line.
type Token struct {
	Span      text.Span
	Kind      TokenKind
	Modifiers TokenModifiers
}

// TokenKind says what a token is.
type TokenKind uint8

// The kinds of token.
const (
	DelimiterToken  TokenKind = iota // of a template, with its sigil
	NamespaceToken                   // a part of a template's name that only leads on: bundle, parameters
	ParameterToken                   // a parameter's name
	VariableToken                    // a name that has a value in templates: a credential, an output, a variable of the environment
	PropertyToken                    // a part of a value, or a field that is known of a mixin's step
	ImageToken                       // an image's name
	DependencyToken                  // a dependency's name
	MixinToken                       // a mixin's name
	ActionToken                      // an action's name
	FunctionToken                    // a function of a script
	ExtensionToken                   // an extension that a bundle requires
	SetToken                         // the name of a credential or parameter set
	StrategyToken                    // how a set gets a value: env, secret
	CommentToken                     // a template that is a comment

	TokenKinds = iota // how many there are
)

// TokenModifiers say more about a token, as a set of bits.
type TokenModifiers uint8

// The modifiers of tokens.
const (
	DefinedHere TokenModifiers = 1 << iota // it is where the name is defined
	ReadOnly                               // no step can set it
	Outdated                               // it should not be used any more
	OfPorter                               // Porter brings it, not the bundle
	Sensitive                              // its value is a secret
	Undefined                              // the bundle has none of that name

	tokenModifiers = iota
)

// TokenModifierCount is how many modifiers there are, from the lowest bit on.
const TokenModifierCount = tokenModifiers

// Tokens returns the tokens that a span touches, in order and none over another.
func Tokens(v *View, within text.Span) []Token {
	if v.Document == nil {
		return nil
	}
	t := tokens{View: v, within: within}
	if v.Manifest() {
		t.secrets()
		t.names()
		t.templates()
		t.wiring()
		t.unreadable()
		t.functions()
		t.fields()
	} else if d := v.Document.Desired; d != nil {
		t.desired(d)
	}
	return t.lines()
}

// tokens collects the tokens of a file.
type tokens struct {
	*View
	within text.Span
	found  []Token

	// What parameters and credentials, and outputs, are beside their kind, by
	// name, where there is something to say.
	inputs, outputs map[string]TokenModifiers
}

func (t *tokens) add(span text.Span, kind TokenKind, m TokenModifiers) {
	if span.Len() > 0 && t.touches(span) {
		t.found = append(t.found, Token{span, kind, m})
	}
}

func (t *tokens) touches(span text.Span) bool {
	return span.Start <= t.within.End && t.within.Start <= span.End
}

// secrets finds out which names are of secrets, and which are outdated.
func (t *tokens) secrets() {
	t.inputs, t.outputs = map[string]TokenModifiers{}, map[string]TokenModifiers{}
	m := t.Document.Manifest
	for i := range m.Parameters {
		p, is := &m.Parameters[i], TokenModifiers(0)
		if p.Sensitive {
			is |= Sensitive
		}
		if old, _ := p.Schema.Keyword("deprecated").Bool(); old {
			is |= Outdated
		}
		if is != 0 {
			t.inputs[p.Name.Value] = is
		}
		if is != 0 && p.Persistent {
			t.outputs[p.Name.Value] = is
		}
	}
	for i := range m.Outputs {
		if m.Outputs[i].Sensitive {
			t.outputs[m.Outputs[i].Name.Value] |= Sensitive
		}
	}
}

// names adds what defines something and what names it.
func (t *tokens) names() {
	x := t.Document.Symbols
	for _, s := range from(x.Symbols, t.within.Start, func(s *symbols.Symbol) int { return s.Span.Start }) {
		if s.Span.Start > t.within.End {
			break
		}
		kind, m := t.kind(s.Kind, s.Name)
		t.add(s.Span, kind, m|DefinedHere)
	}
	for _, r := range from(x.Refs, t.within.Start, func(r *symbols.Ref) int { return r.Span.Start }) {
		if r.Span.Start > t.within.End {
			break
		}
		t.ref(r)
	}
}

// from cuts off a list in source order what certainly ends before an offset: a
// name that spans several lines may begin some entries earlier.
func from[T any](list []T, off int, start func(*T) int) []T {
	const near = 8
	i, _ := slices.BinarySearchFunc(list, off, func(e T, off int) int { return cmp.Compare(start(&e), off) })
	return list[max(0, i-near):]
}

func (t *tokens) ref(r symbols.Ref) {
	kind, m := t.kind(r.Kind, r.Name)
	if t.isUndefined(r) {
		m |= Undefined
	}
	t.add(r.Span, kind, m)
}

// isUndefined reports whether it is certain that the bundle has nothing of that
// name: what a broken file defines is not known.
func (t *tokens) isUndefined(r symbols.Ref) bool {
	switch r.Kind {
	case symbols.Custom, symbols.Field, symbols.Builtin:
		return false
	}
	return len(t.Document.File.RootErrors()) == 0 && t.Document.Symbols.Scope(r) == symbols.Undefined
}

// kind returns what the name of a symbol is shown as.
func (t *tokens) kind(kind symbols.Kind, name string) (TokenKind, TokenModifiers) {
	switch kind {
	case symbols.Parameter:
		return ParameterToken, ReadOnly | t.inputs[name]
	case symbols.Credential:
		return VariableToken, ReadOnly | Sensitive
	case symbols.Output, symbols.StepOutput:
		return VariableToken, t.outputs[name]
	case symbols.Image:
		return ImageToken, ReadOnly
	case symbols.Dependency:
		return DependencyToken, 0
	case symbols.Mixin:
		return MixinToken, 0
	case symbols.Action:
		return ActionToken, 0
	case symbols.Extension:
		return ExtensionToken, 0
	case symbols.Field, symbols.Custom:
		return PropertyToken, ReadOnly
	case symbols.Builtin:
		if strings.HasPrefix(name, "env.") {
			return VariableToken, ReadOnly
		}
		return PropertyToken, ReadOnly | OfPorter
	}
	return VariableToken, 0
}

// templates adds the tags of the steps, those in comments too: Porter renders
// them.
func (t *tokens) templates() {
	var path []template.Segment
	for u := range t.Document.Symbols.UsesIn(t.within) {
		if !t.touches(u.Span) {
			continue
		}
		t.tag(u.Kind, u.Span, u.Name, u.Closed)
		path = path[:0]
		for i := range u.Len() {
			path = append(path, u.Segment(i))
		}
		t.path(path)
	}
}

// wiring adds the tags of what dependencies are given and give.
func (t *tokens) wiring() {
	m := t.Document.Manifest
	for i := range m.Dependencies {
		d := &m.Dependencies[i]
		for _, pairs := range [][]manifest.Pair{d.Parameters, d.Credentials, d.Outputs} {
			for _, p := range pairs {
				if !t.touches(p.Value.Span()) {
					continue
				}
				uses, _ := template.ScanNode(p.Value.Node, m.Delims)
				for _, u := range uses {
					t.tag(u.Kind, u.Span, u.Name, u.Closed)
					t.path(u.Path)
					if len(u.Path) > 0 && u.Path[0].Name == "outputs" {
						t.add(u.Path[0].Span, NamespaceToken, 0)
					}
				}
			}
		}
	}
}

// tag adds the delimiters of a tag.
func (t *tokens) tag(kind template.TagKind, span, name text.Span, closed bool) {
	if kind == template.Comment {
		t.add(span, CommentToken, 0)
		return
	}
	if kind == template.SetDelim {
		t.add(span, DelimiterToken, 0)
		return
	}
	t.add(t.trim(text.Span{Start: span.Start, End: name.Start}), DelimiterToken, 0)
	if closed {
		t.add(t.trim(text.Span{Start: name.End, End: span.End}), DelimiterToken, 0)
	}
}

// path adds those parts of a tag's name that only lead on. What the others name
// is there already and stays.
func (t *tokens) path(path []template.Segment) {
	for i, s := range path {
		leads := i == 0 && slices.Contains(symbols.Known(), s.Name) ||
			i == 1 && path[0].Name == "bundle" && slices.Contains(symbols.Known("bundle"), s.Name) ||
			i > 2 && path[0].Name == "bundle" && path[1].Name == "dependencies" && s.Name == "outputs"
		if leads {
			t.add(s.Span, NamespaceToken, 0)
		}
	}
}

// mostUnreadable is how many tags are looked for in lines that YAML cannot read,
// and longestUnreadable how long such a line may be. A file that has more is not
// one that is just being typed.
const mostUnreadable, longestUnreadable = 100, 4096

// unreadable adds the tags of lines that YAML could not read, as far as they are
// in an action or a dependency.
func (t *tokens) unreadable() {
	f, open := t.Document.File, []byte(t.Document.Manifest.Delims.Open)
	last, looked := -1, 0
	for _, e := range f.RootErrors() {
		line := f.Lines().Line(e.Span.Start)
		span := f.Lines().Span(line)
		if line <= last || span.Len() > longestUnreadable {
			continue
		}
		last = line
		for off := span.Start; t.touches(span); {
			i := bytes.Index(f.Source()[off:span.End], open)
			if i < 0 {
				break
			}
			if looked++; looked > mostUnreadable {
				return
			}
			off = t.unreadableTag(off + i + len(open))
		}
	}
}

// unreadableTag adds the tag that an offset is in, and returns where it ends.
func (t *tokens) unreadableTag(off int) int {
	e, ok := t.Document.Symbols.TagAt(off)
	if !ok || e.Action == "" && !t.inDependencies(off) {
		return off
	}
	t.tag(e.Kind, e.Span, e.Name, e.Closed)
	for _, r := range t.Document.Symbols.RefsOf(e) {
		t.ref(r)
	}
	t.path(e.Path)
	return max(off, e.Span.End)
}

func (t *tokens) inDependencies(off int) bool {
	steps := t.Document.File.PathAt(off).Steps
	return len(steps) > 0 && steps[0].Key == "dependencies"
}

// desired adds the names in sets and installations. Whether the bundle has them
// is not asked: that would read other files for every keystroke.
func (t *tokens) desired(d *desired.Document) {
	kind, m := ParameterToken, ReadOnly
	if d.Kind == desired.CredentialSet {
		kind, m = VariableToken, ReadOnly|Sensitive
	}
	for _, v := range d.Values {
		t.add(v.Name.Node.TextSpan(), kind, m)
		t.add(v.Source.Strategy.Node.TextSpan(), StrategyToken, 0)
	}
	for _, p := range d.Parameters {
		t.add(p.Name.Node.TextSpan(), ParameterToken, ReadOnly)
	}
	for _, s := range slices.Concat(d.CredentialSets, d.ParameterSets) {
		t.add(s.Node.TextSpan(), SetToken, 0)
	}
}

// trim takes the blanks at both ends off a span.
func (t *tokens) trim(s text.Span) text.Span {
	in := t.Source()[s.Start:s.End]
	s.Start += len(in) - len(bytes.TrimLeft(in, " \t\r\n"))
	s.End = s.Start + len(bytes.TrimSpace(in))
	return s
}

// lines puts the tokens into order, cuts those that span lines, and drops what
// lies over an earlier one or outside of what was asked for.
func (t *tokens) lines() []Token {
	slices.SortStableFunc(t.found, func(a, b Token) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	out, end := make([]Token, 0, len(t.found)), 0
	for _, one := range t.found {
		if one.Span.Start < end {
			continue
		}
		end = one.Span.End
		for at := one.Span.Start; at < end; {
			next := end
			if i := bytes.IndexAny(t.Source()[at:end], "\r\n"); i >= 0 {
				next = at + i
			}
			if s := t.trim(text.Span{Start: at, End: next}); s.Len() > 0 && t.touches(s) {
				out = append(out, Token{s, one.Kind, one.Modifiers})
			}
			at = next + 1
		}
	}
	return out
}
