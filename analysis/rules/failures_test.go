package rules

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
)

// TestFailures holds docs/failures.md against the rules: each that it names is
// there, and its archive has an example in which it finds something.
func TestFailures(t *testing.T) {
	page, err := os.ReadFile("../../docs/failures.md")
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`\[([a-z0-9-]+)\]\(rules/([a-z0-9-]+)\.md\)`)
	rows := 0
	for line := range strings.Lines(string(page)) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| what happens") {
			continue
		}
		rows++
		for _, m := range link.FindAllStringSubmatch(line, -1) {
			if m[1] != m[2] {
				t.Errorf("%s leads to %s", m[1], m[2])
			}
			if !slices.ContainsFunc(All(), func(a *analysis.Analyzer) bool { return a.Name == m[1] }) {
				t.Errorf("there is no rule %s", m[1])
				continue
			}
			_, all := examples(t, m[1])
			if !slices.ContainsFunc(all, func(e example) bool { return e.bad && strings.Contains(findings(e), "["+m[1]+"]") }) {
				t.Errorf("no example of %s shows it", m[1])
			}
		}
		if !strings.Contains(line, "](") && !strings.Contains(line, "`check` ") {
			t.Errorf("nothing finds: %s", line)
		}
	}
	if rows < 30 {
		t.Errorf("only %d rows", rows)
	}
}
