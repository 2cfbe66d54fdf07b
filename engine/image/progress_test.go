package image

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/moby/buildkit/client"
)

func TestProgress(t *testing.T) {
	t0 := time.Unix(0, 0)
	t2 := t0.Add(2 * time.Second)
	a := client.Vertex{Digest: "a", Name: "[1/2] FROM x", Started: &t0, Completed: &t0, Cached: true}
	b := client.Vertex{Digest: "b", Name: "[2/2] RUN a\nb", Started: &t0}
	looked, done, failed := b, b, b
	looked.Completed, done.Completed = &t0, &t2
	failed.Completed, failed.Error = &t2, "exit\ncode: 1"
	log := func(stream int, s string) *client.SolveStatus {
		return &client.SolveStatus{Logs: []*client.VertexLog{{Vertex: "b", Stream: stream, Data: []byte(s)}}}
	}
	var got []Line
	p := newProgress(func(l Line) { got = append(got, l) })
	for _, s := range []*client.SolveStatus{
		{Vertexes: []*client.Vertex{{Digest: "a", Name: a.Name}, {Digest: "b", Name: b.Name}}},
		{Vertexes: []*client.Vertex{&a, &looked}},
		{Vertexes: []*client.Vertex{&b}},
		{Vertexes: []*client.Vertex{&a}},
		log(1, "half "), log(2, "err\n"), log(1, "a line\r\n10%\r20%\nrest"), log(2, "\xff\n"),
		{Warnings: []*client.VertexWarning{{Short: []byte("careful")}, {Short: []byte("careful")}}},
		{Vertexes: []*client.Vertex{&failed}},
		{Vertexes: []*client.Vertex{&failed}},
		{Vertexes: []*client.Vertex{&done}},
	} {
		p.add(s)
	}
	p.flush()
	want := []Line{
		{Text: "[1/2] FROM x (cached)", Total: 2},
		{Text: "[2/2] RUN a b", Done: 1, Total: 2},
		{Text: "err", Stderr: true, Done: 1, Total: 2},
		{Text: "half a line", Done: 1, Total: 2},
		{Text: "20%", Done: 1, Total: 2},
		{Text: "\uFFFD", Stderr: true, Done: 1, Total: 2},
		{Text: "careful", Warn: true, Done: 1, Total: 2},
		{Text: "[2/2] RUN a b: exit code: 1", Stderr: true, Done: 2, Total: 2},
		{Text: "[2/2] RUN a b: 2.0 s", Done: 2, Total: 2},
		{Text: "rest", Done: 2, Total: 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"err", "half a line", "20%", "\uFFFD", "rest"}, p.tail()); diff != "" {
		t.Error(diff)
	}
}

// TestLongLine shows that a line without an end is cut and not kept for ever.
func TestLongLine(t *testing.T) {
	lines := 0
	p := newProgress(func(Line) { lines++ })
	for range 10 {
		p.log(stream{"a", 1}, make([]byte, longestLine))
	}
	if lines != 10 || len(p.parts[stream{"a", 1}]) != 0 {
		t.Errorf("%d lines, %d bytes kept", lines, len(p.parts[stream{"a", 1}]))
	}
}
