package commands

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
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
	others := witnesses{c: c, f: f}
	fixer := analysis.Fixer{
		Unsafe: unsafe,
		Look: func(now analysis.Texts) ([]analysis.Diagnostic, error) {
			b, err := become(now)
			if err != nil {
				return nil, err
			}
			return c.look(ctx, f, b)
		},
		Also: func(now analysis.Texts) ([]analysis.Diagnostic, error) {
			b, err := become(now)
			if err != nil {
				return nil, err
			}
			all, err := c.wider(ctx, f, b)
			if err != nil || !others.concerns(b, now) {
				return all, err
			}
			if !others.known {
				if _, err := become(nil); err != nil {
					return nil, err
				}
				if others.was, err = others.look(ctx); err != nil {
					return nil, err
				}
				others.known = true
				if _, err := become(now); err != nil {
					return nil, err
				}
			}
			found, err := others.look(ctx)
			return append(all, analysis.Beyond(others.was, found)...), err
		},
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

// wider returns what must not become more in a file that is fixed: what all rules
// find in it, where the call selects some, and that it cannot be read.
func (c *Changes) wider(ctx context.Context, f file, b *analysis.Bundle) ([]analysis.Diagnostic, error) {
	var all []analysis.Diagnostic
	for _, e := range b.Manifest.File.RootErrors() {
		all = append(all, analysis.Diagnostic{File: f.name, Rule: "yaml-syntax", Span: e.Span, Message: e.Message})
	}
	if f.wider == nil {
		return all, nil
	}
	f.config = *f.wider
	found, err := c.look(ctx, f, b)
	return append(all, found...), err
}

// witnesses are the other files of a call while one is fixed. They are looked at
// only where a fix changes what they may look at.
type witnesses struct {
	c *Changes
	f file

	sees  string                // of the file, as it was
	was   []analysis.Diagnostic // what was found in the others, once that is known
	known bool
}

// concerns reports whether the others may see that files have become so. It is
// asked first of the files as they were.
func (w *witnesses) concerns(b *analysis.Bundle, now analysis.Texts) bool {
	sees := visible(b)
	if now == nil {
		w.sees = sees
		return false
	}
	_, alone := now[w.f.name]
	return sees != w.sees || len(now) > 1 || !alone
}

// visible returns the part of a manifest that others see: all but its steps, and
// of another document everything.
func visible(b *analysis.Bundle) string {
	src := b.Manifest.File.Source()
	root := b.Manifest.File.Root()
	if b.Manifest.Kind != analysis.BundleManifest || root.Kind() != syntax.Mapping {
		return string(src)
	}
	steps := map[string]bool{}
	for _, a := range b.Manifest.Manifest.Actions {
		steps[a.Name.Value] = true
	}
	var out strings.Builder
	for k, v := range root.Pairs() {
		if !steps[k.Value()] {
			out.WriteString(k.Span().Of(src) + ": " + v.Span().Of(src) + "\n")
		}
	}
	return out.String()
}

// look returns what is found in the others as they and all else have become.
func (w *witnesses) look(ctx context.Context) ([]analysis.Diagnostic, error) {
	var all []analysis.Diagnostic
	folder := filepath.Dir(w.c.env.Path(w.f.name))
	for _, other := range w.c.call {
		was := w.c.read(other)
		if !was.ours || other.name == w.f.name || !was.around && filepath.Dir(w.c.env.Path(other.name)) != folder {
			continue // what cannot be read is said when its turn comes
		}
		found, err := w.c.look(ctx, other, w.c.bundle(other, was.src))
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}
