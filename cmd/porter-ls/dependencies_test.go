package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDependenciesHaveReasons holds docs/dependencies.md against go.mod.
func TestDependenciesHaveReasons(t *testing.T) {
	root := filepath.Join("..", "..")
	read := func(elem ...string) string {
		b, err := os.ReadFile(filepath.Join(append([]string{root}, elem...)...))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	var required, explained []string
	for line := range strings.Lines(read("go.mod")) {
		if fields := strings.Fields(line); len(fields) == 2 && strings.HasPrefix(line, "\t") {
			required = append(required, fields[0])
		}
	}
	module := regexp.MustCompile("`([^`]+)`")
	for line := range strings.Lines(read("docs", "dependencies.md")) {
		cells := strings.Split(line, "|")
		if len(cells) < 3 {
			continue
		}
		for _, m := range module.FindAllStringSubmatch(cells[1], -1) {
			explained = append(explained, m[1])
		}
	}
	slices.Sort(explained)
	if len(required) == 0 {
		t.Fatal("go.mod was not read")
	}
	if d := cmp.Diff(required, explained); d != "" {
		t.Errorf("go.mod (-) and docs/dependencies.md (+) differ:\n%s", d)
	}
}
