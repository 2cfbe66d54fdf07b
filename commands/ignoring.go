package commands

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// AddIgnores writes a comment for everything that is found in files and in the
// manifests in and below folders, which takes it away from now on and has room
// for the reason; nothing is on disk before Changes.Write. What no comment can
// take away without changing what a file says is left. Paths that cannot be read
// are in the error, which joins one for each.
func AddIgnores(ctx context.Context, env *Env, paths []string, o CheckOptions) (*Changes, error) {
	files, failures, err := o.configured(ctx, env, paths)
	if err != nil {
		return nil, err
	}
	c := newChanges(env, "suppressed", files, world(env, o.Mixins, nil))
	for _, f := range files {
		failures = append(failures, c.ignore(ctx, f))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return c, errors.Join(failures...)
}

// ignore suppresses what is found in one bundle, from the last line of a file to
// the first, so that places above stay where they are.
func (c *Changes) ignore(ctx context.Context, f file) error {
	was := c.read(f)
	if was.err != nil || !was.ours {
		return was.err
	}
	src := was.src
	left := map[string]bool{} // of what is found, what no comment can take away
	for {
		b := c.bundle(f, src)
		if len(b.Manifest.File.RootErrors()) > 0 || filepath.Ext(f.name) == ".json" {
			return nil
		}
		found, err := c.look(ctx, f, b)
		if err != nil {
			return err
		}
		line, ok := lastLine(b, found, left)
		if !ok {
			return nil
		}
		done, err := c.suppress(ctx, f, src, found, line)
		if err != nil {
			return err
		}
		if done {
			c.Fixed = append(c.Fixed, line.found...)
			continue
		}
		for _, d := range line.found {
			left[line.key(d)] = true
		}
	}
}

// foundLine is a line of a file and what is found in it.
type foundLine struct {
	file  string
	lines *text.Lines
	n     int
	found []analysis.Diagnostic
}

// key names a finding in a way that comments further above do not change.
func (l foundLine) key(d analysis.Diagnostic) string {
	return fmt.Sprintf("%s\x00%s\x00%d", d.File, d.Rule, len(l.lines.Text())-d.Span.Start)
}

// lastLine returns the last line with findings that are not left.
func lastLine(b *analysis.Bundle, found []analysis.Diagnostic, left map[string]bool) (last foundLine, ok bool) {
	for _, d := range slices.Backward(found) {
		lines := b.Manifest.File.Lines()
		if d.File != b.Manifest.Name {
			f := besideManifest(b, d.File)
			if f == nil {
				continue
			}
			lines = f.Lines()
		}
		one := foundLine{file: d.File, lines: lines, n: lines.Line(d.Span.Start)}
		switch {
		case left[one.key(d)]:
		case len(last.found) == 0:
			last = one
			last.found = append(last.found, d)
		case one.file == last.file && one.n == last.n:
			last.found = append(last.found, d)
		}
	}
	return last, len(last.found) > 0
}

// suppress writes the first comment that takes the findings of a line away and
// changes nothing else, and reports whether there is one.
func (c *Changes) suppress(ctx context.Context, f file, src []byte, found []analysis.Diagnostic, line foundLine) (bool, error) {
	was, before := maps.Clone(c.files), c.bundle(f, src)
	for _, comment := range analysis.SuppressionComments(before.Manifest, line.file, line.lines, line.found) {
		after, err := text.Apply(line.lines.Text(), []text.Edit{comment.Edit})
		if err == nil {
			err = c.set(line.file, f, before, analysis.Text{Content: after})
		}
		if err != nil {
			return false, fmt.Errorf("suppressing findings in %s: %w", line.file, err)
		}
		b := c.bundle(f, src)
		if analysis.SaysTheSame(before.Manifest.File, b.Manifest.File) {
			now, err := c.look(ctx, f, b)
			if err != nil {
				return false, err
			}
			if analysis.TakesAway(found, now, line.found) {
				return true, nil
			}
		}
		c.files = maps.Clone(was)
	}
	return false, nil
}
