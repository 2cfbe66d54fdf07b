package image

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/moby/buildkit/client"
	"github.com/opencontainers/go-digest"
)

// progress turns BuildKit's status messages, which repeat themselves and come
// in pieces, into lines.
type progress struct {
	emit  func(Line)
	steps map[digest.Digest]*step
	done  int
	warns map[string]bool
	parts map[stream][]byte // of a line whose end has not come yet
	order []stream          // of parts, so that flush is not random

	failed *client.Vertex             // the first step that failed
	last   map[digest.Digest][]string // the last lines of each step
}

type step struct{ started, ended, failed, told bool }

type stream struct {
	vertex digest.Digest
	number int // 1 standard output, 2 standard error
}

func newProgress(emit func(Line)) *progress {
	if emit == nil {
		emit = func(Line) {}
	}
	return &progress{emit: emit, steps: map[digest.Digest]*step{}, warns: map[string]bool{},
		parts: map[stream][]byte{}, last: map[digest.Digest][]string{}}
}

func (p *progress) line(l Line) {
	l.Done, l.Total = p.done, len(p.steps)
	p.emit(l)
}

func (p *progress) add(s *client.SolveStatus) {
	for _, v := range s.Vertexes {
		if p.steps[v.Digest] == nil {
			p.steps[v.Digest] = &step{}
		}
	}
	for _, v := range s.Vertexes {
		p.vertex(v)
	}
	for _, l := range s.Logs {
		p.log(stream{l.Vertex, l.Stream}, l.Data)
	}
	for _, w := range s.Warnings {
		if text := string(w.Short); !p.warns[text] {
			p.warns[text] = true
			p.line(Line{Text: text, Warn: true})
		}
	}
}

func (p *progress) vertex(v *client.Vertex) {
	st, name := p.steps[v.Digest], strings.ReplaceAll(v.Name, "\n", " ")
	if v.Started != nil && !st.started {
		st.started = true
		if v.Cached {
			name += " (cached)"
		}
		p.line(Line{Text: name})
	}
	// A step may end several times: looking for it in the cache comes first.
	if ended := v.Completed != nil; ended != st.ended {
		st.ended = ended
		if ended {
			p.done++
		} else {
			p.done--
		}
	}
	switch {
	case v.Completed == nil:
	case v.Error != "" && !st.failed:
		st.failed = true
		if p.failed == nil {
			p.failed = v
		}
		p.line(Line{Text: fmt.Sprintf("%s: %s", name, oneLine(v.Error)), Stderr: true})
	case v.Started != nil && v.Completed.Sub(*v.Started).Seconds() >= 1 && !st.told:
		st.told = true
		p.line(Line{Text: fmt.Sprintf("%s: %.1f s", name, v.Completed.Sub(*v.Started).Seconds())})
	}
}

// longestLine bounds a line that never ends, in bytes.
const longestLine = 64 << 10

func (p *progress) log(s stream, data []byte) {
	if _, ok := p.parts[s]; !ok {
		p.order = append(p.order, s)
	}
	data = append(p.parts[s], data...)
	for {
		text, rest, ok := bytes.Cut(data, []byte{'\n'})
		if !ok && len(data) < longestLine {
			break
		}
		p.text(s, text)
		data = rest
	}
	p.parts[s] = data
}

// text emits a line as a terminal would show it: what a carriage return
// overwrote is gone.
func (p *progress) text(s stream, line []byte) {
	line = bytes.TrimRight(line, "\r")
	if i := bytes.LastIndexByte(line, '\r'); i >= 0 {
		line = line[i+1:]
	}
	l := Line{Text: strings.ToValidUTF8(string(line), "\uFFFD"), Stderr: s.number == 2}
	last := append(p.last[s.vertex], l.Text)
	p.last[s.vertex] = last[max(0, len(last)-tailLines):]
	p.line(l)
}

// tailLines is how much of a failed step's output its error carries.
const tailLines = 10

// tail returns the last lines of the step that failed.
func (p *progress) tail() []string {
	if p.failed == nil {
		return nil
	}
	return p.last[p.failed.Digest]
}

// flush emits the lines that never ended.
func (p *progress) flush() {
	for _, s := range p.order {
		if len(p.parts[s]) > 0 {
			p.text(s, p.parts[s])
		}
	}
}
