package commands

import (
	"context"
	"errors"
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/format"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Format lays out files, and the manifests, sets and installations in and below
// folders, and writes nothing. Paths that cannot be read are in the error, which
// joins one for each.
func Format(ctx context.Context, env *Env, paths []string, o CheckOptions) (*Changes, error) {
	files, failures, err := o.configured(ctx, env, paths)
	if err != nil {
		return nil, err
	}
	c := newChanges(env, "formatted", files, World{})
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := c.format(f); err != nil {
			failures = append(failures, err)
		}
	}
	return c, errors.Join(failures...)
}

func (c *Changes) format(f file) error {
	was := c.read(f)
	if was.err != nil || !was.ours {
		return was.err
	}
	b := c.bundle(f, was.src)
	if b.Manifest.Kind == analysis.Foreign {
		return nil
	}
	now, err := text.Apply(was.src, format.File(b.Manifest.File, format.Options{}))
	if err != nil {
		return fmt.Errorf("formatting %s: %w", f.name, err)
	}
	return c.set(f.name, f, b, analysis.Text{Content: now})
}

// Names are the files that do not stay as they are, in order.
func (c *Changes) Names() []string {
	var names []string
	for _, one := range c.all() {
		names = append(names, one.name)
	}
	return names
}

// Text returns what becomes of a file, ok is false where it stays as it is.
func (c *Changes) Text(name string) (now []byte, ok bool) {
	one := c.files[c.path(name)]
	if one == nil {
		return nil, false
	}
	return one.now.Content(), true
}
