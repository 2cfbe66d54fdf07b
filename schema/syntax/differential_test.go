package syntax

import (
	"fmt"
	"runtime/debug"

	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func corpusRoot(t testing.TB) string {
	root := os.Getenv("PORTER_LS_SHARED")
	if root == "" {
		root = "../../../shared"
	}
	if _, err := os.Stat(root); err != nil {
		t.Skip("no reference material at " + root)
	}
	return filepath.Join(root, "corpus")
}

func corpusFiles(t testing.TB) map[string]string {
	files := map[string]string{}
	filepath.WalkDir(corpusRoot(t), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml")) {
			b, _ := os.ReadFile(path)
			files[path] = string(b)
		}
		return nil
	})
	return files
}

func TestCorpus(t *testing.T) {
	bad := 0
	files := corpusFiles(t)
	for name, src := range files {
		if s := compareYAML3(src); s != "" {
			bad++
			if len(s) > 600 {
				s = s[:600]
			}
			t.Errorf("%s: %s", name, s)
		}
	}
	t.Logf("%d files", len(files))
}

func TestMutate(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	alphabet := []string{"a", "b", ": ", ":", "- ", "-", "?", "? ", "\n", "\n  ", "\n ", "\n\n", " ", "  ", "\t", "'", "\"", "[", "]", "{", "}", ",", "#", " #", "&a ", "*a", "!!str ", "!t ", "|", ">", "|+\n", "|-2\n", "\\", "\\n", "\r\n", "---\n", "...\n", "\n---", "%", "<<: ", "é", "\u0085", "1", "~", "a: ", "\n- ", "\na: ", "&", "*", "!", "@"}
	seen := 0
	for i := 0; i < 100000 && seen < 12; i++ {
		var b strings.Builder
		for range 1 + r.Intn(9) {
			b.WriteString(alphabet[r.Intn(len(alphabet))])
		}
		if strings.Contains(b.String(), "?") && strings.Contains(b.String(), "]]") {
			continue // yaml.v3 counts brackets wrongly behind [?
		}
		if s := safely(b.String()); s != "" {
			seen++
			t.Errorf("%q: %s", b.String(), s)
		}
	}
}

func safely(src string) (s string) {
	defer func() {
		if r := recover(); r != nil {
			s = fmt.Sprintf("panic %v\n%s", r, debug.Stack())
			s = s[:min(len(s), 3000)]
		}
	}()
	return compareYAML3(src)
}
