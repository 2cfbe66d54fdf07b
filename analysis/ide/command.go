package ide

import (
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// command is what a step of exec runs, where that is a script of the bundle.
type command struct {
	named syntax.Node    // where the step names the script
	file  *analysis.File // the script, nil where it is not there
	local string         // its path from the bundle's folder
	first syntax.Node    // the word that it is handed first, zero where there is none
}

// commandOf returns what a step runs. A script may be the command itself, or the
// first thing that a shell is handed.
func (v *View) commandOf(s *manifest.Step) (c command, ok bool) {
	b := v.Bundle()
	if b == nil || s.Mixin.Value != "exec" || s.Body.Kind() != syntax.Mapping {
		return command{}, false
	}
	follow := syntax.Follower{Root: b.Manifest.Manifest.Root}
	get := func(key string) syntax.Node { return follow.Follow(s.Body.Get(key)) }
	program, args := get("command"), get("arguments")
	if program.Kind() != syntax.Scalar || args.Kind() == syntax.Mapping || args.Kind() == syntax.Scalar && args.Value() != "" {
		return command{}, false
	}
	next := 0
	name := program.Value()
	switch base := path.Base(name); {
	case shell.DialectOf(name) != shell.Other && (base == name || path.IsAbs(name)):
		c.named, next = follow.Follow(args.Item(0)), 1
	default:
		c.named = program
	}
	name = c.named.Value()
	if c.named.Kind() != syntax.Scalar || name == "" || strings.HasPrefix(name, "-") || strings.ContainsAny(name, " \t\n") {
		return command{}, false
	}
	if c.named == program && !strings.Contains(name, "/") && !analysis.IsScript(name) {
		return command{}, false
	}
	if c.local, ok = v.localPath(get("dir").Value(), name); !ok {
		return command{}, false
	}
	if f, presence := b.File(c.local); presence == analysis.There {
		c.file = f
	}
	c.first = follow.Follow(args.Item(next))
	return c, true
}

// localPath returns the path from the bundle's folder of what a step that runs in
// a folder names; false where that is elsewhere, or depends on a template.
func (v *View) localPath(dir, name string) (string, bool) {
	d := v.Bundle().Manifest.Manifest.Delims
	if strings.Contains(dir, d.Open) || strings.Contains(name, d.Open) {
		return "", false
	}
	at := manifest.ContainerPath(path.Join(dir, name))
	if path.IsAbs(name) {
		at = path.Clean(name)
	} else if path.IsAbs(dir) {
		at = path.Join(dir, name)
	}
	rest, ok := strings.CutPrefix(at, manifest.AppDir+"/")
	if !ok {
		return "", false
	}
	return analysis.Local(rest)
}

// calls returns the steps of the view's bundle that hand a script, by its file, the
// name of a function, each as its action and index.
func (v *View) calls(file *analysis.File, function string) (calling []*manifest.Step) {
	b := v.Bundle()
	if b == nil {
		return nil
	}
	for i := range b.Manifest.Manifest.Actions {
		a := &b.Manifest.Manifest.Actions[i]
		for j := range a.Steps {
			c, ok := v.commandOf(&a.Steps[j])
			if ok && c.file != nil && c.file.Name == file.Name && (function == "" || c.first.Value() == function) {
				calling = append(calling, &a.Steps[j])
			}
		}
	}
	return calling
}
