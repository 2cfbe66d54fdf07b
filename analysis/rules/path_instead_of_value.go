package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
)

func pathInsteadOfValue() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "path-instead-of-value",
		Doc: `A template names a parameter that arrives as a file, and stands for that file's path.

A parameter with a path and no env is a file in the container, and a template that names it is rendered as the path, not as the value. That is right for a file that is handed on. For a text or number it is often a surprise; the same goes for a persistent parameter, which is always a file.

Give the parameter an env as well to have its value, or no path at all.`,
		Severity: analysis.Hint,
		Run:      runPathInsteadOfValue,
	}
}

func runPathInsteadOfValue(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if silence.Of(p).section("parameters") {
		return
	}
	for _, s := range spots.Of(p) {
		name, ok := s.names("parameters")
		if !ok || !s.reads() || s.Len() != 3 || s.Comment {
			continue
		}
		param, ok := defined.Of(p).parameters[name]
		if !ok || param.HasVariable() {
			continue
		}
		_, file := param.Destination()
		typ := param.EffectiveType()
		if typ == "file" || typ == "" || !param.Schema.Keyword("contentEncoding").IsZero() || wantsPath(&s) {
			continue
		}
		message := fmt.Sprintf("this is the path %s and not the value, because the parameter %q has a path and no env", file, name)
		if param.Persistent {
			message = fmt.Sprintf("this is the path %s and not the value, because the parameter %q is persistent", file, name)
		}
		p.ReportDiagnostic(analysis.Diagnostic{
			Span:    s.Segment(2).Span,
			Message: message,
			Related: []analysis.Related{{File: doc.Name, Span: param.Name.Span(), Message: fmt.Sprintf("%q is defined here", name)}},
		})
	}
}

// wantsPath reports whether a tag stands where a file is named.
func wantsPath(s *spot) bool {
	isFile := func(name string) bool {
		return slices.ContainsFunc(analysis.WordsOf(name), func(w string) bool {
			switch w {
			case "file", "files", "path", "paths", "dir", "folder", "directory", "config", "kubeconfig", "values", "manifests":
				return true
			}
			return false
		})
	}
	value := s.scalar.Value()
	before, _, _ := strings.Cut(value, "${")
	return isFile(s.name) || isFile(s.field) || isFile(before) || strings.HasSuffix(before, "@") || s.field == "arguments" && readsFile(s, isFile)
}

// readsFile reports whether an argument is a file's for its program, or for the
// flag before it.
func readsFile(s *spot, isFile func(name string) bool) bool {
	switch s.step.Body.Get("command").Value() {
	case "cat", "cp", "mv", "ls", "chmod", "head", "tail", "source", "bash", "sh", "python", "python3", "tar", "unzip", "test", "stat", "base64":
		return true
	}
	if s.at == 0 {
		return false
	}
	flag := s.step.Body.Get("arguments").Item(s.at - 1).Value()
	return strings.HasPrefix(flag, "-") && (flag == "-f" || isFile(flag))
}
