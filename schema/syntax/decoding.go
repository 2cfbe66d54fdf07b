package syntax

import (
	"slices"
	"strings"
)

// decoding collects the text of a scalar that is not simply cut from the
// source, and where each byte of it came from. Its zero value is one that has
// decoded nothing yet.
type decoding struct {
	buf      strings.Builder
	runs     []run
	reserved bool
}

// reserve makes room for a long scalar once, when it has shown to be one: for
// all lines from the position on that are indented deeper than indent.
func (d *decoding) reserve(p *parser, indent int) {
	if d.reserved || d.buf.Len() < 1<<16 {
		return
	}
	d.reserved = true
	s, i := p.text, p.pos
	for i < len(s) {
		line := i
		for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
			i++
		}
		if i < len(s) && i-line <= indent && breakAt(s, i) == 0 && line != p.pos {
			break
		}
		i = lineEnd(s, i)
		i += breakAt(s, i)
	}
	d.buf.Grow(i - p.pos)
	lines := d.buf.Len()/len(d.runs) + 1
	d.runs = slices.Grow(d.runs, (i-p.pos)/lines)
}

// text appends source bytes as they are.
func (d *decoding) text(p *parser, from, to int) {
	if from >= to {
		return
	}
	d.run(p, from)
	d.buf.WriteString(p.text[from:to])
}

// put appends decoded text that stands for what begins at src.
func (d *decoding) put(p *parser, src int, text string) {
	if text == "" {
		return
	}
	d.run(p, src)
	d.buf.WriteString(text)
}

// escape appends decoded text that stands for an escape sequence at src, in a
// run of its own.
func (d *decoding) escape(p *parser, src int, text string) {
	d.runs = append(d.runs, run{int32(d.buf.Len()), p.rel(src)})
	d.buf.WriteString(text)
}

func (d *decoding) run(p *parser, src int) {
	out, at := int32(d.buf.Len()), p.rel(src)
	if n := len(d.runs); n > 0 && d.runs[n-1].src-d.runs[n-1].out == at-out {
		return
	}
	d.runs = append(d.runs, run{out, at})
}

// fold appends what the line breaks between from and to mean in a plain or
// quoted scalar: a space where there is one, else all but the first.
func (d *decoding) fold(p *parser, from, to int) {
	next := from + breakAt(p.text, from)
	if p.text[from] == 0xE2 { // line and paragraph separators always stay
		d.put(p, from, p.text[from:next])
		d.breaks(p, next, to)
	} else if !d.breaks(p, next, to) {
		d.put(p, from, " ")
	}
}

// breaks appends the line breaks between from and to, and reports whether
// there are any.
func (d *decoding) breaks(p *parser, from, to int) bool {
	found := false
	for i := from; i < to; {
		n := breakAt(p.text, i)
		if n == 0 {
			i++
			continue
		}
		d.put(p, i, breakText(p.text, i, n))
		found = true
		i += n
	}
	return found
}

// breakText is what a line break of n bytes at i means in a scalar.
func breakText(s string, i, n int) string {
	if n == 3 {
		return s[i : i+3]
	}
	return "\n"
}

// finish appends the last piece of source text and returns the scalar's extra;
// nil where nothing had to be decoded.
func (d *decoding) finish(p *parser, from, to int) *extra {
	if len(d.runs) == 0 {
		return nil
	}
	d.text(p, from, to)
	return d.done()
}

// done returns the extra of a scalar that was decoded whole.
func (d *decoding) done() *extra {
	return &extra{decoded: true, value: d.buf.String(), runs: d.runs}
}
