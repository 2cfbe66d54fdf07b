package analysis

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/porter-ls/porter-ls/schema/text"
)

// fixable returns the findings whose fixes can be made together, but for those
// that are passed over. Of a finding's fixes the first counts, and with unsafe
// false only where it is a safe one. Where the edits of two fixes meet, the
// finding that comes first is fixed and the other one left for another round.
func fixable(found []Diagnostic, unsafe bool, passed map[said]bool) []Diagnostic {
	var chosen []Diagnostic
	edited, created := map[string][]text.Edit{}, map[string]bool{}
	for _, d := range found {
		if len(d.Fixes) == 0 || d.Fixes[0].Unsafe && !unsafe || passed[saidBy(d)] {
			continue
		}
		fix := d.Fixes[0]
		if len(fix.Edits) == 0 && len(fix.Creates) == 0 ||
			slices.ContainsFunc(fix.Edits, func(e FileEdit) bool { return meets(edited[e.File], e.Edit.Span) }) ||
			slices.ContainsFunc(fix.Creates, func(n FileCreation) bool { return created[n.File] }) {
			continue
		}
		for _, n := range fix.Creates {
			created[n.File] = true
		}
		for _, e := range fix.Edits {
			edited[e.File] = append(edited[e.File], e.Edit)
		}
		chosen = append(chosen, d)
	}
	return chosen
}

// editsOf returns the edits of the first fixes of findings, by file, sorted.
func editsOf(chosen []Diagnostic) map[string][]text.Edit {
	edits := map[string][]text.Edit{}
	for _, d := range chosen {
		for _, e := range d.Fixes[0].Edits {
			edits[e.File] = append(edits[e.File], e.Edit)
		}
	}
	for _, list := range edits {
		slices.SortStableFunc(list, func(a, b text.Edit) int {
			return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
		})
	}
	return edits
}

// meets reports whether a span touches one of those that are edited. Two edits
// of one place would come in an order that nobody has chosen.
func meets(edits []text.Edit, s text.Span) bool {
	return slices.ContainsFunc(edits, func(e text.Edit) bool {
		return s.Start <= e.Span.End && e.Span.Start <= s.End
	})
}

// Texts are files that have become others, by name. What is not among them is as
// it was.
type Texts map[string]Text

// Text is what becomes of a file.
type Text struct {
	Content    []byte
	Created    bool // there was no such file
	Executable bool // it is created as a program
}

// Fixer fixes what is found, as often as that leads to something new, and holds
// every fix to what comes of it: one is made only if, with those that are made of
// what it brings, nothing is found that was not found before.
type Fixer struct {
	// Unsafe takes the fixes too that may change what a bundle does.
	Unsafe bool
	// Read returns the text of a file as it was before any fix.
	Read func(name string) ([]byte, error)
	// Look returns what is found to fix in files that have become so.
	Look func(now Texts) ([]Diagnostic, error)
	// Also returns what else is found and must not become more. It is asked only
	// where there is something to fix, and may be nil.
	Also func(now Texts) ([]Diagnostic, error)
}

// Fixes is what a Fixer has made.
type Fixes struct {
	Texts Texts        // the files that have changed
	Fixed []Diagnostic // the findings whose fixes were made
	Left  []LeftFix
}

// LeftFix is a finding whose fix was not made, and what it would have brought:
// nothing where it would not even have removed its finding.
type LeftFix struct {
	Diagnostic
	Brings []Diagnostic
}

// mostRounds bounds how often a Fixer begins anew, and how often it fixes what a
// fix has brought: two must not undo each other for ever.
const mostRounds = 20

