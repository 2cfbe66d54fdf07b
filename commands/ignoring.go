package commands

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
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
	for _, edit := range line.comments(before.Manifest) {
		after, err := text.Apply(line.lines.Text(), []text.Edit{edit})
		if err == nil {
			err = c.set(line.file, f, before, analysis.Text{Content: after})
		}
		if err != nil {
			return false, fmt.Errorf("suppressing findings in %s: %w", line.file, err)
		}
		b := c.bundle(f, src)
		if sameSaid(before.Manifest.File, b.Manifest.File) {
			now, err := c.look(ctx, f, b)
			if err != nil {
				return false, err
			}
			if takesAway(found, now, line.found) {
				return true, nil
			}
		}
		c.files = maps.Clone(was)
	}
	return false, nil
}

// comments returns the comments that may suppress what is found in a line, the
// narrowest first: behind the line, above one of the entries that it is in, and
// in the head of the file. Beside manifests a comment is only sure to be one in
// the head.
func (l foundLine) comments(manifest *analysis.Document) []text.Edit {
	var rules []string
	for _, d := range l.found {
		rules = append(rules, d.Rule)
	}
	slices.Sort(rules)
	list := strings.Join(slices.Compact(rules), ", ")
	ignore := "# porter-ls: ignore[" + list + "] TODO: say why"
	var edits []text.Edit
	if l.file == manifest.Name {
		end := l.lines.Span(l.n).End
		edits = append(edits, text.Edit{Span: text.Span{Start: end, End: end}, New: " " + ignore})
		for _, n := range entryLines(manifest.File, l.found[0].Span.Start) {
			edits = append(edits, l.above(n, ignore))
		}
	}
	head := 0
	for head < l.lines.Count()-1 && strings.HasPrefix(l.text(head), "#") {
		head++
	}
	return append(edits, l.above(head, "# porter-ls: ignore-file["+list+"] TODO: say why"))
}

// text returns a line without a byte order mark before it.
func (l foundLine) text(n int) string {
	return strings.TrimPrefix(l.lines.Span(n).Of(l.lines.Text()), "\ufeff")
}

// above returns the edit that writes a comment above a line, indented as that.
func (l foundLine) above(n int, comment string) text.Edit {
	line := l.text(n)
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	at := l.lines.Span(n).End - len(line)
	end := "\n"
	if first := l.lines.Span(0).End; strings.HasPrefix(string(l.lines.Text()[first:]), "\r\n") {
		end = "\r\n"
	}
	return text.Edit{Span: text.Span{Start: at, End: at}, New: indent + comment + end}
}

// entryLines returns the lines on which the entries begin that a place is in,
// the innermost first.
func entryLines(f *syntax.File, off int) []int {
	var all []int
	for _, node := range f.Docs() {
		for !node.IsZero() {
			start, inner := entryWith(node, off)
			if start >= 0 {
				all = append(all, f.Lines().Line(start))
			}
			node = inner
		}
	}
	slices.SortFunc(all, func(a, b int) int { return cmp.Compare(b, a) })
	return slices.Compact(all)
}

// entryWith returns where the entry of a collection begins that a place is in,
// -1 where there is none, and its value.
func entryWith(node syntax.Node, off int) (start int, value syntax.Node) {
	for k, v := range node.Pairs() {
		if k.Span().Start <= off && off <= max(k.Span().End, v.Span().End) {
			return k.Span().Start, v
		}
	}
	for _, item := range node.Items() {
		if item.Dash().Start <= off && off <= item.Span().End {
			return item.Dash().Start, item
		}
	}
	return -1, syntax.Node{}
}

// sameSaid reports whether two texts differ in nothing but comments, and both
// can be read.
func sameSaid(a, b *syntax.File) bool {
	return len(b.RootErrors()) == 0 && slices.EqualFunc(a.Docs(), b.Docs(), sameNode)
}

func sameNode(a, b syntax.Node) bool {
	if a.IsZero() || b.IsZero() {
		return a.IsZero() == b.IsZero()
	}
	if a.Kind() != b.Kind() || a.Style() != b.Style() || a.Tag() != b.Tag() || a.Anchor() != b.Anchor() || a.Len() != b.Len() {
		return false
	}
	switch a.Kind() {
	case syntax.Mapping:
		for i := range a.Len() {
			ka, va := a.Pair(i)
			kb, vb := b.Pair(i)
			if !sameNode(ka, kb) || !sameNode(va, vb) {
				return false
			}
		}
		return true
	case syntax.Sequence:
		for i := range a.Len() {
			if !sameNode(a.Item(i), b.Item(i)) {
				return false
			}
		}
		return true
	}
	return a.Value() == b.Value()
}

// takesAway reports whether of what was found at least some findings are gone,
// and nothing has come.
func takesAway(was, now, gone []analysis.Diagnostic) bool {
	count := map[string]int{}
	for _, d := range was {
		count[d.Rule]++
	}
	for _, d := range gone {
		count[d.Rule]--
	}
	for _, d := range now {
		if count[d.Rule]--; count[d.Rule] < 0 {
			return false
		}
	}
	return true
}
