package ide

import (
	"path"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

// arrival is a value of a bundle that arrives in an environment variable.
type arrival struct {
	kind     symbols.Kind // Parameter or Credential
	name     manifest.String
	variable string
	env      manifest.String // what says so; not set where the variable is derived from the name
}

// arrivals returns the values of a bundle that arrive in a variable, all of them
// where variable is "".
func arrivals(b *analysis.Bundle, variable string) []arrival {
	if b == nil {
		return nil
	}
	var all []arrival
	m := b.Manifest.Manifest
	for i := range m.Parameters {
		if p := &m.Parameters[i]; p.HasVariable() {
			env, _ := p.Destination()
			all = append(all, arrival{symbols.Parameter, p.Name, env, p.Env})
		}
	}
	for i := range m.Credentials {
		if c := &m.Credentials[i]; c.Env.Value != "" {
			all = append(all, arrival{symbols.Credential, c.Name, c.Env.Value, c.Env})
		}
	}
	return slices.DeleteFunc(all, func(a arrival) bool { return variable != "" && a.variable != variable })
}

// running is a text for a shell that a step runs: a script's file, or a part of
// the manifest.
type running struct {
	*exec.Program
	file  *analysis.File // nil for a part of the manifest
	local string         // the file's path from the bundle's folder
	names *shell.Names
	reads []*running // the scripts that it reads in as if they were part of it
}

// span returns where a name stands: in the script's file, or in the manifest.
func (r *running) span(s text.Span) text.Span {
	if r.file == nil {
		return r.Span(s)
	}
	return s
}

var scriptNames = analysis.NewFileFact(shell.NamesIn)

// programs returns what the steps of a bundle run, each script as often as it is
// run, and the scripts that these read in or run themselves.
func programs(b *analysis.Bundle) []*running {
	m := b.Manifest.Manifest
	var all []*running
	for _, prog := range exec.Programs(b, exec.Steps(m, nil)) {
		if prog.Script == nil || prog.Script.Dialect == shell.Other {
			continue
		}
		r := &running{Program: prog, file: prog.File, local: prog.Local}
		if r.file != nil {
			r.names = scriptNames.Of(r.file)
		} else {
			r.names = shell.NamesInText(prog.Inline.Text, m.Delims)
		}
		g := gathering{bundle: b, seen: map[string]*running{}}
		if r.file != nil {
			g.seen[r.local] = r
		}
		g.follow(r, prog.Script)
		all = append(append(all, r), g.found...)
	}
	return all
}

// gathering collects the scripts that a script reads in or runs.
type gathering struct {
	bundle *analysis.Bundle
	seen   map[string]*running
	found  []*running
}

// mostScripts bounds how many scripts are followed from one step.
const mostScripts = 64

func (g *gathering) follow(from *running, s *shell.Script) {
	for _, n := range s.Sources {
		if r := g.script(from, n.Text); r != nil {
			from.reads = append(from.reads, r)
		}
	}
	for _, n := range s.Programs {
		if analysis.IsScript(n.Text) {
			g.script(from, n.Text)
		}
	}
}

// script returns the script of the bundle that a path names where a step runs,
// nil where there is none.
func (g *gathering) script(from *running, written string) *running {
	local, ok := exec.Local(from.Dir, written, g.bundle.Manifest.Manifest.Delims)
	if !ok || len(g.seen) > mostScripts {
		return nil
	}
	if r := g.seen[local]; r != nil {
		return r
	}
	f, presence := g.bundle.File(local)
	if presence != analysis.There || f.Script().Dialect == shell.Other {
		return nil
	}
	r := &running{Program: from.Program, file: f, local: local, names: scriptNames.Of(f)}
	g.seen[local] = r
	g.found = append(g.found, r)
	g.follow(r, f.Script())
	return r
}

// sets reports whether a step gives a variable a value of its own, which then is
// no longer that of a parameter or credential.
func (r *running) sets(variable string) bool {
	return !r.Body.Get("envs").Get(variable).IsZero()
}

// users returns the bundles of the workspace that a script may be run by: those in
// whose folder it is, or in one below.
func (v *View) users(script string) []*analysis.Bundle {
	var all []*analysis.Bundle
	for _, b := range v.Workspace().Bundles() {
		if analysis.Within(script, path.Dir(b.Path)) {
			all = append(all, b)
		}
	}
	if own := v.Bundle(); own != nil && !slices.ContainsFunc(all, func(b *analysis.Bundle) bool { return b.Path == own.Path }) {
		all = append(all, own)
	}
	return all
}
