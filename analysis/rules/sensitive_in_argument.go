package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

func sensitiveInArgument() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "sensitive-in-argument",
		Doc: `A sensitive value is put where others can read it.

The arguments and flags of a command are seen by whoever can list the processes of the machine. And when the command fails, Porter 1.x prints it with all its arguments, without masking anything, and keeps that in the logs of the run. Parameters and credentials are in the environment of every step's command already: let it read them there. What is only an output can be handed on in envs. With the mixins of the clouds, whose commands take secrets as arguments, it is an information: they read files too. A credential whose name says that it tells who somebody is, such as a client id, is not reported. A step's description is printed before the step runs.

A sensitive output that feeds a parameter which is not sensitive, and a secret file that an output which is not sensitive brings out of the bundle, are kept and shown in plain text from then on. Mark those sensitive too.

A credential or parameter that is a file stands for its path, which tells nobody anything.`,
		Severity: analysis.Warning,
		Run:      runSensitiveInArgument,
	}
}

func runSensitiveInArgument(p *analysis.Pass) {
	sensitiveInSteps(p)
	sensitiveSources(p)
	sensitiveFiles(p)
}

// secret is something sensitive that a template can name.
type secret struct {
	kind, name, env string // env is the variable that commands have it in, "" where none
	defined         text.Span
}

func sensitiveInSteps(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, s := range spots.Of(p) {
		printed := (s.Kind == template.Variable || s.Kind == template.Raw) && s.Closed && !s.scalar.IsZero()
		where := seenIn(&s)
		if !printed || where == "" {
			continue
		}
		v, ok := secretOf(p, &s)
		if !ok {
			continue
		}
		p.ReportDiagnostic(seen(doc, &s, v, where))
	}
}

func seen(doc *analysis.Document, s *spot, v secret, where string) analysis.Diagnostic {
	d := analysis.Diagnostic{
		Span:    s.Segment(s.Len() - 1).Span,
		Related: []analysis.Related{{File: doc.Name, Span: v.defined, Message: fmt.Sprintf("the %s is defined here", v.kind)}},
	}
	leak := fmt.Sprintf("the %s %q is a secret, and shows in the list of processes and in the error when the command fails", v.kind, v.name)
	switch {
	case where == "description":
		d.Message = fmt.Sprintf("the %s %q is a secret, and a description is printed; leave it out", v.kind, v.name)
	case s.mixin == "az":
		d.Severity, d.Message = analysis.Information, leak+fromFile(v, "az", "@")
	case s.mixin == "aws":
		d.Severity, d.Message = analysis.Information, leak+fromFile(v, "aws", "file://")
	case s.mixin != "exec":
		d.Severity, d.Message = analysis.Information, leak
	case v.env != "":
		d.Message = fmt.Sprintf("%s; the command finds it in its environment as %s", leak, v.env)
		d.Fixes = fromEnvironment(doc, s, v.env)
	default:
		d.Message = leak + "; hand it over in envs"
	}
	return d
}

// fromFile says how a command that reads files, named after what marks them, gets
// a secret from one.
func fromFile(v secret, command, mark string) string {
	if v.kind == "output" {
		return fmt.Sprintf("; %s reads what is written %sFILE from a file", command, mark)
	}
	return fmt.Sprintf("; give the %s a path in place of env and write %s before the template, then %s reads it from that file", v.kind, mark, command)
}

// seenIn says where what is at a place of a step is seen, "" where it is not.
// Of mixins only those are looked at that are known to make a command line of
// these fields.
func seenIn(s *spot) string {
	switch s.field {
	case "description":
		return "description"
	case "arguments", "suffix-arguments", "flags", "command":
		switch s.mixin {
		case "exec", "az", "aws", "gcloud":
			return "command line"
		}
	}
	return ""
}

// secretOf returns the sensitive thing whose value a tag stands for.
func secretOf(p *analysis.Pass, s *spot) (v secret, ok bool) {
	silent, all := silence.Of(p), defined.Of(p)
	if name, ok := s.names("credentials"); ok && !silent.section("credentials") {
		c, ok := all.credentials[name]
		if !ok {
			return v, false
		}
		env, _ := c.Destination()
		return secret{"credential", name, env, c.Name.Span()}, env != "" && !analysis.Identifies(name)
	}
	if name, ok := s.names("parameters"); ok && !silent.section("parameters") {
		param, ok := all.parameters[name]
		if !ok || !param.Sensitive || !param.HasVariable() {
			return v, false
		}
		env, _ := param.Destination()
		return secret{"parameter", name, env, param.Name.Span()}, true
	}
	if s.Len() == 2 && s.Segment(0).Name == "env" && !silent.section("credentials") && !silent.section("parameters") {
		return ofVariable(p.Bundle.Manifest.Manifest, s.Segment(1).Name)
	}
	if name, ok := s.names("outputs"); ok && !silent.section("outputs") {
		if out, ok := all.outputs[name]; ok && out.Sensitive {
			return secret{"output", name, "", out.Name.Span()}, true
		}
	}
	return v, false
}

