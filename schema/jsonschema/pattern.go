package jsonschema

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression of a schema, compiled when it is first used.
type Pattern struct {
	text    string
	compile func() *regexp.Regexp
}

// longestPattern is how many bytes of a regular expression are compiled; none
// that means anything has as many.
const longestPattern = 4096

func newPattern(text string) *Pattern {
	return &Pattern{text, sync.OnceValue(func() *regexp.Regexp {
		if len(text) > longestPattern {
			return nil
		}
		re, err := regexp.Compile(text)
		if err != nil {
			return nil
		}
		return re
	})}
}

// String returns the pattern as it is written.
func (p *Pattern) String() string { return p.text }

// Match reports whether the pattern is found anywhere in s. Of a pattern that
// only other dialects of regular expressions have, or one of many kilobytes,
// nobody here can tell: it matches everything.
func (p *Pattern) Match(s string) bool {
	re := p.compile()
	return re == nil || re.MatchString(s)
}
