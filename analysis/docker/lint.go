// Package docker says what BuildKit makes of the template of a Dockerfile,
// without BuildKit's daemon and without a network: what fails the build whatever
// the base image, and BuildKit's own checks.
package docker

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/subrequests/lint"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/porter-ls/porter-ls/schema/dockerfile"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Finding is one thing that BuildKit says of a template.
type Finding struct {
	Check   string // BuildKit's name of its check; "" where the build fails
	Message string // in BuildKit's words
	Span    text.Span
}

// Result is what BuildKit says of a template.
type Result struct {
	Findings []Finding
	Strict   bool // the template has "# check=error=true": any finding fails the build
}

// largest is how many bytes a template may have to be looked at.
const largest = 1 << 20

// bundleArgs is what a build puts in place of the token that the user is made
// at, as far as the template can use it. It is one line, so that the lines behind
// it keep their numbers.
const bundleArgs = "ARG BUNDLE_DIR=" + bundleDir + " BUNDLE_UID=65532 BUNDLE_USER=nonroot BUNDLE_GID=0"

// bundleDir is the folder that every build gives as the argument BUNDLE_DIR.
const bundleDir = "/cnab/app"

// Lint returns what BuildKit says of a template. Nothing is known of base images:
// what depends on them is left out.
func Lint(template []byte) Result {
	if len(template) > largest {
		return Result{}
	}
	p := newPlaces(template)
	said, err := dockerfile2llb.DockerfileLint(context.Background(), p.built, p.options())
	if err != nil {
		return Result{}
	}
	var out Result
	if config, _, _, ok := parser.ParseDirective("check", template); ok {
		parsed, err := linter.ParseLintOptions(config)
		out.Strict = err == nil && parsed.ReturnAsError
	}
	if e := said.Error; e != nil && !(out.Strict && strings.HasPrefix(e.Message, "lint violation found")) {
		span, _ := p.of(&e.Location, plain(e.Message))
		out.Findings = append(out.Findings, Finding{Message: plain(e.Message), Span: span})
	}
	for _, w := range said.Warnings {
		if span, ok := p.of(w.Location, w.Detail); ok && p.known(w) && !out.fails(span) && !p.namesFile(w, span) {
			out.Findings = append(out.Findings, Finding{w.RuleName, w.Detail, span})
		}
	}
	return out
}

// fails reports whether the build fails at a place.
func (r Result) fails(s text.Span) bool {
	for _, f := range r.Findings {
		if f.Check == "" && f.Span.Start < s.End && s.Start < f.Span.End {
			return true
		}
	}
	return false
}

// known reports whether a check can be relied on though nothing is known of the
// base image, and makes sense for a bundle. A variable that is not defined may
// be the base image's, unless it is nearly one that is. Arguments that begin with
// CUSTOM_ a build sets from the manifest. A platform that is written out is what
// bundles need: Porter has no other way to choose it. What a build defines itself
// is not there above the token that it does so at. Nothing is said of a value that
// is only assumed.
func (p places) known(w lint.Warning) bool {
	if strings.Contains(w.Detail, given) {
		return false
	}
	switch w.RuleName {
	case "UndefinedVar":
		return strings.Contains(w.Detail, "did you mean") || p.replaced >= 0 && strings.Contains(w.Detail, "'$BUNDLE_")
	case "InvalidDefaultArgInFrom":
		return !strings.Contains(w.Detail, "CUSTOM_")
	case "FromPlatformFlagConstDisallowed", "InvalidBaseImagePlatform":
		return false
	}
	return true
}

// namesFile reports whether what is called a secret is the path of a file that
// one is in: only whoever has the file knows the secret.
func (p places) namesFile(w lint.Warning, name text.Span) bool {
	if w.RuleName != "SecretsUsedInArgOrEnv" {
		return false
	}
	rest := p.src[name.End:]
	if len(rest) == 0 || rest[0] != '=' && rest[0] != ' ' {
		return false
	}
	value := bytes.TrimLeft(rest[1:], " \"'")
	return bytes.HasPrefix(value, []byte("/")) || bytes.HasPrefix(value, []byte("$BUNDLE_DIR/")) || bytes.HasPrefix(value, []byte("${BUNDLE_DIR}/"))
}

// plain drops the position that BuildKit's parser puts before some messages.
func plain(message string) string {
	if rest, ok := strings.CutPrefix(message, "dockerfile parse error on line "); ok {
		if _, what, ok := strings.Cut(rest, ": "); ok {
			return what
		}
	}
	return message
}

// options are those of a build that knows nothing of the world. An argument
// without a default gets a value, as whoever builds may give it one.
func (p places) options() dockerfile2llb.ConvertOpt {
	o := dockerfile2llb.ConvertOpt{
		MetaResolver:   noImages{},
		TargetPlatform: &ocispecs.Platform{OS: "linux", Architecture: "amd64"},
		SourceMap:      &llb.SourceMap{Filename: "Dockerfile", Data: p.built, Definition: &llb.Definition{}},
	}
	o.BuildArgs = map[string]string{"BUNDLE_DIR": bundleDir}
	for _, i := range p.template.Instructions {
		if i.Name != "ARG" {
			continue
		}
		for _, name := range strings.Fields(i.Text)[1:] {
			if _, known := o.BuildArgs[name]; !known && !strings.Contains(name, "=") {
				o.BuildArgs[name] = given
			}
		}
	}
	return o
}

