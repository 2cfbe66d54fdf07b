package text_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/schema/text"
)

func ExampleLines() {
	lines := text.NewLines([]byte("name: hello\ntitle: \U0001F600 hello\n"))
	off := 12 + len("title: \U0001F600 ")
	for _, enc := range []text.Encoding{text.UTF8, text.UTF16, text.UTF32} {
		fmt.Println(lines.Position(off, enc))
	}
	fmt.Println(lines.Offset(1, 10, text.UTF16) == off)
	// Output:
	// 1 12
	// 1 10
	// 1 9
	// true
}

func ExampleDiff() {
	before := []byte("name: hello\nversion: 1.0.0\n")
	after := []byte("name: hello\nversion: 1.0.1\ntag: latest\n")
	edits := text.Diff(before, after)
	for _, e := range edits {
		fmt.Printf("%v %q\n", e.Span, e.New)
	}
	made, err := text.Apply(before, edits)
	fmt.Println(string(made) == string(after), err)
	// Output:
	// 25-26 "1\ntag: latest"
	// true <nil>
}
