package engine

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLines(t *testing.T) {
	var got []Event
	l := &lines{emit: func(e Event) { got = append(got, e) }}
	out, errs := l.stream(false), l.stream(true)
	fmt.Fprint(out, "one\r\ntw")
	fmt.Fprint(errs, "wrong\n\n")
	fmt.Fprint(out, "o\n\xff")
	fmt.Fprint(errs, "end")
	l.flush()
	line := func(text string, stderr bool) Event {
		return Event{Kind: LogEvent, Text: text, Stderr: stderr, Percent: -1}
	}
	want := []Event{line("one", false), line("wrong", true), line("", true), line("two", false), line("\uFFFD", false), line("end", true)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("one\nwrong\n\ntwo\n\uFFFD\nend\n", string(l.kept())); diff != "" {
		t.Error(diff)
	}
}

// TestLargeLog shows that an endless output is kept in part, and lines without
// end are cut.
func TestLargeLog(t *testing.T) {
	emitted := 0
	l := &lines{emit: func(Event) { emitted++ }}
	chunk := []byte(strings.Repeat("x", 32<<10))
	for range 4 * largestLog / len(chunk) {
		if _, err := l.stream(false).Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	l.flush()
	kept := l.kept()
	if len(kept) > largestLog+largestLog/4+100 || len(kept) < largestLog/2 || !strings.HasPrefix(string(kept), "(") {
		t.Errorf("%d bytes kept, beginning %q", len(kept), kept[:20])
	}
	if want := 4 * largestLog / longestLine; emitted < want {
		t.Errorf("%d lines, want at least %d", emitted, want)
	}
}