// given is the value of an argument that whoever builds gives.
const given = "given-by-whoever-builds"

// noImages stands in for registries: every image is there, and nothing is in
// it.
type noImages struct{}

// ResolveImageConfig returns the configuration of an image without any.
func (noImages) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return ref, "", []byte("{}"), nil
}

// places finds the places in a template that BuildKit speaks of.
type places struct {
	src      []byte
	lines    *text.Lines
	template *dockerfile.Template
	built    []byte // what BuildKit reads
	inserted int    // the line that is only in what BuildKit reads; -1 where there is none
	replaced int    // the line that is another one there; -1 where there is none
}

func newPlaces(src []byte) places {
	t := dockerfile.ParseTemplate(src)
	p := places{src: src, lines: text.NewLines(src), template: t, built: src, inserted: -1, replaced: -1}
	switch {
	case t.InitLine >= 0:
		p.replaced = t.InitLine
		at := p.lines.Span(p.replaced)
		p.built = slices.Concat(src[:at.Start], []byte(bundleArgs), src[at.End:])
	case len(t.Stages) > 0 && t.Stages[0].Last+1 < p.lines.Count():
		p.inserted = t.Stages[0].Last + 1
		at := p.lines.Span(p.inserted).Start
		p.built = slices.Concat(src[:at], []byte(bundleArgs+"\n"), src[at:])
	}
	return p
}

// of returns what a message is about: BuildKit knows lines only, so the word
// that the message quotes is looked for in them. ok is false where the lines are
// not the template's.
func (p places) of(l *pb.Location, message string) (span text.Span, ok bool) {
	first, last := p.lines.Count(), -1
	for _, r := range l.GetRanges() {
		for n := int(r.Start.Line); n <= int(max(r.Start.Line, r.End.Line)); n++ {
			if line, ok := p.line(n - 1); ok {
				first, last = min(first, line), max(last, line)
			}
		}
	}
	if last < 0 {
		return p.firstLine(), len(l.GetRanges()) == 0
	}
	for _, word := range quoted(message) {
		if name, ok := strings.CutPrefix(word, "$"); ok && !strings.HasPrefix(name, "{") {
			word = name // which may be written in braces
		}
		for n := first; n <= last; n++ {
			at := p.lines.Span(n)
			if i := wordIndex(at.Of(p.src), word); i >= 0 {
				return text.Span{Start: at.Start + i, End: at.Start + i + len(word)}, true
			}
		}
	}
	return p.trimmed(first), true
}

// line returns the template's line that is a line, from 0, of what BuildKit
// reads.
func (p places) line(n int) (line int, ok bool) {
	if n == p.inserted || n == p.replaced {
		return 0, false
	}
	if p.inserted >= 0 && n > p.inserted {
		n--
	}
	return n, n >= 0 && n < p.lines.Count()
}

// firstLine is the first line that has something in it.
func (p places) firstLine() text.Span {
	for n := range p.lines.Count() {
		if s := p.trimmed(n); s.Len() > 0 {
			return s
		}
	}
	return text.Span{}
}

// trimmed is a line without the blanks around it and the mark that it goes on.
func (p places) trimmed(line int) text.Span {
	at := p.lines.Span(line)
	what := strings.TrimRight(strings.TrimSpace(at.Of(p.src)), "\\ \t")
	start := at.Start + max(0, strings.Index(at.Of(p.src), what))
	return text.Span{Start: start, End: start + len(what)}
}

// quoted returns the words that a message may be about: what it has in quotes or
// parentheses, and what follows a colon.
func quoted(message string) []string {
	var words []string
	for rest := message; ; {
		i := strings.IndexAny(rest, `"'(`)
		if i < 0 {
			break
		}
		closing := rest[i]
		if closing == '(' {
			closing = ')'
		}
		end := strings.IndexByte(rest[i+1:], closing)
		if end < 0 {
			break
		}
		word := rest[i+1 : i+1+end]
		if closing == ')' && strings.Contains(word, " ") {
			rest = rest[i+1:] // there may be a word in quotes in it
			continue
		}
		words = append(words, word)
		rest = rest[i+1+end+1:]
	}
	message, _, _ = strings.Cut(message, " (")
	if i := strings.LastIndex(message, ": "); i >= 0 && !strings.ContainsAny(message[i+2:], " \"'") {
		words = append(words, message[i+2:])
	}
	return words
}

// wordIndex returns where a word stands in a line, not as part of another one;
// -1 where it does not.
func wordIndex(line, word string) int {
	for from := 0; word != ""; {
		i := strings.Index(line[from:], word)
		if i < 0 {
			return -1
		}
		i += from
		if !partOfWord(line, i-1) && !partOfWord(line, i+len(word)) {
			return i
		}
		from = i + len(word)
	}
	return -1
}

func partOfWord(line string, i int) bool {
	if i < 0 || i >= len(line) {
		return false
	}
	c := line[i]
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
