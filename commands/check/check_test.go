package check

import (
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands/report"
)

func TestCode(t *testing.T) {
	for _, c := range []struct {
		found  []analysis.Severity
		failOn string
		want   int
	}{
		{nil, "hint", 0},
		{[]analysis.Severity{analysis.Error}, "error", 1},
		{[]analysis.Severity{analysis.Warning, analysis.Hint}, "error", 0},
		{[]analysis.Severity{analysis.Warning}, "warning", 1},
		{[]analysis.Severity{analysis.Error}, "hint", 1},
		{[]analysis.Severity{analysis.Hint}, "information", 0},
		{[]analysis.Severity{analysis.Hint}, "hint", 1},
	} {
		var r report.Report
		for _, s := range c.found {
			r.Findings = append(r.Findings, analysis.Diagnostic{Severity: s})
		}
		if got := code(r, c.failOn); got != c.want {
			t.Errorf("%v with --fail-on %s: %d", c.found, c.failOn, got)
		}
	}
}
