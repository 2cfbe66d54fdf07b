package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func scriptMissing() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "script-missing",
		Doc: `A step runs a script that is not in the bundle's folder.

The folder of the manifest is what the bundle's image gets, at ` + "`/cnab/app`" + `, where steps run. A script that is not there fails the step with "no such file or directory". Correct the path, which is relative to that folder and has upper and lower case as the file has, or create the file.

The same goes for the folder that a step is to run in, its ` + "`dir`" + `.

Nothing is said where something else may create the file: Porter itself, the template of the Dockerfile, a mixin that is not known, a parameter, credential or state variable with that path, or an earlier step that names the file or fetches others. The same holds where nothing but YAML files is in the folder: the rest of the bundle is then kept elsewhere.`,
		Severity: analysis.Error,
		Run:      runScriptMissing,
	}
}

func runScriptMissing(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	nowhere := missingFolders(p)
	for i, prog := range programs.Of(p) {
		if prog.Presence != analysis.NotThere || prog.Node.Repaired() || nowhere[prog.Index] {
			continue
		}
		others := besides(p.Bundle.Files, prog.Local)
		if !slices.ContainsFunc(others, func(name string) bool { return !isYAML(name) }) || mayAppear(p, prog, i) {
			continue
		}
		others = slices.DeleteFunc(others, func(name string) bool { return path.Ext(name) != path.Ext(prog.Local) })
		hint, nearest := didYouMean(prog.Local, others)
		d := analysis.Diagnostic{
			Span:    prog.Place(prog.Named),
			Message: fmt.Sprintf("there is no file %q in the bundle's folder, so the step fails%s", prog.Local, hint),
		}
		if !strings.Contains(prog.Named.Text, "/") && (prog.Direct || !analysis.IsScript(prog.Local)) {
			d.Severity = analysis.Warning
			d.Message = fmt.Sprintf("there is no file %q in the bundle's folder; unless the image has a program of that name the step fails%s", prog.Local, hint)
		}
		if start, ok := strings.CutSuffix(prog.Named.Text, prog.Local); ok && nearest != "" && prog.Node.Span().Covers(d.Span) {
			d.Fixes = rename(doc, d.Span, start+nearest)
		}
		p.ReportDiagnostic(d)
	}
}

// mayAppear reports whether something else than the author's folder may bring a
// script into the image before its step runs.
func mayAppear(p *analysis.Pass, prog *exec.Program, at int) bool {
	return silence.Of(p).all || fromPorter(prog.Local) || declaredElsewhere(p, prog) || builtInto(p, prog) || madeBefore(p, prog, at)
}

// fromPorter reports whether Porter puts a file or folder into the bundle's
// folder, when it builds the image or before the first step.
func fromPorter(local string) bool {
	top, _, _ := strings.Cut(local, "/")
	switch top {
	case "run", "runtimes", "mixins", "outputs", "porter", "dependencies", "porter.yaml", "image-map.json", "relocation-mapping.json":
		return true
	}
	return false
}

// declaredElsewhere reports whether the manifest says that a file of that path is
// put there, or uses a mixin of which nothing is known.
func declaredElsewhere(p *analysis.Pass, prog *exec.Program) bool {
	m := p.Bundle.Manifest.Manifest
	var paths []string
	for _, x := range m.Parameters {
		paths = append(paths, x.Path.Value)
	}
	for _, x := range m.Credentials {
		paths = append(paths, x.Path.Value)
	}
	for _, x := range m.State {
		paths = append(paths, x.Path.Value)
	}
	for _, x := range m.Files {
		paths = append(paths, x.Destination.Value)
	}
	if slices.ContainsFunc(paths, func(s string) bool {
		at := path.Join("/", strings.TrimPrefix(path.Clean(s), manifest.AppDir))
		return s != "" && (at == "/"+prog.Local || strings.HasPrefix(at, "/"+prog.Local+"/")) // a folder's file makes the folder
	}) {
		return true
	}
	silent := silence.Of(p)
	for _, section := range []string{"parameters", "credentials", "state", "files", "mixins", "dockerfile", prog.Action} {
		if silent.section(section) {
			return true
		}
	}
	for _, mixin := range m.Mixins {
		if mixin.Name.Value != "exec" && p.Schema().Mixin(mixin.Name.Value) == nil {
			return true
		}
	}
	return false
}

// builtInto reports whether the Dockerfile's template may put the file there. What
// is plainly copied is the folder itself.
func builtInto(p *analysis.Pass, prog *exec.Program) bool {
	f, presence := p.Bundle.Template()
	switch presence {
	case analysis.NotNamed:
		return false
	case analysis.There:
	default:
		return true
	}
	src := string(f.Content())
	if strings.Contains(src, path.Base(prog.Local)) {
		return true
	}
	for line := range strings.Lines(strings.ReplaceAll(strings.ReplaceAll(src, "\\\r\n", " "), "\\\n", " ")) {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if !strings.Contains(line, "BUNDLE_DIR") && !strings.Contains(line, manifest.AppDir) {
			continue
		}
		switch strings.ToUpper(words[0]) {
		case "RUN", "ADD", "WORKDIR":
			return true
		case "COPY":
			if !slices.Contains(words, ".") {
				return true
			}
		}
	}
	return false
}

// fetching are words of commands that bring files.
var fetching = [...]string{"curl", "wget", "git", "tar", "unzip", "clone", "download", "sync", "cp", "mv", "install -"}

// madeBefore reports whether a step before may make the file: one that names it,
// or that runs something that fetches files.
func madeBefore(p *analysis.Pass, prog *exec.Program, at int) bool {
	base := path.Base(prog.Local)
	src := p.Bundle.Manifest.File.Source()
	for _, a := range p.Bundle.Manifest.Manifest.Actions {
		if a.Name.Value != prog.Action {
			continue
		}
		for _, s := range a.Steps[:min(prog.At, len(a.Steps))] {
			written := s.Node.Span().Of(src)
			if s.Mixin.Value != "exec" && (strings.Contains(written, base) || fetches(written)) {
				return true
			}
		}
	}
	for _, before := range programs.Of(p)[:at] {
		if before.Action != prog.Action || before.Local == prog.Local {
			continue
		}
		written := before.Node.Span().Of(src)
		if before.File != nil {
			written += string(before.File.Content())
		}
		if before.Presence == analysis.NotThere || before.Script == nil && before.File == nil && before.Local != "" ||
			strings.Contains(written, base) || fetches(written) {
			return true
		}
	}
	return false
}

func fetches(written string) bool {
	return slices.ContainsFunc(fetching[:], func(word string) bool {
		return strings.Contains(written, word+" ") || strings.Contains(written, word+"\n")
	})
}
