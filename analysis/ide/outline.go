package ide

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Entry is one entry of a document's outline.
type Entry struct {
	Name     string // never empty
	Detail   string
	Kind     EntryKind
	Span     text.Span // all of it
	At       text.Span // where it is named, within Span
	Children []Entry
}

// EntryKind says what an entry of an outline is.
type EntryKind uint8

// The kinds of entry.
const (
	FieldEntry EntryKind = iota
	SectionEntry
	ParameterEntry
	CredentialEntry
	OutputEntry
	ImageEntry
	DependencyEntry
	MixinEntry
	ActionEntry
	StepEntry
	CustomEntry
)

// sections are the lists and maps whose entries are shown, by the key above them.
// Entries of any other list or map are plain fields.
var sections = map[string]EntryKind{
	"parameters": ParameterEntry, "credentials": CredentialEntry, "outputs": OutputEntry, "images": ImageEntry,
	"mixins": MixinEntry, "dependencies": DependencyEntry, "custom": CustomEntry, "parameterSets": FieldEntry,
	"credentialSets": FieldEntry,
}

// Outline returns what is in the document, in source order: its fields, and within
// those that are lists or maps what these define; actions have their steps, by what
// they say that they do.
func Outline(v *View) []Entry {
	if v.Document == nil {
		return nil
	}
	o := outline{file: v.Document.File, manifest: v.Manifest(), desired: v.Document.Kind != analysis.BundleManifest}
	var entries []Entry
	for k, value := range o.file.Root().Pairs() {
		entries = append(entries, o.section(k, value))
	}
	return entries
}

type outline struct {
	file              *syntax.File
	manifest, desired bool
}

// section is the entry of a key at the top of the document.
func (o outline) section(k, v syntax.Node) Entry {
	e := o.pair(k, v, SectionEntry)
	kind, known := sections[k.Value()]
	switch {
	case o.manifest && (manifest.IsCoreAction(k.Value()) || !manifest.IsField(k.Value())) && (v.Kind() == syntax.Sequence || v.Style() == syntax.Missing):
		e.Kind = ActionEntry
		for i, step := range v.Items() {
			e.Children = append(e.Children, o.step(step, i))
		}
		return e
	case v.Kind() == syntax.Scalar || v.Kind() == syntax.Alias:
		if v.Style() != syntax.Missing || !known {
			e.Kind = FieldEntry
		}
	case k.Value() == "dependencies" && v.Kind() == syntax.Mapping:
		e.Children = o.entries(v.Get("requires"), kind, 1)
		return e
	}
	e.Children = o.entries(v, kind, 1)
	return e
}

// mostLevels is how deep an outline goes.
const mostLevels = 32

// entries are those of a list or map, which has so many levels around it.
func (o outline) entries(v syntax.Node, kind EntryKind, level int) (all []Entry) {
	if level > mostLevels {
		return nil
	}
	for i, item := range v.Items() {
		all = append(all, o.item(item, i, kind))
	}
	for key, value := range v.Pairs() {
		e := o.pair(key, value, kind)
		switch {
		case kind == CustomEntry:
			e.Children = o.entries(value, kind, level+1)
		case kind == ParameterEntry: // of an installation: the value may be secret
			e.Detail = ""
		}
		all = append(all, e)
	}
	return all
}

// pair is the entry of a key and its value.
func (o outline) pair(k, v syntax.Node, kind EntryKind) Entry {
	e := Entry{Name: nameOr(k.Value(), "?"), Kind: kind, At: k.Span(), Span: o.whole(beginOf(k), max(k.Span().End, v.Span().End))}
	switch {
	case v.Kind() == syntax.Scalar:
		e.Detail = outlineText(v.Value())
	case kind == ImageEntry:
		e.Detail = outlineText(v.Get("repository").Value())
	case k.Value() == "bundle":
		e.Detail = outlineText(v.Get("repository").Value())
	}
	return e
}

// item is the entry of an item of a list, which is called what it says.
func (o outline) item(item syntax.Node, i int, kind EntryKind) Entry {
	e := Entry{Kind: kind, Span: o.whole(beginOf(item), item.Span().End), At: o.file.FirstLine(item.Span())}
	if item.Span().Len() == 0 {
		e.Span, e.At = item.Dash(), item.Dash()
	}
	switch {
	case item.Kind() == syntax.Scalar:
		e.Name = outlineText(item.Value())
	case kind == MixinEntry:
		k, _ := item.Pair(0)
		e.Name, e.At = outlineText(k.Value()), o.inside(k.Span(), e)
	default:
		name := item.Get("name")
		if e.Name = outlineText(name.Value()); e.Name != "" {
			e.At = o.inside(name.Span(), e)
		}
		e.Detail = o.detail(item, kind)
	}
	e.Name = nameOr(e.Name, fmt.Sprintf("#%d", i+1))
	return e
}

// detail is what is said of an item beside its name. Values are not: they may be
// secret.
func (o outline) detail(item syntax.Node, kind EntryKind) string {
	if o.desired {
		how, from := item.Get("source").Pair(0)
		if how.Value() == "value" || from.Kind() != syntax.Scalar {
			return how.Value()
		}
		return outlineText(how.Value() + " " + from.Value())
	}
	var fields []string
	switch kind {
	case ParameterEntry, OutputEntry:
		fields = []string{"type"}
	case CredentialEntry:
		fields = []string{"env", "path"}
	case DependencyEntry:
		return outlineText(item.Get("bundle").Get("reference").Value())
	}
	for _, f := range fields {
		if v := item.Get(f); v.Kind() == syntax.Scalar && v.Value() != "" {
			return outlineText(v.Value())
		}
	}
	return ""
}

// step is the entry of a step: what it says that it does, or else its mixin.
func (o outline) step(step syntax.Node, i int) Entry {
	e := o.item(step, i, StepEntry)
	if step.Kind() != syntax.Mapping {
		return e
	}
	k, body := step.Pair(0)
	mixin := outlineText(k.Value())
	e.Name, e.At, e.Detail = nameOr(mixin, e.Name), o.inside(k.Span(), e), ""
	if says := outlineText(body.Get("description").Value()); says != "" {
		e.Name, e.Detail = says, mixin
	}
	e.Children = o.entries(body.Get("outputs"), OutputEntry, 3)
	for i := range e.Children {
		e.Children[i].Detail = ""
	}
	return e
}

// inside is the span where an entry is named, which must lie within it.
func (o outline) inside(at text.Span, e Entry) text.Span {
	if at.Len() == 0 || !e.Span.Covers(at) {
		return e.At
	}
	return at
}

// whole is a span without the line breaks and blanks at its end.
func (o outline) whole(start, end int) text.Span { return trimmed(o.file, start, end) }

func trimmed(f *syntax.File, start, end int) text.Span {
	src := f.Text()
	for end > start && strings.IndexByte(" \t\r\n", src[end-1]) >= 0 {
		end--
	}
	return text.Span{Start: start, End: end}
}

// beginOf is where a node begins, with the tag and the anchor before it.
func beginOf(n syntax.Node) int {
	start := n.Span().Start
	for _, s := range [...]text.Span{n.TagSpan(), n.AnchorSpan()} {
		if s.Len() > 0 {
			start = min(start, s.Start)
		}
	}
	return start
}

// nameOr is a name, or another one where it is empty.
func nameOr(name, other string) string {
	if name == "" {
		return other
	}
	return name
}

// outlineText is a text as far as it fits into a line of an outline.
func outlineText(s string) string {
	const most = 80
	return cut(oneLine(s), most)
}
