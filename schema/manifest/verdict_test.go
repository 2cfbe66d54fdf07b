package manifest

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// causesOf says which cause each of Porter's messages has. The first that
// matches counts.
var causesOf = []struct {
	message string // a regular expression
	cause   Cause
}{
	{`^panic: `, Crash},
	{`^encountered an error while validating definition for`, BadSchema},
	{`^encountered an error validating the default value|that is not valid base64|encountered error while validating`, BadDefault},
	{`already defined at line|did not find expected|could not find expected|found character|unknown anchor|control characters|mapping values are not allowed|invalid map key|map merge requires|cannot decode`, NotYAML},
	{`error unmarshaling custom action`, NotSteps},
	{`invalid mixin name/version|mixin declaration|raw yaml of mixin`, BadMixin},
	{`required extension`, BadRequired},
	{`error parsing regexp`, BadPattern},
	{`cannot unmarshal`, WrongType},
	{`error unmarshaling the typed manifest`, NotYAML},
	{`error parsing the templating`, BadTemplate},
	{`invalid schemaType`, WrongSchemaType},
	{`is not a valid semantic version: invalid schema version`, NoSchemaVersion},
	{`invalid schema version`, UnknownVersion},
	{`bundle name must be set`, NoName},
	{`a registry or reference value must be provided`, NoReference},
	{`is not a valid semver value`, BadVersion},
	{`invalid bundle reference`, BadReference},
	{`unable to derive docker tag|could not set bundle tag`, NoTag},
	{`uses persistent: true|cannot combine persistent`, BadPersistent},
	{`Dockerfile template cannot be named`, BadDockerfileName},
	{`no mixins declared`, NoMixins},
	{`no (un)?install action defined`, NoAction},
	{`found an empty step`, EmptyStep},
	{`no mixin specified`, NoStepMixin},
	{`malformed step`, MalformedStep},
	{`was not declared`, UndeclaredMixin},
	{`invalid mixin type`, BadStep},
	{`invalid description type`, BadStepDescription},
	{`dependency name is required|is required for dependency|for dependency`, BadDependency},
	{`output name is required|no path supplied for output`, BadOutput},
	{`parameter name is required|no destination path`, BadParameter},
	{`checksum digest|failed to parse named reference|unsupported digest|invalid checksum`, BadImage},
	{`^files\[|the files section`, BadFiles},
}

func causeOf(t testing.TB, message string) Cause {
	t.Helper()
	for _, c := range causesOf {
		if regexp.MustCompile(c.message).MatchString(message) {
			return c.cause
		}
	}
	t.Errorf("no cause is known for %q", message)
	return ""
}

// saidBy returns the causes of what Porter says of a manifest: one where it
// stops at once, several where it collects.
func saidBy(t testing.TB, message string) []Cause {
	t.Helper()
	if message == "" {
		return nil
	}
	if head, list, many := strings.Cut(message, " occurred:\n"); many && strings.Contains(head, "error") {
		var out []Cause
		for _, line := range strings.Split(list, "\n\t* ") {
			if line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "* ")); line != "" {
				out = append(out, causeOf(t, line))
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	return []Cause{causeOf(t, message)}
}

// causes returns what Validate finds that Porter says at once.
func causes(found []Problem) []Cause {
	var out []Cause
	for _, p := range found {
		if !p.Masked {
			out = append(out, p.Cause)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestCorpusVerdict holds Validate against what Porter says of every manifest
// that there is a verdict of.
func TestCorpusVerdict(t *testing.T) {
	known := exceptions(t)
	checked := 0
	for _, m := range corpus.All(t) {
		if m.Says == nil {
			continue
		}
		for check, says := range map[VersionCheck]corpus.Result{ExactVersion: m.Says.Exact, AnyVersion: m.Says.None} {
			checked++
			found := Validate(Decode(syntax.Parse(m.Source, nil).Root(), nil), Options{Version: check})
			spansWithin(t, m.Source, found)
			want, got := saidBy(t, says.Error), causes(found)
			if slices.Equal(want, got) {
				continue
			}
			line := fmt.Sprintf("%s %d %v %v", m.Name, check, want, got)
			if _, ok := known[line]; ok {
				known[line] = true
				continue
			}
			t.Errorf("%s\nPorter: %s\nours: %v", line, says.Error, messages(found))
		}
	}
	if checked == 0 {
		t.Skip("no manifest has a verdict of Porter's")
	}
	for line, seen := range known {
		if !seen {
			t.Errorf("no disagreement any more: %s", line)
		}
	}
}

// exceptions reads the known disagreements, one to a line, each below a comment
// that says why.
func exceptions(t *testing.T) map[string]bool {
	t.Helper()
	src, err := os.ReadFile("testdata/disagreements.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(src)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			known[line] = false
		}
	}
	return known
}

func messages(found []Problem) string {
	var b strings.Builder
	for _, p := range found {
		fmt.Fprintf(&b, "\n\t%s stops=%t %v %s", p.Cause, p.Stops, p.Span, p.Message)
	}
	return b.String()
}

// spansWithin checks what must hold of any problems of any text.
func spansWithin(t testing.TB, src []byte, found []Problem) {
	t.Helper()
	for _, p := range found {
		if p.Span.Start < 0 || p.Span.End < p.Span.Start || p.Span.End > len(src) {
			t.Errorf("%s has the span %v of %d bytes", p.Cause, p.Span, len(src))
		}
		if p.Message == "" || p.Cause == "" || strings.HasSuffix(p.Message, ".") || strings.Contains(p.Message, "%!") {
			t.Errorf("%s says %q", p.Cause, p.Message)
		}
	}
}
