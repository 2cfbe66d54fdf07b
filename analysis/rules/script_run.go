package rules

import (
	"bytes"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

// scriptRun returns the text that a step runs of a script or hands to a shell; it
// is false where the step may make outputs nevertheless: where not all that it
// runs can be read, or where a folder of outputs is named.
func scriptRun(p *analysis.Pass, s manifest.Step) (run []byte, ok bool) {
	prog := programAt.Of(p)[s.Node.Span().Start]
	if prog == nil || prog.Script == nil || !prog.Whole {
		return nil, false
	}
	if script := prog.Script; script.Err != nil || script.Opaque || len(script.Sources) > 0 ||
		slices.ContainsFunc(script.Programs, func(n shell.Name) bool { return !keepsToItself(n.Text) }) {
		return nil, false
	}
	for _, field := range []string{"arguments", "suffix-arguments", "flags", "envs"} {
		if mentions(s.Body.Get(field), "outputs") {
			return nil, false
		}
	}
	run = []byte(prog.Inline.Text)
	if prog.File != nil {
		run = reached(prog)
	}
	return run, !bytes.Contains(run, []byte("outputs"))
}

// programAt are what the steps of exec run, by where the step begins.
var programAt = analysis.NewFact(func(p *analysis.Pass) map[int]*exec.Program {
	at := map[int]*exec.Program{}
	for _, prog := range programs.Of(p) {
		at[prog.Node.Span().Start] = prog
	}
	return at
})

// mostFunctions is how many functions a script may have to be looked at by them.
const mostFunctions = 64

// reached returns what is run of a script: all of it but for the functions that
// neither the step nor the rest of it names.
func reached(prog *exec.Program) []byte {
	src, s := prog.File.Content(), prog.Script
	called := ""
	if d := s.Dispatch; d.Runs && d.Certain && len(d.Words) == 0 {
		word, _ := prog.First()
		called = word.Text
	}
	if called == "" || !s.Defines(called) || len(s.Definitions) > mostFunctions {
		return src
	}
	var run []byte
	at := 0
	for _, d := range s.Definitions {
		if d.Span.Start >= at { // else within another one
			run = append(run, text.Span{Start: at, End: d.Span.Start}.Of(src)...)
			at = d.Span.End
		}
	}
	run = append(run, text.Span{Start: at, End: len(src)}.Of(src)...)
	taken := make([]bool, len(s.Definitions))
	for more := true; more; {
		more = false
		for i, d := range s.Definitions {
			if !taken[i] && (d.Text == called || hasWord(run, d.Text)) {
				taken[i], more = true, true
				run = append(append(run, '\n'), d.Span.Of(src)...)
			}
		}
	}
	return run
}

// keepsToItself reports whether a program that a script calls writes no file that
// the script does not name.
func keepsToItself(program string) bool {
	switch program {
	case "kubectl", "helm", "az", "aws", "gcloud", "jq", "yq", "curl", "openssl", "awk", "kustomize", "istioctl", "doctl",
		"psql", "mysql", "redis-cli", "nc", "ping", "nslookup", "dig", "getent", "ps", "df", "free", "bc":
		return true
	}
	return plainProgram(program)
}
