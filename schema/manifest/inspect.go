package manifest

import (
	"cmp"
	"slices"
	"sort"

	"github.com/Masterminds/semver/v3"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Inspect returns everything that Porter takes offence at, for a manifest that
// is being written: other than Validate it goes on where Porter ends, and past
// what cannot be read as YAML, which it does not report. What only follows from
// another problem is left out: of a list that is none, no entry is missing. The
// problems are in Porter's order; none is Masked.
//
// A schemaVersion that Porter reads with experimental features only is a
// problem unless they are among the options; all else is judged as if they were
// on.
func Inspect(m *Manifest, o Options) []Problem {
	if m.Root.Kind() != syntax.Mapping {
		return nil
	}
	v := newValidator(m, o)
	v.whole = true
	v.forms()
	v.customActions()
	forms := len(v.found)
	v.templates()
	v.metadata()
	v.o.Features |= m.features()
	v.persistent()
	v.dockerfile()
	v.collected()
	if forms > 0 {
		shadow := m.shadowOf(v.found[:forms])
		rest := slices.DeleteFunc(v.found[forms:], shadow.covers)
		v.found = v.found[:forms+len(rest)]
	}
	for i := range v.found {
		v.found[i].Masked = false
	}
	return v.found
}

// features returns the experimental features that the manifest's version of the
// file format is for.
func (m *Manifest) features() Features {
	if isCommonVersion(m.SchemaVersion.Value) {
		return 0
	}
	version, err := semver.NewVersion(m.SchemaVersion.Value)
	switch {
	case err != nil || !within(version, "1.1.0 - 1.3.0"):
		return 0
	case within(version, "1.1.x"):
		return DependenciesV2
	}
	return DependenciesV2 | PersistentParameters | FileSources
}

// shadow is where nothing can be relied on, because something there has another
// form than Porter reads.
type shadow struct {
	spans  []text.Span // sorted, each as long as those before it reach
	mixins bool        // which mixins are declared is not known
}

func (m *Manifest) shadowOf(forms []Problem) shadow {
	var s shadow
	for _, p := range forms {
		entry, section := m.entryOf(p)
		s.spans = append(s.spans, entry)
		s.mixins = s.mixins || section == "mixins"
	}
	slices.SortFunc(s.spans, func(a, b text.Span) int { return cmp.Compare(a.Start, b.Start) })
	for i := 1; i < len(s.spans); i++ {
		s.spans[i].End = max(s.spans[i].End, s.spans[i-1].End)
	}
	return s
}

func (s shadow) covers(p Problem) bool {
	if s.mixins && (p.Cause == UndeclaredMixin || p.Cause == NoMixins) {
		return true
	}
	i := sort.Search(len(s.spans), func(i int) bool { return s.spans[i].Start > p.Span.Start }) - 1
	return i >= 0 && p.Span.Start < s.spans[i].End
}

// entryOf returns the smallest thing around a problem that has a life of its
// own: an entry of a section, or the whole section where it is none.
func (m *Manifest) entryOf(p Problem) (entry text.Span, section string) {
	n, levels := m.Root, 2
	for level := 0; level < levels && n != p.Node; level++ {
		name, value, span := childAt(n, p.Span.Start)
		if span.Len() == 0 {
			break
		}
		if level == 0 {
			if section = name; section == "dependencies" {
				levels++ // its entries are those of the list in it
			}
		}
		entry, n = span, value
	}
	return entry, section
}

// childAt returns the pair or item of a node that an offset lies in.
func childAt(n syntax.Node, off int) (name string, value syntax.Node, span text.Span) {
	child := func(i int) {
		if n.Kind() == syntax.Sequence {
			value = n.Item(i)
			span = value.Span()
			return
		}
		var key syntax.Node
		key, value = n.Pair(i)
		name, span = key.Value(), text.Span{Start: key.Span().Start, End: max(key.Span().End, value.Span().End)}
	}
	if n.Kind() != syntax.Sequence && n.Kind() != syntax.Mapping {
		return "", syntax.Node{}, text.Span{}
	}
	i := sort.Search(n.Len(), func(i int) bool { child(i); return span.Start > off }) - 1
	if i < 0 {
		return "", syntax.Node{}, text.Span{}
	}
	if child(i); off >= span.End {
		return "", syntax.Node{}, text.Span{}
	}
	return name, value, span
}
