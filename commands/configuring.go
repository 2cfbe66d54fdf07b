package commands

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/settings"
	"github.com/porter-ls/porter-ls/schema/text"
)

// SettingsError is a file with settings that cannot be followed.
type SettingsError struct {
	Name     string // as the user knows the file
	Lines    *text.Lines
	Problems []settings.Problem
}

// Error says what is wrong and where, a line for each problem.
func (e *SettingsError) Error() string {
	var lines []string
	for _, p := range e.Problems {
		line, column := e.Lines.Position(p.Span.Start, text.UTF32)
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s", e.Name, line+1, column+1, p.Message))
	}
	return strings.Join(lines, "\n")
}

// Settings returns what the nearest file with settings says about a manifest, and
// whether a search passes over it. The manifest is an absolute slash path in the
// files. The error is a SettingsError.
func Settings(files analysis.FS, manifest string, rules []*analysis.Analyzer) (layer settings.Layer, excluded bool, err error) {
	name, found := settings.Find(files, path.Dir(manifest))
	if found == nil {
		return settings.Layer{}, false, nil
	}
	file, problems := settings.Read(found.Content(), rules)
	if len(problems) > 0 {
		return settings.Layer{}, false, &SettingsError{found.Name, found.Lines(), problems}
	}
	rel := strings.TrimPrefix(strings.TrimPrefix(manifest, path.Dir(name)), "/")
	return file.For(rel), file.Excludes(rel), nil
}

// configured returns the files that paths lead to, each with what the call and
// the files with settings say about it, without those that are passed over. What
// is wrong with settings is a UsageError; failures are the paths that cannot be
// read.
func (o CheckOptions) configured(ctx context.Context, env *Env, paths []string) (files []file, failures []error, err error) {
	if _, err := o.Settings.Config(env.Rules); err != nil {
		return nil, nil, &UsageError{err.Error()}
	}
	dir, err := filepath.Abs(env.Dir)
	if err != nil {
		return nil, nil, fmt.Errorf("finding the current folder: %w", err)
	}
	found := manifests(dir, paths, o.Stdin, o.Seen)
	all, failures := found.files, found.failures
	disk := analysis.NewFiles(settingsDisk{Disk{seen: o.Seen}, found.plain}, func(name string) string {
		name = filepath.FromSlash(name)
		if rel, err := filepath.Rel(dir, name); err == nil && filepath.IsLocal(rel) {
			return rel
		}
		return name
	})
	if o.Changed.asked() {
		if all, err = o.Changed.among(ctx, env, all); err != nil {
			return nil, nil, err
		}
	}
	for _, f := range all {
		var said settings.Layer
		if !o.NoConfig {
			var excluded bool
			said, excluded, err = Settings(disk, filepath.ToSlash(resolve(dir, f.name)), env.Rules)
			if err != nil {
				return nil, nil, &UsageError{err.Error()}
			}
			if excluded && !f.named {
				continue
			}
		}
		if f.config, err = f.configure(env, o.Settings.Over(said)); err != nil {
			return nil, nil, err
		}
		if o.Settings.Select != nil || o.Settings.Ignore != nil {
			all := o.Settings
			all.Select, all.Ignore = nil, nil
			wider, err := f.configure(env, all.Over(said))
			if err != nil {
				return nil, nil, err
			}
			f.wider = &wider
		}
		files = append(files, f)
	}
	return files, failures, nil
}

// configure returns how a file is checked where this is said about it.
func (f file) configure(env *Env, said settings.Layer) (analysis.Config, error) {
	c, err := said.Config(env.Rules)
	if err != nil {
		return c, &UsageError{err.Error()}
	}
	c.Library, c.Named = env.Library, f.named
	return c, nil
}
