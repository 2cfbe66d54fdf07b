package dockerfile

// Template is an author's Dockerfile template as far as it is understood. It is
// immutable.
type Template struct {
	// Stages are the FROM instructions in order.
	Stages []Stage
	// InitLine and MixinsLine are the lines of the first InitToken and
	// MixinsToken, from 0; -1 where there is none.
	InitLine, MixinsLine int
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
	for i, l := range f.lines {
		if t.InitLine < 0 && l.is(InitToken) {
			t.InitLine = i
		}
		if t.MixinsLine < 0 && l.is(MixinsToken) {
			t.MixinsLine = i
		}
	}
	return t
}
