package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// mixinMissing reports what steps and settings lack, and the few entries that
// Porter loads without what they need.
func mixinMissing(p *analysis.Pass) {
	all := misfits.Of(p)
	said := map[syntax.Node]bool{} // maps of which it has been said what they lack
	for i, m := range all {
		if m.Kind != schema.Missing && m.Kind != schema.MissingChoice || m.Kind == schema.Missing && said[m.Node] {
			continue
		}
		names := []string{strconv.Quote(m.Name)}
		if m.Kind == schema.Missing {
			said[m.Node] = true
			for _, other := range all[i+1:] {
				if other.Kind == schema.Missing && other.Node == m.Node && other.mixin == m.mixin {
					names = append(names, strconv.Quote(other.Name))
				}
			}
		}
		d := analysis.Diagnostic{Span: p.Bundle.Manifest.File.FirstLine(m.Node.Span()), Message: m.missing(strings.Join(names, " and "))}
		if m.mixin == "" && m.Node.Get("env").Value() == "" && m.Node.Get("path").Value() == "" {
			d.Message = "the credential has neither a name nor a place where it goes, so the bundle cannot be run: write name: and env: or path:"
		} else if m.known && failsWithout(m.mixin, m.config, m.Problem) {
			d.Severity = analysis.Error
		} else {
			d.Severity = analysis.Warning
		}
		p.ReportDiagnostic(d)
	}
}

// missing says what is missing and what happens without it.
func (m misfit) missing(names string) string {
	what := m.what()
	switch {
	case m.mixin == "":
		return "the credential has no name, so nobody can supply it: write name:"
	case m.Kind == schema.MissingChoice:
		return fmt.Sprintf("%s%s needs one of %s", what, m.inside(), strings.Join(m.Want, ", "))
	case m.known && failsWithout(m.mixin, m.config, m.Problem):
		return fmt.Sprintf("%s%s has no %s, and the step fails without it", what, m.inside(), names)
	}
	return fmt.Sprintf("%s%s has no %s, which the mixin asks for", what, m.inside(), names)
}

// inside is within, for what is not the step or the settings as a whole.
func (m misfit) inside() string {
	if len(m.Path) <= 3 {
		return ""
	}
	return m.within()
}

// failsWithout reports whether a mixin's program certainly fails without what is
// missing. Others than these do nothing, or only complain.
func failsWithout(mixin string, config bool, p schema.Problem) bool {
	body := len(p.Path) == 3
	if config {
		return false
	}
	switch mixin {
	case "exec", "gcloud":
		return body && p.Name == "command"
	case "aws":
		return body && p.Kind == schema.Missing
	case "arm":
		return p.Kind == schema.Missing && (body || p.Name == "location")
	case "docker":
		return body && p.Kind == schema.MissingChoice || len(p.Path) == 4 && p.Kind == schema.Missing
	case "helm2", "helm3":
		return body && slices.Contains([]string{"name", "chart"}, p.Name)
	}
	return false
}
