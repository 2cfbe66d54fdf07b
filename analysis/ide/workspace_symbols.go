package ide

import (
	"bytes"
	"cmp"
	"context"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Found is a symbol of the workspace that a query is for.
type Found struct {
	Name      string
	Container string // the bundle that it is part of; of a bundle its folder, of a set or an installation what it is
	Kind      FoundKind
	Location  Location

	score int
}

// FoundKind says what a found symbol is.
type FoundKind uint8

// The kinds of found symbols.
const (
	FoundBundle FoundKind = iota
	FoundParameter
	FoundCredential
	FoundOutput
	FoundState
	FoundImage
	FoundDependency
	FoundAction
	FoundSet
	FoundInstallation
)

// FindSymbols returns the bundles, what they define, the sets and the installations
// among the files of these names that a query is for, the likeliest first, up to a
// limit. The letters of the query must stand in a name in their order; of a query
// of several words one must be in the name, and each there or in the container. No file
// is parsed that cannot have the query's letters in it. It ends early when ctx does.
func FindSymbols(ctx context.Context, files analysis.FS, names []string, query string, limit int) []Found {
	q := newFinder(query)
	for _, name := range names {
		if ctx.Err() != nil {
			return nil
		}
		isManifest := analysis.IsManifestName(path.Base(name))
		if !isManifest && !analysis.IsData(name) {
			continue
		}
		f, err := files.File(name)
		if err != nil || len(f.Content()) > manifest.Largest || !q.mayBeIn(f.Content(), name) ||
			!isManifest && !analysis.MayBeDocument(name, f.Content()) {
			continue
		}
		switch doc := f.Document(); {
		case isManifest && doc.Kind == analysis.BundleManifest:
			q.bundle(name, doc)
		case doc.Desired != nil:
			q.desired(doc)
		}
	}
	slices.SortFunc(q.found, func(a, b Found) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(len(a.Name), len(b.Name)), cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Location.File, b.Location.File), cmp.Compare(a.Location.Span.Start, b.Location.Span.Start))
	})
	return q.found[:min(len(q.found), limit)]
}

// finder collects what a query is for.
type finder struct {
	words []string // in lower case
	found []Found
}

func newFinder(query string) *finder {
	return &finder{words: strings.Fields(strings.ToLower(query))}
}

// mayBeIn is a quick look at whether a file can have what the query is for: every
// letter of it, in the text or in the file's path. Only ASCII is looked for, which
// is the same in capitals and not but for its case, and not in texts with a
// backslash, which may stand for any letter.
func (q *finder) mayBeIn(content []byte, name string) bool {
	if bytes.IndexByte(content, '\\') >= 0 {
		return true
	}
	for _, w := range q.words {
		for i := range len(w) {
			c := w[i]
			if c >= utf8.RuneSelf || c == 'k' || c == 's' { // which K and ſ are too, in lower case
				continue
			}
			upper := byte(unicode.ToUpper(rune(c)))
			if bytes.IndexByte(content, c) < 0 && bytes.IndexByte(content, upper) < 0 &&
				strings.IndexByte(name, c) < 0 && strings.IndexByte(name, upper) < 0 {
				return false
			}
		}
	}
	return true
}

func (q *finder) bundle(name string, doc *analysis.Document) {
	m := doc.Manifest
	at := m.Name.Node
	if bundle := m.Name.Value; bundle != "" {
		q.add(bundle, path.Base(path.Dir(name)), FoundBundle, doc.Name, at.TextSpan())
	}
	var before symbols.Symbol
	for _, s := range doc.Symbols.Symbols {
		kind, ok := foundKind(s.Kind)
		if !ok || s.Span == before.Span {
			continue // a persistent parameter is an output too
		}
		before = s
		if s.Kind == symbols.StepOutput {
			if _, has := doc.Symbols.Lookup(symbols.Output, s.Name); has {
				continue
			}
			if first := doc.Symbols.Definitions(symbols.Ref{Kind: s.Kind, Name: s.Name}); len(first) > 0 && first[0].Span != s.Span {
				continue
			}
		}
		q.add(s.Name, m.Name.Value, kind, doc.Name, s.Span)
	}
}

