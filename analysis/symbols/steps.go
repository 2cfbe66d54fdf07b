package symbols

import (
	"bytes"
	"iter"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Use is one template tag of a step. Unlike a Ref it is there for every tag,
// whatever it names.
type Use struct {
	Kind   template.TagKind
	Span   text.Span // with its delimiters
	Name   text.Span // what stands between the delimiters, sigil and blanks off
	Closed bool      // false in a half-typed tag
	// Comment says that the tag stands in a YAML comment, which Porter 1.x
	// renders like the rest of the step.
	Comment bool
	// Conditional is a tag within a section, which is rendered or not and
	// may name parts of the section's value.
	Conditional bool
	Action      string
	Step        int

	tag *tag
	at  int
}

// Len returns the number of segments of the tag's name; 0 in comments and
// changes of delimiters.
func (u Use) Len() int { return len(u.tag.Path) }

// Segment returns a segment of the tag's name with its place in the source.
func (u Use) Segment(i int) template.Segment {
	s := u.tag.Path[i]
	s.Span = s.Span.Shift(u.at)
	return s
}

// Join returns the segments from one up to another with their dots.
func (u Use) Join(from, to int) string { return u.tag.join(from, to) }

// String returns the dotted name.
func (u Use) String() string { return u.tag.name }

// Uses ranges over the template tags of all steps, keys and comments included:
// step by step, in source order.
func (x *Index) Uses() iter.Seq[Use] {
	return x.UsesIn(text.Span{Start: 0, End: len(x.file.Source())})
}

// UsesIn ranges over those of Uses that are in steps which a span touches.
func (x *Index) UsesIn(within text.Span) iter.Seq[Use] {
	return func(yield func(Use) bool) {
		for i := range x.steps {
			s := &x.steps[i]
			if s.extent.End < within.Start || within.End < s.extent.Start {
				continue
			}
			for j := range s.tags {
				t := &s.tags[j]
				at := s.extent.Start
				if !yield(Use{
					t.Kind, t.Span.Shift(at), t.Name.Shift(at), t.Closed, t.comment, t.conditional,
					x.manifest.Actions[s.action].Name.Value, s.index, t, at,
				}) {
					return
				}
			}
		}
	}
}

// UseCount returns how many there are of Uses.
func (x *Index) UseCount() int {
	n := 0
	for i := range x.steps {
		n += len(x.steps[i].tags)
	}
	return n
}

// step is a step and what was found in it.
type step struct {
	node   syntax.Node
	extent text.Span
	action int // of the manifest's actions
	index  int
	tags   []tag
}

// tag is a tag with spans relative to its step, so that a step that only moved
// keeps it. It holds nothing of the file that it was found in, which would else
// stay in memory.
type tag struct {
	template.Tag
	name                 string // the dotted name, which the path is cut from
	comment, conditional bool
}

func (t *tag) join(from, to int) string {
	start, end := 0, 0
	for i := range to {
		if i == from {
			start = end
		}
		end += len(t.Path[i].Name) + 1
	}
	if from >= to {
		return ""
	}
	return t.name[start : end-1]
}

// scan finds the tags of every step, those of unchanged ones in prev.
func (x *Index) scan(prev *Index) {
	n := 0
	for i := range x.manifest.Actions {
		n += len(x.manifest.Actions[i].Steps)
	}
	x.steps = make([]step, 0, n)
	for i := range x.manifest.Actions {
		steps := x.manifest.Actions[i].Steps
		for j := range steps {
			x.steps = append(x.steps, step{node: steps[j].Node, extent: template.Extent(steps[j].Node), action: i, index: steps[j].Index})
		}
	}
	if prev == nil || prev.manifest.Delims != x.manifest.Delims {
		prev = &Index{file: x.file}
	}
	x.take(prev)
}

// take takes the tags over from the steps of prev that have not changed: those
// at both ends and, between, whichever are found in their order.
func (x *Index) take(prev *Index) {
	from, old := x.steps, prev.steps
	for len(from) > 0 && len(old) > 0 && x.unchanged(&from[0], &old[0], prev) {
		from[0].tags = old[0].tags
		from, old = from[1:], old[1:]
	}
	for len(from) > 0 && len(old) > 0 && x.unchanged(&from[len(from)-1], &old[len(old)-1], prev) {
		from[len(from)-1].tags = old[len(old)-1].tags
		from, old = from[:len(from)-1], old[:len(old)-1]
	}
	const ahead = 16
	for i := range from {
		found := false
		for j := range min(ahead, len(old)) {
			if found = x.unchanged(&from[i], &old[j], prev); found {
				from[i].tags, old = old[j].tags, old[j+1:]
				break
			}
		}
		if !found {
			from[i].tags = tagsOf(from[i], x.manifest.Delims)
		}
	}
}

// unchanged also compares the text, for the comments in it: they are no part of
// the tree.
func (x *Index) unchanged(s, old *step, prev *Index) bool {
	return s.node.Same(old.node) && bytes.Equal(
		x.file.Source()[s.extent.Start:s.extent.End], prev.file.Source()[old.extent.Start:old.extent.End])
}

func tagsOf(s step, d template.Delims) []tag {
	uses, _ := template.ScanStep(s.node, d)
	if len(uses) == 0 {
		return nil
	}
	tags := make([]tag, len(uses))
	sections := 0
	for i, u := range uses {
		if u.Kind == template.End && !u.Node.IsZero() {
			sections = max(0, sections-1)
		}
		tags[i] = newTag(u, s.extent.Start)
		tags[i].conditional = sections > 0 && !u.Node.IsZero()
		if (u.Kind == template.Section || u.Kind == template.Inverted) && !u.Node.IsZero() {
			sections++
		}
	}
	return tags
}

// newTag makes a use's spans relative to a place.
func newTag(u template.Use, to int) tag {
	t := tag{Tag: u.Tag, name: u.String(), comment: u.Node.IsZero()}
	t.Span, t.Name = t.Span.Shift(-to), t.Name.Shift(-to)
	rest := t.name
	for i := range t.Path {
		p := &t.Path[i]
		p.Name, p.Span = rest[:len(p.Name)], p.Span.Shift(-to)
		rest = rest[min(len(p.Name)+1, len(rest)):]
	}
	return t
}
