package report_test

import (
	"fmt"
	"os"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands/report"
	"github.com/porter-ls/porter-ls/schema/text"
)

// One finding is written for people.
func ExampleText() {
	err := report.Text(os.Stdout, report.Report{
		Files: 1,
		Findings: []analysis.Diagnostic{{
			File: "porter.yaml", Span: text.Span{Start: 24, End: 29}, Rule: "undeclared-mixin",
			Severity: analysis.Error, Message: "the mixin helm3 is not declared",
		}},
		Lines: map[string]*text.Lines{
			"porter.yaml": text.NewLines([]byte("mixins: [exec]\ninstall: [helm3: {}]\n")),
		},
	}, false)
	fmt.Println(err)
	// Output:
	// porter.yaml:2:10: error: the mixin helm3 is not declared [undeclared-mixin]
	//   |
	// 2 | install: [helm3: {}]
	//   |          ^~~~~
	// 1 error in 1 file
	// <nil>
}
