package jsonschema

import (
	"regexp"
	"regexp/syntax"
	"sync"
)

// Pattern is a regular expression of a schema, compiled when it is first used.
type Pattern struct {
	text    string
	compile func() compiled
}

// compiled is a regular expression, nil where there is none, and about how many
// instructions it has.
type compiled struct {
	*regexp.Regexp
	size int
}

// The bounds of what is done for a pattern; nothing that means anything comes
// near them. Matching takes a step for each instruction and byte.
const (
	longestPattern  = 4096 // bytes
	mostInstruction = 20_000
	mostSteps       = 1 << 22
)

func newPattern(text string) *Pattern {
	return &Pattern{text, sync.OnceValue(func() compiled {
		if len(text) > longestPattern {
			return compiled{}
		}
		tree, err := syntax.Parse(text, syntax.Perl)
		if err != nil {
			return compiled{}
		}
		n := size(tree)
		if n > mostInstruction {
			return compiled{}
		}
		re, err := regexp.Compile(text)
		if err != nil {
			return compiled{}
		}
		return compiled{re, n}
	})}
}

// size returns about how many instructions a regular expression is compiled to.
func size(re *syntax.Regexp) int {
	n := 1 + len(re.Rune)
	for _, sub := range re.Sub {
		n += size(sub)
	}
	if re.Op == syntax.OpRepeat {
		n *= max(re.Min, re.Max, 1)
	}
	return n
}

// String returns the pattern as it is written.
func (p *Pattern) String() string { return p.text }

// Steps returns about how many steps it takes at most to match s, 1 where Match
// does not try.
func (p *Pattern) Steps(s string) int {
	re := p.compile()
	if steps := re.size * (1 + len(s)); re.Regexp != nil && steps <= mostSteps {
		return steps
	}
	return 1
}

// Match reports whether the pattern is found anywhere in s. known is false where
// nobody here can tell, because only other dialects of regular expressions have
// such a pattern or because it would take too many steps.
func (p *Pattern) Match(s string) (found, known bool) {
	re := p.compile()
	if re.Regexp == nil || re.size*(1+len(s)) > mostSteps {
		return false, false
	}
	return re.MatchString(s), true
}
