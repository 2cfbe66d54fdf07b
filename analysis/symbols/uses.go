package symbols

import (
	"cmp"
	"slices"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Use is one template tag of a step. Unlike a Ref it is there for every tag,
// whatever it names.
type Use struct {
	template.Use // the zero Node where the tag stands in a comment
	Action       string
	Step         int
	// Conditional is a tag within a section, which is rendered or not and
	// may name parts of the section's value.
	Conditional bool
}

// Comment reports whether the tag stands in a YAML comment, which Porter 1.x
// renders like the rest of the step.
func (u Use) Comment() bool { return u.Node.IsZero() }

// uses adds the template tags of one step: of its scalars, keys too, in source
// order, then of the comments within it.
func (x *Index) uses(file *syntax.File, delims template.Delims, action string, step manifest.Step) {
	tags, _ := template.ScanNode(step.Node, delims)
	sections := 0
	for _, t := range tags {
		switch t.Kind {
		case template.End:
			sections = max(0, sections-1)
		case template.SetDelim:
			// Where comments stand between the scalars is not known to the scan,
			// so they are left alone once the delimiters change.
			file = nil
		}
		x.Uses = append(x.Uses, Use{t, action, step.Index, sections > 0})
		if t.Kind == template.Section || t.Kind == template.Inverted {
			sections++
		}
	}
	if file == nil {
		return
	}
	// The comment behind the step's last value belongs to the step too.
	span := step.Node.Span()
	span.End = max(span.End, file.Lines().Span(file.Lines().Line(max(span.Start, span.End-1))).End)
	comments := file.Comments()
	first, _ := slices.BinarySearchFunc(comments, span.Start, func(c text.Span, off int) int { return cmp.Compare(c.Start, off) })
	for _, c := range comments[first:] {
		if !span.Covers(c) {
			break
		}
		tags, _ := template.Scan(c.Of(file.Source()), delims)
		for _, t := range tags {
			x.Uses = append(x.Uses, Use{template.Use{Tag: shifted(t, c.Start)}, action, step.Index, false})
		}
	}
}

// shifted moves a tag's spans from a piece of the source to the source.
func shifted(t template.Tag, by int) template.Tag {
	t.Span, t.Name = t.Span.Shift(by), t.Name.Shift(by)
	path := make([]template.Segment, len(t.Path))
	for i, s := range t.Path {
		path[i] = template.Segment{Name: s.Name, Span: s.Span.Shift(by)}
	}
	t.Path = path
	return t
}