func foundKind(k symbols.Kind) (FoundKind, bool) {
	switch k {
	case symbols.Parameter:
		return FoundParameter, true
	case symbols.Credential:
		return FoundCredential, true
	case symbols.Output, symbols.StepOutput:
		return FoundOutput, true
	case symbols.State:
		return FoundState, true
	case symbols.Image:
		return FoundImage, true
	case symbols.Dependency:
		return FoundDependency, true
	case symbols.Action:
		return FoundAction, true
	}
	return 0, false
}

func (q *finder) desired(doc *analysis.Document) {
	name := doc.Desired.Name
	if name.Node.Kind() != syntax.Scalar || name.Value == "" {
		return
	}
	kind, what := FoundSet, ""
	switch doc.Kind {
	case analysis.CredentialSet:
		what = "credential set"
	case analysis.ParameterSet:
		what = "parameter set"
	case analysis.Installation:
		kind, what = FoundInstallation, "installation"
	default:
		return
	}
	if namespace := doc.Desired.Namespace.Value; namespace != "" {
		what += " in " + namespace
	}
	q.add(name.Value, what, kind, doc.Name, name.Node.TextSpan())
}

func (q *finder) add(name, container string, kind FoundKind, file string, span text.Span) {
	total, named := 0, len(q.words) == 0
	for _, w := range q.words {
		score, ok := likeness(name, w)
		named = named || ok
		if !ok {
			if _, ok = likeness(container, w); !ok {
				return
			}
		}
		total += score
	}
	if !named {
		return
	}
	q.found = append(q.found, Found{Name: name, Container: container, Kind: kind, Location: Location{file, span}, score: total})
}

// longestName bounds the names that are scored by more than their beginning.
const longestName = 128

// likeness says how well a name fits a word in lower case, whose letters must stand
// in the name in their order; ok is false where they do not. Letters count most at
// the beginnings of a name's parts, as in dbHost or db-host, and next to each other.
func likeness(name, word string) (score int, ok bool) {
	runes, wanted := []rune(name), []rune(word)
	lower := make([]rune, len(runes))
	for i, r := range runes {
		lower[i] = unicode.ToLower(r)
	}
	if !inOrder(lower, wanted) {
		return 0, false
	}
	const whole, prefix, part, next, letter, gap = 1000, 100, 12, 10, 2, 1
	switch {
	case slices.Equal(lower, wanted):
		return whole, true
	case len(runes) > longestName:
		return letter * len(wanted), true
	}
	if len(lower) > len(wanted) && slices.Equal(lower[:len(wanted)], wanted) {
		score = prefix
	}
	// best[i] is the best score of the letters so far, the last of them at i; none
	// where it cannot be there.
	const none = -1 << 30
	best := make([]int, len(lower))
	for j, w := range wanted {
		before, reach := best, none // reach is the best place of the letters before, less the gap
		best = make([]int, len(lower))
		for i, r := range lower {
			if i > 0 {
				reach = max(reach-gap, before[i-1]-gap)
			}
			best[i] = none
			if r != w {
				continue
			}
			here := letter
			if begins(runes, i) {
				here += part
			}
			switch {
			case j == 0:
				best[i] = here
			case reach > none/2:
				best[i] = here + reach
				if before[i-1] > none/2 {
					best[i] = max(best[i], here+next+before[i-1])
				}
			}
		}
	}
	return score + max(1, slices.Max(best)), true
}

func inOrder(name, word []rune) bool {
	for _, r := range name {
		if len(word) > 0 && r == word[0] {
			word = word[1:]
		}
	}
	return len(word) == 0
}

// begins reports whether a part of a name begins at a letter.
func begins(name []rune, i int) bool {
	if i == 0 {
		return true
	}
	isWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return isWord(name[i]) && !isWord(name[i-1]) || unicode.IsUpper(name[i]) && !unicode.IsUpper(name[i-1])
}
