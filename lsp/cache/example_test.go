package cache_test

import (
	"context"
	"fmt"

	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/schema/text"
)

// A change makes a new state of a file. The old one, which others may still
// work from, stays as it was; its context tells them that it is over.
func ExampleSession() {
	session := cache.NewSession(context.Background(), text.UTF16, nil)
	const uri = "file:///hello/porter.yaml"
	before := session.Open(uri, "yaml", 1, []byte("name: hello\nversion: 0.1.0\n"))
	after, edits, err := session.Change(uri, 2, []cache.Change{
		{Range: &cache.Range{StartLine: 1, StartColumn: 13, EndLine: 1, EndColumn: 14}, Text: "1"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v %q\n", edits[0].Span, edits[0].New)
	for _, o := range []*cache.Overlay{before, after} {
		fmt.Println(o.Version, o.Document().Manifest.Version.Value, o.Context().Err())
	}
	fmt.Println(session.Snapshot().Overlay(uri) == after)
	session.Close(uri)
	// Output:
	// 25-26 "1"
	// 1 0.1.0 context canceled
	// 2 0.1.1 <nil>
	// true
}
