package schema_test

import (
	"os"
	"testing"

	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/jsonschema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// BenchmarkManifestSchema reads our schema of the manifest, which a process does
// once.
func BenchmarkManifestSchema(b *testing.B) {
	doc, err := os.ReadFile("manifest.json")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if _, err := jsonschema.Parse(doc); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheck checks all manifests that there are.
func BenchmarkCheck(b *testing.B) {
	library := schema.NewLibrary()
	var files []*syntax.File
	size := 0
	for _, m := range corpus.All(b) {
		files = append(files, syntax.Parse(m.Source, nil))
		size += len(m.Source)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, f := range files {
			library.Set("1.0.1").Check(f.Root())
		}
	}
}
