package commands

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"

	"github.com/porter-ls/porter-ls/analysis"
)

// Fix fixes what is found in files and in the manifests in and below folders, as
// often as that leads to something new, and writes nothing. unsafe takes the
// fixes too that may change what a bundle does. A fix that would bring a finding
// that was not there, in whatever file of the call, is not made. Paths that
// cannot be read are in the error, which joins one for each.
func Fix(ctx context.Context, env *Env, paths []string, o CheckOptions, unsafe bool) (*Changes, error) {
	files, failures, err := o.configured(ctx, env, paths)
	if err != nil {
		return nil, err
	}
	c := newChanges(env, "fixed", files, world(env, o.Mixins, nil))
	for _, f := range files {
		if err := c.fix(ctx, f, unsafe); err != nil {
			failures = append(failures, err)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return c, errors.Join(failures...)
}

// fix fixes what is found in one file and beside it.
func (c *Changes) fix(ctx context.Context, f file, unsafe bool) error {
	was := c.read(f)
	if was.err != nil || !was.ours {
		return was.err
	}
	before := maps.Clone(c.files)
	become := func(now analysis.Texts) (*analysis.Bundle, error) {
		c.files = maps.Clone(before)
		b := c.bundle(f, was.src)
		for name, after := range now {
			if err := c.set(name, f, b, after); err != nil {
				return nil, fmt.Errorf("fixing %s: %w", name, err)
			}
		}
		return c.bundle(f, was.src), nil
	}
	with := func(look func(context.Context, file, *analysis.Bundle) ([]analysis.Diagnostic, error)) func(analysis.Texts) ([]analysis.Diagnostic, error) {
		return func(now analysis.Texts) ([]analysis.Diagnostic, error) {
			b, err := become(now)
			if err != nil {
				return nil, err
			}
			return look(ctx, f, b)
		}
	}
	fixer := analysis.Fixer{
		Unsafe: unsafe,
		Look:   with(c.look),
		Also:   with(c.others),
		Read: func(name string) ([]byte, error) {
			b, err := become(nil)
			if err != nil {
				return nil, err
			}
			return contentOf(b, name)
		},
	}
	made, err := fixer.Fix()
	if err != nil {
		c.files = before
		return err
	}
	if _, err := become(made.Texts); err != nil {
		return err
	}
	c.Fixed = append(c.Fixed, made.Fixed...)
	c.Left = append(c.Left, made.Left...)
	return nil
}

// others returns what must not become more when a file is fixed: what all rules
// find in it, not only those that the call selects, that it cannot be read, and
// what is found in the other files of the call that may look at the same.
func (c *Changes) others(ctx context.Context, f file, b *analysis.Bundle) ([]analysis.Diagnostic, error) {
	var all []analysis.Diagnostic
	for _, e := range b.Manifest.File.RootErrors() {
		all = append(all, analysis.Diagnostic{File: f.name, Rule: "yaml-syntax", Span: e.Span, Message: e.Message})
	}
	if f.wider != nil {
		f.config = *f.wider
		found, err := c.look(ctx, f, b)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	for _, other := range c.call {
		if other.name == f.name || !c.mayLookAt(other, f) {
			continue
		}
		was := c.read(other)
		if was.err != nil || !was.ours {
			continue // it is said when its turn comes
		}
		found, err := c.look(ctx, other, c.bundle(other, was.src))
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// mayLookAt reports whether the check of a file may look at what is fixed with
// another one: another manifest of the folder, or a document beside manifests.
func (c *Changes) mayLookAt(other, f file) bool {
	return other.aside || !analysis.IsManifestName(filepath.Base(other.name)) ||
		filepath.Dir(c.env.Path(other.name)) == filepath.Dir(c.env.Path(f.name))
}
