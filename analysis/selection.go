package analysis

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Selection says which rules a check shows and how severe their findings are.
// The zero Selection shows every rule as it is.
type Selection struct {
	// Off are the rules that are not run.
	Off map[string]bool
	// Severity is that of all findings of a rule, where a rule is in it.
	Severity map[string]Severity
}

// UnknownRuleError is a name that no rule has.
type UnknownRuleError struct{ Name, Near string }

// Error says so, with the rule that was meant where that can be guessed.
func (e *UnknownRuleError) Error() string {
	if e.Near != "" {
		return fmt.Sprintf("there is no rule %q; did you mean %q?", e.Name, e.Near)
	}
	return fmt.Sprintf("there is no rule %q", e.Name)
}

// Match returns the names of the rules that a user means by a name: a rule's
// own, a code of Porter's that its findings have, or a pattern of names with stars, such as "yaml-*".
// The error is an UnknownRuleError where there is none.
func Match(rules []*Analyzer, name string) ([]string, error) {
	pattern := strings.Contains(name, "*")
	var matched, known []string
	for _, r := range rules {
		known = append(known, r.Name)
		codes := r.Codes()
		known = append(known, codes...)
		fits := name == r.Name || slices.Contains(codes, name)
		if pattern {
			ok, err := path.Match(strings.NewReplacer(`\`, `\\`, "[", `\[`, "?", `\?`).Replace(name), r.Name)
			fits = ok && err == nil
		}
		if fits {
			matched = append(matched, r.Name)
		}
	}
	if len(matched) > 0 {
		return matched, nil
	}
	if pattern {
		return nil, &UnknownRuleError{Name: name}
	}
	return nil, &UnknownRuleError{Name: name, Near: Nearest(name, known)}
}

// ParseTarget returns the target of that name.
func ParseTarget(name string) (Target, bool) {
	for t := Both; t <= PorterLS; t++ {
		if t.String() == name {
			return t, true
		}
	}
	return Both, false
}

// ParseSeverity returns the severity of that name.
func ParseSeverity(name string) (Severity, bool) {
	for s := Error; s <= Hint; s++ {
		if s.String() == name {
			return s, true
		}
	}
	return 0, false
}
