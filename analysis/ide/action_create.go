package ide

import (
	"fmt"
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
)

// creations create the script that a step runs and that is not there.
func (a *acting) creations() {
	for _, d := range a.findings() {
		if d.Rule != "script-missing" || !a.Manifest() {
			continue
		}
		p := a.programAt(d.Span.Start)
		if p == nil || p.Presence != analysis.NotThere || path.Dir(p.Local) != "." || !analysis.IsScript(p.Local) || !isPlainWord(p.Local) {
			continue
		}
		content := "#!/usr/bin/env bash\nset -euo pipefail\n"
		if word, _ := p.First(); isFunctionName(word.Text) {
			function := word.Text
			content += "\n" + function + "() {\n  echo \"" + function + "\"\n}\n\n# Call the function that the step names.\n\"$@\"\n"
		}
		created := analysis.FileCreation{File: analysis.Beside(a.File.Name, p.Local), Content: content, Executable: true}
		a.found = append(a.found, Action{
			Title: fmt.Sprintf("Create the script %s", p.Local), Kind: QuickFix, Fixes: []analysis.Diagnostic{d}, NewFiles: true,
			edit: func() (ActionEdit, bool) { return ActionEdit{Creates: []analysis.FileCreation{created}}, true },
		})
	}
}

// isFunctionName reports whether a word may be the name of a shell function.
func isFunctionName(s string) bool {
	return isPlainWord(s) && !strings.ContainsAny(s, "./") && (s[0] < '0' || s[0] > '9')
}
