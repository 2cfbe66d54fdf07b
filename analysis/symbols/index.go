package symbols

import (
	"cmp"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// Index holds a manifest's symbols and the places that name them, each in
// source order. It is immutable.
type Index struct {
	Symbols []Symbol
	Refs    []Ref // without the symbols' own places

	file     *syntax.File
	manifest *manifest.Manifest
	steps    []step
	names    *names
}

// NewIndex indexes a manifest and the file it was decoded from. What prev, the
// index of the version before, knows of steps that have not changed is taken
// over; prev may be nil and is not kept.
func NewIndex(file *syntax.File, m *manifest.Manifest, prev *Index) *Index {
	x := &Index{file: file, manifest: m}
	sections := x.sections()
	x.Symbols = make([]Symbol, 0, cmp.Or(prev.size().symbols, len(m.Mixins)+len(m.Parameters)+len(m.Outputs)))
	for _, s := range sections {
		s.define()
	}
	sortByPlace(x.Symbols, func(s *Symbol) int { return s.Span.Start })
	x.names = newNames(x.Symbols, prev)
	x.scan(prev)
	x.Refs = make([]Ref, 0, cmp.Or(prev.size().refs, 2*len(x.steps)))
	for _, s := range sections {
		s.refer()
	}
	sortByPlace(x.Refs, func(r *Ref) int { return r.Span.Start })
	return x
}

// Names returns the names that symbols of a kind have, in source order, each
// once. The caller must not change it.
func (x *Index) Names(kind Kind) []string { return slices.Clip(x.names.of[kind]) }

// Lookup returns the symbol of a kind and name; of several the last, which is
// the one that counts for Porter.
func (x *Index) Lookup(kind Kind, name string) (Symbol, bool) {
	i, ok := x.names.last[key{kind, name}]
	if !ok {
		return Symbol{}, false
	}
	return x.Symbols[i], true
}

func (x *Index) has(kind Kind, name string) bool {
	_, ok := x.names.last[key{kind, name}]
	return ok
}

type key struct {
	kind Kind
	name string
}

// names is what a list of symbols is looked up by. It depends on nothing but
// their kinds and names, so that versions of a file share it.
type names struct {
	last   map[key]int32 // the last symbol of a kind and name
	before []int32       // by symbol: the one before it of that kind and name, -1 where none
	of     [Builtin + 1][]string
}

func newNames(symbols []Symbol, prev *Index) *names {
	if prev != nil && slices.EqualFunc(symbols, prev.Symbols, func(a, b Symbol) bool { return a.Kind == b.Kind && a.Name == b.Name }) {
		return prev.names
	}
	// The names are copied: those of the symbols are cut from the file's text,
	// which would else stay in memory for as long as this is shared.
	size := 0
	for i := range symbols {
		size += len(symbols[i].Name)
	}
	var all strings.Builder
	all.Grow(size)
	for i := range symbols {
		all.WriteString(symbols[i].Name)
	}
	rest := all.String()
	n := &names{last: make(map[key]int32, len(symbols)), before: make([]int32, len(symbols))}
	for i := range symbols {
		k := key{symbols[i].Kind, rest[:len(symbols[i].Name)]}
		rest = rest[len(k.name):]
		n.before[i] = -1
		if before, ok := n.last[k]; ok {
			n.before[i] = before
		} else {
			n.of[k.kind] = append(n.of[k.kind], k.name)
		}
		n.last[k] = int32(i)
	}
	return n
}

type size struct{ symbols, refs int }

// size says how large the next version's index is likely to be.
func (x *Index) size() size {
	if x == nil {
		return size{}
	}
	return size{len(x.Symbols) + 8, len(x.Refs) + 8}
}

// section is one top-level key of the manifest. Their order is that of the
// file, so that nearly always nothing is left to sort.
type section struct {
	at            int
	define, refer func()
}

// sortByPlace sorts what was collected in source order, but for entries whose
// fields may stand in any order and for aliases.
func sortByPlace[T any](list []T, at func(*T) int) {
	for i := range list {
		for j := i; j > 0 && at(&list[j-1]) > at(&list[j]); j-- {
			if i-j == 8 {
				slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(at(&a), at(&b)) })
				return
			}
			list[j-1], list[j] = list[j], list[j-1]
		}
	}
}