// Fix fixes what is found. A second Fix of what it returns changes nothing.
func (f Fixer) Fix() (Fixes, error) {
	found, err := f.Look(nil)
	if err != nil {
		return Fixes{}, err
	}
	is := state{looked: found}
	if len(fixable(found, f.Unsafe, nil)) == 0 {
		return Fixes{}, nil
	}
	if is.also, err = f.others(nil); err != nil {
		return Fixes{}, err
	}
	is, fixed, err := f.uncovered(is)
	if err != nil {
		return Fixes{}, err
	}
	for range mostRounds {
		// What could not be fixed before may be fixed now that something else is,
		// and is only left when that was tried last.
		round := fixing{Fixer: f, is: is, left: map[said]bool{}}
		if err := round.run(); err != nil {
			return Fixes{}, err
		}
		is, fixed = round.is, append(fixed, round.fixed...)
		if len(round.fixed) == 0 {
			return Fixes{is.texts, fixed, round.leftFixes}, nil
		}
	}
	return Fixes{Texts: is.texts, Fixed: fixed}, nil
}

// uncovered makes the fixes that uncover what is found, before any other. What
// they bring to light was there before, and nothing that they are to blame for.
func (f Fixer) uncovered(was state) (is state, fixed []Diagnostic, err error) {
	chosen := slices.DeleteFunc(fixable(was.looked, f.Unsafe, nil), func(d Diagnostic) bool { return !d.Fixes[0].Uncovers })
	if len(chosen) == 0 {
		return was, nil, nil
	}
	is, err = (&fixing{Fixer: f}).edited(was, chosen)
	if err != nil {
		return was, nil, err
	}
	for _, d := range is.looked {
		if slices.ContainsFunc(chosen, func(c Diagnostic) bool { return saidBy(c) == saidBy(d) }) {
			return was, nil, nil // a fix that does not even remove its finding
		}
	}
	return is, chosen, nil
}

// others returns what Also does, if it is there.
func (f Fixer) others(now Texts) ([]Diagnostic, error) {
	if f.Also == nil {
		return nil, nil
	}
	return f.Also(now)
}

// state is files as they are at one time, and what is found in them.
type state struct {
	texts        Texts
	looked, also []Diagnostic
}

// count is how many findings there are.
func (s state) count() int { return len(s.looked) + len(s.also) }

// said is what a finding says, wherever it stands: fixes move what follows them.
type said struct{ file, rule, message string }

func saidBy(d Diagnostic) said { return said{d.File, d.Rule, d.Message} }

// Beyond returns the findings that there are more of than there were, wherever
// they stand.
func Beyond(was, now []Diagnostic) []Diagnostic {
	counts := map[said]int{}
	for _, d := range was {
		counts[saidBy(d)]++
	}
	var more []Diagnostic
	for _, d := range now {
		if counts[saidBy(d)]--; counts[saidBy(d)] < 0 {
			more = append(more, d)
		}
	}
	return more
}

// fixing is one round of a Fixer: it ends when there is nothing to fix but what
// it has tried in vain.
type fixing struct {
	Fixer
	is        state
	fixed     []Diagnostic
	left      map[said]bool
	leftFixes []LeftFix
}

func (f *fixing) run() error {
	for {
		chosen := fixable(f.is.looked, f.Unsafe, f.left)
		if len(chosen) == 0 {
			return nil
		}
		if err := f.make(chosen); err != nil {
			return err
		}
	}
}

// make makes as many fixes of findings as may be made together. All were found in
// the same texts, so that their edits are tried from there.
func (f *fixing) make(chosen []Diagnostic) error {
	was, next := f.is, f.is
	var made, also []Diagnostic
	var try func(some []Diagnostic) error
	try = func(some []Diagnostic) error {
		all := slices.Concat(made, some)
		then, more, brings, err := f.after(was, all)
		if err != nil {
			return err
		}
		if len(brings) == 0 && then.count() < next.count() {
			next, made, also = then, all, more
			return nil
		}
		if len(some) == 1 {
			f.left[saidBy(some[0])] = true
			f.leftFixes = append(f.leftFixes, LeftFix{some[0], brings})
			return nil
		}
		if guilty, innocent := blamed(made, some, brings); len(guilty) > mostTriedAlone && len(also) == 0 && len(more) == 0 {
			for _, g := range guilty {
				f.left[saidBy(g.Diagnostic)] = true
			}
			f.leftFixes = append(f.leftFixes, guilty...)
			if len(innocent) == 0 {
				return nil
			}
			return try(innocent)
		}
		half := len(some) / 2
		if err := try(some[:half]); err != nil {
			return err
		}
		return try(some[half:])
	}
	err := try(chosen)
	f.is, f.fixed = next, slices.Concat(f.fixed, made, also)
	return err
}

