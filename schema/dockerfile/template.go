package dockerfile

import "slices"

// Template is an author's Dockerfile template as far as it is understood. It is
// immutable.
type Template struct {
	// Stages are the FROM instructions in order.
	Stages []Stage
	// InitLine and MixinsLine are the lines of the first InitToken and
	// MixinsToken, from 0; -1 where there is none.
	InitLine, MixinsLine int
	// Instructions are all instructions in order, FROM among them.
	Instructions []Instruction
	// Comments are the lines that are comments between instructions, from 0.
	Comments []int

	inits []int // the lines that are InitToken
}

// Instruction is one instruction with its continuation lines and here-documents.
type Instruction struct {
	Name        string // in upper case
	Text        string // with continuations joined, without here-documents
	First, Last int    // its lines, from 0
}

// Stage is one FROM.
type Stage struct {
	First, Last int    // its lines, from 0
	Base        string // the image or stage that it builds on, in lower case
	Name        string // what later stages call it, in lower case; "" where it has none
}

// ParseTemplate reads a template. It never fails.
func ParseTemplate(src []byte) *Template {
	f := parse(src)
	t := &Template{InitLine: -1, MixinsLine: -1}
	for _, from := range f.stages() {
		base, name := from.stage()
		t.Stages = append(t.Stages, Stage{First: from.first, Last: from.last, Base: base, Name: name})
	}
	for _, i := range f.instructions {
		t.Instructions = append(t.Instructions, Instruction{Name: i.name, Text: i.text, First: i.first, Last: i.last})
	}
	for i, l := range f.lines {
		if l.comment {
			t.Comments = append(t.Comments, i)
		}
		if l.is(InitToken) {
			t.inits = append(t.inits, i)
		}
		if t.MixinsLine < 0 && l.is(MixinsToken) {
			t.MixinsLine = i
		}
	}
	if len(t.inits) > 0 {
		t.InitLine = t.inits[0]
	}
	return t
}

// InStage returns the instructions of the last stage and of the stages that it
// builds on, the last stage's at the end, and the first of those stages, which
// builds on an image.
func (t *Template) InStage() (first Stage, in []Instruction) {
	var chain []int
	for at := len(t.Stages) - 1; at >= 0; at = t.stageBefore(at, first.Base) {
		chain = append(chain, at)
		first = t.Stages[at]
	}
	for _, at := range slices.Backward(chain) {
		in = append(in, t.of(at)...)
	}
	return first, in
}

// HasInit reports whether InitToken stands in the last stage, or in one that it
// builds on.
func (t *Template) HasInit() bool {
	for at := len(t.Stages) - 1; at >= 0; at = t.stageBefore(at, t.Stages[at].Base) {
		for _, line := range t.inits {
			if line > t.Stages[at].Last && (at+1 == len(t.Stages) || line < t.Stages[at+1].First) {
				return true
			}
		}
	}
	return false
}

// stageBefore returns the stage of a name that comes before another one, -1
// where there is none: then the name is an image's.
func (t *Template) stageBefore(stage int, name string) int {
	for at := stage - 1; at >= 0; at-- {
		if t.Stages[at].Name != "" && t.Stages[at].Name == name {
			return at
		}
	}
	return -1
}

// of returns a stage's instructions.
func (t *Template) of(stage int) []Instruction {
	var in []Instruction
	for _, i := range t.Instructions {
		if i.First < t.Stages[stage].First {
			continue
		}
		if stage+1 < len(t.Stages) && i.First >= t.Stages[stage+1].First {
			break
		}
		in = append(in, i)
	}
	return in
}

// BuildsOn reports whether the last stage is a stage or builds on it.
func (t *Template) BuildsOn(stage int) bool {
	at := len(t.Stages) - 1
	for at > stage {
		at = t.stageBefore(at, t.Stages[at].Base)
	}
	return at == stage
}
