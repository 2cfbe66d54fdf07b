package commands

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands/report"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Baseline is a file that lists findings to pass over, those that were there when
// it was made. It holds no line numbers and no messages: a finding is known again
// by its rule and by what is written in its line.
type Baseline struct {
	env   *Env
	name  string // as the user knows the file
	isNew bool
	known map[string][]string // "RULE FINGERPRINT", by the finding's file from the baseline's folder
}

const baselineHead = `# Findings that porter-ls check passes over because they were there before.
# check --write-baseline removes those that are gone, and adds none.
version: 1
files:
`

// ReadBaseline reads a baseline. One that is not there is a new one where the
// call is to write it, and else a UsageError, as is one that cannot be read.
func ReadBaseline(env *Env, name string, write bool) (*Baseline, error) {
	b := &Baseline{env: env, name: name, known: map[string][]string{}}
	src, err := readManifest(env.Path(name))
	switch {
	case errors.Is(err, fs.ErrNotExist) && write:
		b.isNew = true
		return b, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, &UsageError{fmt.Sprintf("there is no baseline %s; --write-baseline makes one", name)}
	case err != nil:
		return nil, fmt.Errorf("reading the baseline %s: %w", name, err)
	}
	f := syntax.Parse(src, nil)
	mistake := func(span text.Span, message string) error {
		line, column := f.Lines().Position(span.Start, text.UTF32)
		return &UsageError{fmt.Sprintf("%s:%d:%d: %s", name, line+1, column+1, message)}
	}
	if all := f.RootErrors(); len(all) > 0 {
		return nil, mistake(all[0].Span, all[0].Message)
	}
	if version := f.Root().Get("version"); version.Value() != "1" {
		return nil, mistake(version.Span(), "this is no baseline of version 1, the only one that is known")
	}
	for file, entries := range f.Root().Get("files").Pairs() {
		for _, entry := range entries.Items() {
			if len(strings.Fields(entry.Value())) != 2 {
				return nil, mistake(entry.Dash(), "an entry is a rule and a fingerprint")
			}
			b.known[file.Value()] = append(b.known[file.Value()], entry.Value())
		}
	}
	return b, nil
}

// entries returns what a baseline says of every finding, in their order.
func (b *Baseline) entries(r report.Report) (files, entries []string) {
	moved := report.Report{Lines: map[string]*text.Lines{}}
	for _, d := range r.Findings {
		name := b.relative(d.File)
		moved.Lines[name] = r.Lines[d.File]
		d.File = name
		moved.Findings = append(moved.Findings, d)
	}
	for i, print := range moved.Fingerprints() {
		files = append(files, moved.Findings[i].File)
		entries = append(entries, moved.Findings[i].Rule+" "+print)
	}
	return files, entries
}

// relative returns a path of the report as a slash path from the baseline's
// folder.
func (b *Baseline) relative(name string) string {
	rel, err := filepath.Rel(filepath.Dir(b.env.Path(b.name)), b.env.Path(name))
	if err != nil {
		rel = name
	}
	return filepath.ToSlash(rel)
}

// Apply returns the report without the findings that the baseline knows, and how
// many findings it knows that the report would have and has not. A new baseline
// knows all. Where the check was not by all rules, partial, nothing is gone.
func (b *Baseline) Apply(r report.Report, partial bool) (left report.Report, gone int) {
	files, entries := b.entries(r)
	left = r
	left.Findings = nil
	still := map[string][]string{}
	for i, d := range r.Findings {
		if b.isNew || slices.Contains(b.known[files[i]], entries[i]) {
			still[files[i]] = append(still[files[i]], entries[i])
		} else {
			left.Findings = append(left.Findings, d)
		}
	}
	checked := map[string]bool{}
	for _, name := range r.Manifests {
		checked[b.relative(name)] = true
	}
	for file, known := range b.known {
		for _, entry := range known {
			switch {
			case slices.Contains(still[file], entry):
			case partial || !b.looked(file, checked):
				still[file] = append(still[file], entry)
			default:
				gone++
			}
		}
	}
	b.known = still
	return left, gone
}

// looked reports whether a check of these manifests has looked at a file: at one
// of them, at a file of one's bundle, or for one that is no longer there.
func (b *Baseline) looked(file string, checked map[string]bool) bool {
	base := filepath.Dir(b.env.Path(b.name))
	if _, err := os.Stat(filepath.Join(base, filepath.FromSlash(file))); checked[file] || errors.Is(err, fs.ErrNotExist) {
		return true
	}
	if analysis.IsManifestName(path.Base(file)) {
		return false
	}
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		for manifest := range checked {
			if path.Dir(manifest) == dir {
				return true
			}
		}
		_, err := os.Stat(filepath.Join(base, filepath.FromSlash(dir), ManifestName))
		if err == nil || dir == path.Dir(dir) || path.Base(dir) == ".." {
			return false
		}
	}
}

// Write writes the baseline as Apply has left it, in an order that does not
// depend on that of the findings.
func (b *Baseline) Write() error {
	var out bytes.Buffer
	out.WriteString(baselineHead)
	for _, file := range slices.Sorted(maps.Keys(b.known)) {
		if len(b.known[file]) == 0 {
			continue
		}
		fmt.Fprintf(&out, "  %s:\n", strconv.Quote(file))
		for _, entry := range slices.Sorted(slices.Values(b.known[file])) {
			fmt.Fprintf(&out, "    - %s\n", entry)
		}
	}
	if err := ReplaceFile(b.env.Path(b.name), out.Bytes()); err != nil {
		return fmt.Errorf("writing the baseline %s: %w", b.name, plainPathError(err))
	}
	return nil
}
