package analysis

// Nearest returns the known name that word is most likely a slip of, "" where
// none is near: a third of its letters may differ, and at least one. Of two
// equally near names the first wins.
func Nearest(word string, known []string) string {
	// Names are short; what is longer than this is no slip of the pen.
	const longest = 128
	if len(word) > longest {
		return ""
	}
	best, nearest := "", max(1, len(word)/3)+1
	for _, k := range known {
		if k == word || len(k) > longest {
			continue
		}
		if d := distance(fold(word), fold(k)); d < nearest {
			best, nearest = k, d
		}
	}
	return best
}

// fold lower-cases a name and makes its word separators alike, so that dbName
// and db-name are a letter apart at most.
func fold(s string) []rune {
	runes := []rune(s)
	for i, r := range runes {
		switch {
		case r >= 'A' && r <= 'Z':
			runes[i] = r + 'a' - 'A'
		case r == '-' || r == '.':
			runes[i] = '_'
		}
	}
	return runes
}

// distance is the number of letters to insert, drop, replace or swap with
// their neighbour to make b of a.
func distance(a, b []rune) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	before, above, row := rows[0], rows[1], rows[2]
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
