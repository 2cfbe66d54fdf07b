package syntax

import (
	"flag"

	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/internal/corpus"
)

// corpusFiles returns the texts of all manifests and, where there is a folder of
// further ones, of every other YAML file in it.
func corpusFiles(t testing.TB) map[string]string {
	files := map[string]string{}
	for _, m := range corpus.All(t) {
		files[m.Path] = string(m.Source)
	}
	if !corpus.HasGiven() {
		return files
	}
	filepath.WalkDir(corpus.Dir(t), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml")) {
			b, _ := os.ReadFile(path)
			files[path] = string(b)
		}
		return nil
	})
	return files
}

// TestCorpus holds our reading of real files against yaml.v3's.
func TestCorpus(t *testing.T) {
	for name, src := range corpusFiles(t) {
		if s := compareYAML3(src); s != "" {
			t.Errorf("%s: %.600s", name, s)
		}
	}
}

var generated = flag.Int("generated", 60_000, "how many texts TestGenerated makes up")

// TestGenerated holds our reading of texts made of YAML's pieces against
// yaml.v3's.
func TestGenerated(t *testing.T) {
	r := rand.New(rand.NewSource(int64(*generated)))
	for range *generated {
		src := someText(r, 9)
		switch r.Intn(6) {
		case 0:
			src = "a:\n  " + strings.ReplaceAll(src, "\n", "\n  ")
		case 1:
			src = "- b\n- " + src
		case 2:
			src = "k: [" + src + "]\n"
		case 3:
			src = "{" + src + "}"
		}
		if unlike(src) {
			continue
		}
		if s := compareYAML3(src); s != "" {
			t.Errorf("%q: %s", src, s)
		}
	}
}
