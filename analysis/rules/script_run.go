package rules

import (
	"bytes"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

// scriptRun returns the text that a step runs of a script or hands to a shell; it
// is false where the step may make outputs nevertheless: where not all that it
// runs can be read, or where a folder of outputs is named.
func scriptRun(p *analysis.Pass, s manifest.Step) (run []byte, ok bool) {
	all := programs.Of(p)
	i := slices.IndexFunc(all, func(prog *program) bool { return prog.Node == s.Node })
	if i < 0 || all[i].script == nil || !all[i].whole {
		return nil, false
	}
	prog := all[i]
	if script := prog.script; script.Err != nil || script.Opaque || len(script.Sources) > 0 ||
		slices.ContainsFunc(script.Programs, func(n shell.Name) bool { return !keepsToItself(n.Text) }) {
		return nil, false
	}
	for _, field := range []string{"arguments", "suffix-arguments", "flags", "envs"} {
		if mentions(s.Body.Get(field), "outputs") {
			return nil, false
		}
	}
	run = []byte(prog.inline.text)
	if prog.file != nil {
		run = reached(prog)
	}
	return run, !bytes.Contains(run, []byte("outputs"))
}

// reached returns what is run of a script: all of it but for the functions that
// neither the step nor the rest of it names.
func reached(prog *program) []byte {
	src, s := prog.file.Content(), prog.script
	called := ""
	if d := s.Dispatch; d.Runs && d.Certain && len(d.Words) == 0 && len(prog.args) > 0 && prog.args[0].fixed {
		called = prog.args[0].text
	}
	if called == "" || !s.Defines(called) {
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
