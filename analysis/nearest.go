package analysis

import "math/bits"

// What is longer than longestName is no slip of the pen, and among more than
// mostNames names the first ones have to do: a suggestion is not worth more.
const (
	longestName = 64
	mostNames   = 1000
)

// Nearest returns the known name that word is most likely a slip of, "" where
// none is near: a third of its letters may differ, and at least one. Of two
// equally near names the first wins.
func Nearest(word string, known []string) string {
	best, nearest := "", max(1, len(word)/3)+1
	w, ok := fold(word)
	if !ok {
		return ""
	}
	has := letters(word)
	for _, k := range known[:min(len(known), mostNames)] {
		if k == word || len(k)-len(word) >= 4*nearest || len(word)-len(k) >= 4*nearest {
			continue // a letter has four bytes at most
		}
		if other := letters(k); bits.OnesCount64(has&^other) >= nearest || bits.OnesCount64(other&^has) >= nearest {
			continue // to change a letter brings one and takes one at most
		}
		if f, ok := fold(k); ok && max(f.n-w.n, w.n-f.n) < nearest {
			if d := distance(&w, &f, nearest); d < nearest {
				best, nearest = k, d
			}
		}
	}
	return best
}

// folded is a name in lower case with its word separators alike, so that dbName
// and db-name are a letter apart at most.
type folded struct {
	runes [longestName]rune
	n     int
}

func fold(s string) (f folded, ok bool) {
	for _, r := range s {
		if f.n == longestName {
			return f, false
		}
		f.runes[f.n] = foldRune(r)
		f.n++
	}
	return f, true
}

func foldRune(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	case r == '-' || r == '.':
		return '_'
	}
	return r
}

// letters is the set of letters that a name has once it is folded: a bit for
// each, which some share. It tells most names that are not near without looking
// at their order.
func letters(s string) (set uint64) {
	for _, r := range s {
		set |= 1 << (foldRune(r) % 64)
	}
	return set
}

// distance is the number of letters to insert, drop, replace or swap with
// their neighbour to make b of a; where they are enough or more, any number that
// is enough.
func distance(a, b *folded, enough int) int {
	var rows [3][longestName + 1]int
	before, above, row := &rows[0], &rows[1], &rows[2]
	for j := range b.n + 1 {
		above[j] = j
	}
	least := 0 // of the row above
	for i := 1; i <= a.n; i++ {
		row[0] = i
		leastAbove := least
		least = i
		for j := 1; j <= b.n; j++ {
			cost := 1
			if a.runes[i-1] == b.runes[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a.runes[i-1] == b.runes[j-2] && a.runes[i-2] == b.runes[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if min(least, leastAbove) >= enough {
			return enough // every way on leads over one of these two rows
		}
		before, above, row = above, row, before
	}
	return above[b.n]
}