// mostTriedAlone is of how many fixes that bring something, each where it has
// written, every one is tried without the others too.
const mostTriedAlone = 8

// blamed tells those of some fixes that have written where something was brought,
// with what that is, from the others. All were made with those that were made
// before, and nothing else.
func blamed(made, some, brings []Diagnostic) (guilty []LeftFix, innocent []Diagnostic) {
	type writing struct {
		edit text.Edit
		by   int // in some; negative where it was made before
	}
	written := map[string][]writing{}
	for i, d := range slices.Concat(made, some) {
		for _, e := range d.Fixes[0].Edits {
			written[e.File] = append(written[e.File], writing{e.Edit, i - len(made)})
		}
	}
	brought := make([][]Diagnostic, len(some))
	for file, all := range written {
		slices.SortStableFunc(all, func(a, b writing) int {
			return cmp.Or(cmp.Compare(a.edit.Span.Start, b.edit.Span.Start), cmp.Compare(a.edit.Span.End, b.edit.Span.End))
		})
		moved := 0
		for _, w := range all {
			start := w.edit.Span.Start + moved
			end := start + len(w.edit.New)
			moved = end - w.edit.Span.End
			for _, d := range brings {
				if w.by >= 0 && d.File == file && d.Span.Start <= end && start <= d.Span.End {
					brought[w.by] = append(brought[w.by], d)
				}
			}
		}
	}
	for i, d := range some {
		if len(brought[i]) > 0 {
			guilty = append(guilty, LeftFix{d, brought[i]})
		} else {
			innocent = append(innocent, d)
		}
	}
	return guilty, innocent
}

// after returns what becomes of a state when findings are fixed, and with them
// what that brings and can be fixed in its turn, also. What then is still found
// and was not before is what the fixes bring.
func (f *fixing) after(was state, chosen []Diagnostic) (then state, also, brings []Diagnostic, err error) {
	then = was
	for range mostRounds {
		if then, err = f.edited(then, chosen); err != nil {
			return was, nil, nil, err
		}
		more := Beyond(was.looked, then.looked)
		brings = append(more, Beyond(was.also, then.also)...)
		if chosen = fixable(more, f.Unsafe, nil); len(chosen) == 0 {
			break
		}
		also = append(also, chosen...)
	}
	return then, also, brings, nil
}

// edited returns a state in which the first fixes of findings are made.
func (f *fixing) edited(was state, chosen []Diagnostic) (then state, err error) {
	then.texts = maps.Clone(was.texts)
	if then.texts == nil {
		then.texts = Texts{}
	}
	for _, d := range chosen {
		for _, n := range d.Fixes[0].Creates {
			if _, there := then.texts[n.File]; there {
				return was, fmt.Errorf("fixing %s: %s is there already", d.File, n.File)
			}
			then.texts[n.File] = Text{[]byte(n.Content), true, n.Executable}
		}
	}
	for name, list := range editsOf(chosen) {
		one, changed := then.texts[name]
		if !changed {
			if one.Content, err = f.Read(name); err != nil {
				return was, fmt.Errorf("fixing %s: %w", name, err)
			}
		}
		if one.Content, err = text.Apply(one.Content, list); err != nil {
			return was, fmt.Errorf("fixing %s: %w", name, err)
		}
		then.texts[name] = one
	}
	if then.looked, err = f.Look(then.texts); err != nil {
		return was, err
	}
	then.also, err = f.others(then.texts)
	return then, err
}
