package cache

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
)

// change is something outside of a manifest's own text that has changed.
type change struct {
	name    string // a file's absolute slash path, "" where it is an input
	input   string // as analysis.Record.Asked takes it
	entries bool   // the file may have come or gone, not only changed
}

func (c change) touches(r analysis.Record) bool {
	if c.name == "" {
		return r.Asked(c.input)
	}
	return r.Touches(c.name, c.entries)
}

// mostChanges is how many changes are remembered for the checks that run while
// they happen. A check that is older than all of them is taken to be stale.
const mostChanges = 1000

// log remembers a change, which makes the next snapshot. The caller holds mu.
func (s *Session) log(c change) {
	s.changes = append(s.changes, c)
	s.count++
	if len(s.changes) > 2*mostChanges {
		s.changes = slices.Clone(s.changes[mostChanges:])
	}
	next := *s.snapshot
	next.count = s.count
	s.snapshot = &next
}

// Forget makes a snapshot that asks the disk again for these paths, for what is
// below them, and for what is in the folders that they are in; entries says
// whether they may have come or gone.
func (s *Session) Forget(entries bool, paths ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = filepath.ToSlash(p)
	}
	s.forget(entries, names)
}

func (s *Session) forget(entries bool, names []string) {
	for _, name := range names {
		s.log(change{name: name, entries: entries})
	}
	next := *s.snapshot
	next.disk = next.disk.Without(names...)
	next.generation++
	s.snapshot = &next
}

// Generation numbers the states of the disk: two snapshots of one session that
// share it have the same files, as far as anybody knows, and folders.
func (s *Snapshot) Generation() int { return s.generation + 1 }

// ForgetDisk makes a snapshot that asks the disk again for everything.
func (s *Session) ForgetDisk() { s.Forget(true, ".") }

// InputChanged makes a snapshot for an input that has another answer than
// before.
func (s *Session) InputChanged(input string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log(change{input: input})
}

// Checked keeps what the check of a file in a snapshot has read, and reports
// whether that is still what a check would read now. Where it is not, the check
// has to be made again: the change came while it ran, when nobody could know
// that it concerned this file.
func (s *Session) Checked(snapshot *Snapshot, o *Overlay, record analysis.Record) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.snapshot.Overlay(o.URI) != o {
		return true // the next state's check is on its way
	}
	s.records[o.URI] = record
	return !s.touchedSince(snapshot.count, record)
}

// Mark numbers the changes of the world that came before the snapshot.
func (s *Snapshot) Mark() int { return s.count }

// TouchedSince reports whether a change that came after a Mark may concern a
// record.
func (s *Session) TouchedSince(mark int, record analysis.Record) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.touchedSince(mark, record)
}

// touchedSince is TouchedSince. The caller holds mu.
func (s *Session) touchedSince(mark int, record analysis.Record) bool {
	return s.touchedBetween(mark, s.count, record)
}

// touchedBetween reports whether a change that came after one mark, and not after
// another, may concern a record. Of changes that are not remembered any more each
// may. The caller holds mu.
func (s *Session) touchedBetween(from, to int, record analysis.Record) bool {
	first := s.count - len(s.changes) // how many are not remembered
	return from < first ||
		slices.ContainsFunc(s.changes[from-first:to-first], func(c change) bool { return c.touches(record) })
}

// Read returns what the last check of a file has read.
func (s *Session) Read(o *Overlay) analysis.Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.records[o.URI]
}

// ReadersSince returns the open files, in the order of their URIs, whose last
// check has read something that has changed since a snapshot.
func (s *Session) ReadersSince(snapshot *Snapshot) []*Overlay {
	s.mu.Lock()
	defer s.mu.Unlock()
	var readers []*Overlay
	for uri, record := range s.records {
		if s.touchedSince(snapshot.count, record) {
			readers = append(readers, s.snapshot.Overlay(uri))
		}
	}
	slices.SortFunc(readers, func(a, b *Overlay) int { return strings.Compare(a.URI, b.URI) })
	return readers
}