// ofVariable returns the sensitive thing that is in a variable of the environment.
func ofVariable(m *manifest.Manifest, variable string) (v secret, ok bool) {
	for i := range m.Credentials {
		c := &m.Credentials[i]
		if env, _ := c.Destination(); env == variable && env != "" {
			return secret{"credential", c.Name.Value, env, c.Name.Span()}, !analysis.Identifies(c.Name.Value)
		}
	}
	for i := range m.Parameters {
		param := &m.Parameters[i]
		if env, _ := param.Destination(); env == variable && param.Sensitive && param.HasVariable() {
			return secret{"parameter", param.Name.Value, env, param.Name.Span()}, true
		}
	}
	return v, false
}

// fromEnvironment is the fix for a secret in the text of a shell, which can read
// the variable itself. How the shell cuts the text into words may differ.
func fromEnvironment(doc *analysis.Document, s *spot, env string) []analysis.SuggestedFix {
	if !s.inShell() || s.Len() > 3 || wordFollows(doc.File.Source(), s.Span) {
		return nil
	}
	if before, _, _ := strings.Cut(s.scalar.Value(), s.Join(0, s.Len())); strings.Count(before, "'")%2 == 1 {
		return nil // the shell does not look into single quotes
	}
	fix := change(doc, "Write $"+env, s.Span, "$"+env)
	fix.Unsafe = true
	return []analysis.SuggestedFix{fix}
}

// sensitiveSources follows sensitive outputs into the parameters that they feed.
func sensitiveSources(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if silence.Of(p).section("parameters") || silence.Of(p).section("outputs") {
		return
	}
	for i := range doc.Manifest.Parameters {
		param := &doc.Manifest.Parameters[i]
		from := param.Source.Output
		if param.Sensitive || param.Persistent || !param.Name.Set() || !from.Set() || param.Source.Dependency.Set() {
			continue
		}
		if out, ok := defined.Of(p).outputs[from.Value]; ok && out.Sensitive {
			notAlsoMarked(p, "parameter", param.Name, param.Node, false,
				fmt.Sprintf("the parameter %q gets the sensitive output %q and is not sensitive itself, so the value is kept and shown in plain text; mark it with sensitive: true", param.Name.Value, from.Value),
				analysis.Related{File: doc.Name, Span: out.Name.Span(), Message: "the sensitive output"})
		}
	}
}

// sensitiveFiles finds outputs that bring a secret file out of the bundle.
func sensitiveFiles(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	if silent.section("parameters") || silent.section("outputs") || silent.section("credentials") || len(doc.Manifest.Outputs) == 0 {
		return
	}
	files := map[string]secret{}
	for i := range doc.Manifest.Credentials {
		c := &doc.Manifest.Credentials[i]
		if _, file := c.Destination(); file != "" {
			files[file] = secret{kind: "credential", name: c.Name.Value, defined: c.Name.Span()}
		}
	}
	for i := range doc.Manifest.Parameters {
		param := &doc.Manifest.Parameters[i]
		if _, file := param.Destination(); file != "" && param.Sensitive && !param.Persistent {
			files[file] = secret{kind: "parameter", name: param.Name.Value, defined: param.Name.Span()}
		}
	}
	for i := range doc.Manifest.Outputs {
		out := &doc.Manifest.Outputs[i]
		v, ok := files[manifest.ContainerPath(out.Path.Value)]
		if !ok || out.Sensitive || !out.Name.Set() {
			continue
		}
		notAlsoMarked(p, "output", out.Name, out.Node, true,
			fmt.Sprintf("the output %q is the file of the %s %q and is not sensitive, so the secret is kept and shown in plain text; mark it with sensitive: true", out.Name.Value, v.kind, v.name),
			analysis.Related{File: doc.Name, Span: v.defined, Message: fmt.Sprintf("the %s is defined here", v.kind)})
	}
}

func notAlsoMarked(p *analysis.Pass, noun string, name manifest.String, entry syntax.Node, unsafe bool, message string, related analysis.Related) {
	d := analysis.Diagnostic{Span: name.Span(), Message: message, Related: []analysis.Related{related}}
	if fix, ok := markSensitive(p.Bundle.Manifest, entry, name, noun); ok {
		fix.Unsafe = unsafe
		d.Fixes = []analysis.SuggestedFix{fix}
	}
	p.ReportDiagnostic(d)
}
