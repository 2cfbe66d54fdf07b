// Package settings is what users say about checks: which rules, for which
// runtime, how severe. It is said on several levels, in a file for all files, in
// that file for some of them, and by flags; a Layer is one of them.
package settings

import (
	"maps"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

// Layer is what one level says. What it leaves empty it leaves to the level
// below.
type Layer struct {
	// Target is the runtime to check for, nil where the layer does not say.
	Target *analysis.Target
	// Features are Porter's experimental features that are on, nil where the layer
	// does not say.
	Features *manifest.Features
	// Select are the only rules to show, by names as analysis.Match takes them;
	// nil where the layer does not say.
	Select []string
	// Ignore are the rules not to show.
	Ignore []string
	// Severity is how severe a rule's findings are, by name.
	Severity map[string]analysis.Severity
}

// Over returns what a layer and those below it say together. A layer that
// selects rules says it for itself: what was selected and ignored below no
// longer counts. One that only ignores adds to what is ignored below.
func (l Layer) Over(below Layer) Layer {
	if l.Target == nil {
		l.Target = below.Target
	}
	if l.Features == nil {
		l.Features = below.Features
	}
	if l.Select == nil {
		l.Select = below.Select
		l.Ignore = slices.Concat(below.Ignore, l.Ignore)
	}
	severity := maps.Clone(below.Severity)
	if severity == nil {
		severity = map[string]analysis.Severity{}
	}
	maps.Copy(severity, l.Severity)
	l.Severity = severity
	return l
}

// Config returns the layer as a check takes it. The error is an
// analysis.UnknownRuleError for the first name that is none of the rules'.
func (l Layer) Config(rules []*analysis.Analyzer) (analysis.Config, error) {
	c := analysis.Config{Rules: analysis.Selection{Off: map[string]bool{}, Severity: map[string]analysis.Severity{}}}
	if l.Target != nil {
		c.Target = *l.Target
	}
	if l.Features != nil {
		c.Features = *l.Features
	}
	if l.Select != nil {
		for _, r := range rules {
			c.Rules.Off[r.Name] = true
		}
	}
	for i, names := range [][]string{l.Select, l.Ignore} {
		for _, name := range names {
			matched, err := analysis.Match(rules, name)
			if err != nil {
				return analysis.Config{}, err
			}
			for _, rule := range matched {
				c.Rules.Off[rule] = i == 1
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.Severity)) {
		matched, err := analysis.Match(rules, name)
		if err != nil {
			return analysis.Config{}, err
		}
		for _, rule := range matched {
			c.Rules.Severity[rule] = l.Severity[name]
		}
	}
	return c, nil
}
