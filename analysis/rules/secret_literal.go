package rules

import (
	"bytes"
	"fmt"
	"iter"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

func secretLiteral() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "secret-literal",
		Doc: `The manifest has a secret in it.

The manifest is published with the bundle, comments included: whoever can pull the bundle can read it. Keys and tokens are known by their form: private keys, those of AWS, Azure storage, GitHub, GitLab, Google, Slack, Stripe, npm and Docker, and signed web tokens. Withdraw such a key, and take it as a credential.

A default for a password is an information: everybody knows it, and installations that do not change it are open to everybody. The same goes for a password that is written into a step, among its variables, flags or arguments.`,
		Severity: analysis.Warning,
		Run:      runSecretLiteral,
	}
}

func runSecretLiteral(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	if silent.all {
		return
	}
	var known []text.Span
	src := doc.File.Source()
	for t, span := range knownTokens(src) {
		known = append(known, span)
		p.Report(span, fmt.Sprintf("this looks like %s, and everyone who can pull the bundle can read it; withdraw it and take it as a credential", t.what))
	}
	for _, span := range privateKeys(src) {
		known = append(known, span)
		p.Report(span, "this looks like a private key, and everyone who can pull the bundle can read it; withdraw it and take it as a credential")
	}
	reported := func(n syntax.Node) bool {
		for _, s := range known {
			if n.Span().Covers(s) {
				return true
			}
		}
		return false
	}
	if !silent.section("parameters") {
		for i := range doc.Manifest.Parameters {
			if param := &doc.Manifest.Parameters[i]; !reported(param.Schema.Default) {
				knownDefault(p, param)
			}
		}
	}
	for i := range doc.Manifest.Actions {
		a := &doc.Manifest.Actions[i]
		if silent.section(a.Name.Value) {
			continue
		}
		for j := range a.Steps {
			s := &a.Steps[j]
			if len(known) > 0 {
				writtenOut(p, s, reported) // which depends on what is known
				continue
			}
			secretsWritten.Report(p, s.Node, doc.Manifest.Delims, func(p *analysis.Pass) { writtenOut(p, s, reported) })
		}
	}
}

// secretsWritten are what is found in steps in which no known kind of secret is.
var secretsWritten analysis.Remembered[template.Delims]

// knownDefault reports the default of a parameter that is called like a secret.
func knownDefault(p *analysis.Pass, param *manifest.Parameter) {
	n := param.Schema.Default
	if !param.Name.Set() || !analysis.SecretName(param.Name.Value) || !isLiteral(n) || param.EffectiveType() != "string" {
		return
	}
	p.ReportDiagnostic(analysis.Diagnostic{
		Severity: analysis.Information,
		Span:     n.Span(),
		Message:  fmt.Sprintf("everyone who can pull the bundle knows this default of %q; without one it must be given", param.Name.Value),
	})
}

// writtenOut reports the variables of a step that are called like a secret and
// have a literal value.
func writtenOut(p *analysis.Pass, s *manifest.Step, reported func(syntax.Node) bool) {
	for _, field := range []string{"envs", "env"} {
		for k, v := range s.Body.Get(field).Pairs() {
			if !analysis.SecretName(k.Value()) || !isLiteral(v) || strings.Contains(v.Value(), p.Bundle.Manifest.Manifest.Delims.Open) || reported(v) {
				continue
			}
			reportWritten(p, k.Value(), v.Span())
		}
	}
	for k, v := range s.Body.Get("flags").Pairs() {
		if secretFlag(k.Value()) && isLiteral(v) && !reported(v) {
			reportWritten(p, k.Value(), v.Span())
		}
	}
	for _, field := range []string{"arguments", "suffix-arguments"} {
		before := ""
		for _, item := range s.Body.Get(field).Items() {
			if item.Kind() == syntax.Scalar && !reported(item) {
				writtenArgument(p, before, item)
			}
			before = item.Value()
		}
	}
}

// writtenArgument reports an argument that is the value of a flag for a secret,
// --password=VALUE or what follows --password.
func writtenArgument(p *analysis.Pass, before string, item syntax.Node) {
	if flag, value, ok := strings.Cut(item.Value(), "="); ok && strings.HasPrefix(flag, "--") {
		if secretFlag(flag) && isSecretText(value) {
			reportWritten(p, flag, item.MapSpan(text.Span{Start: len(flag) + 1, End: len(item.Value())}))
		}
		return
	}
	if strings.HasPrefix(before, "--") && !strings.HasPrefix(item.Value(), "-") && secretFlag(before) && isLiteral(item) {
		reportWritten(p, before, item.Span())
	}
}

// secretFlag reports whether a flag is handed a secret itself: one that is called
// secret alone mostly names one.
func secretFlag(flag string) bool {
	return strings.Trim(flag, "-") != "secret" && !strings.Contains(flag, "=") && analysis.SecretName(flag)
}

func reportWritten(p *analysis.Pass, name string, at text.Span) {
	p.ReportDiagnostic(analysis.Diagnostic{
		Severity: analysis.Information,
		Span:     at,
		Message:  fmt.Sprintf("everyone who can pull the bundle can read this value of %s; take it as a credential", name),
	})
}

// isLiteral reports whether a value can be a secret: text, or a number as one,
// that is neither empty nor a switch, a placeholder or a variable.
func isLiteral(n syntax.Node) bool {
	if n.Kind() != syntax.Scalar || n.Data() == nil {
		return false
	}
	if _, ok := n.Data().(bool); ok {
		return false
	}
	return isSecretText(n.Value())
}

func isSecretText(v string) bool {
	switch {
	case len(v) < 3, strings.ContainsAny(v, "<>$%{}"), strings.Contains(v, "://"), v[0] == '/', v[0] == '@':
		return false
	}
	switch strings.ToLower(v) {
	case "none", "null", "nil", "true", "false", "default", "todo", "tbd", "n/a", "unset", "empty", "not set", "not-set":
		return false
	}
	return true
}

// token is a kind of secret that is known by how it is written.
type token struct {
	what   string
	prefix string
	least  int               // characters that follow the prefix
	most   int               // 0 where there is no end
	body   func(c byte) bool // what they are
	end    string            // that must follow them
}

var tokens = [...]token{
	{"an access key of AWS", "AKIA", 16, 16, upperAlnum, ""},
	{"a temporary access key of AWS", "ASIA", 16, 16, upperAlnum, ""},
	{"a token of GitHub", "ghp_", 36, 251, alnum, ""},
	{"a token of GitHub", "gho_", 36, 251, alnum, ""},
	{"a token of GitHub", "ghu_", 36, 251, alnum, ""},
	{"a token of GitHub", "ghs_", 36, 251, alnum, ""},
	{"a token of GitHub", "ghr_", 36, 251, alnum, ""},
	{"a token of GitHub", "github_pat_", 60, 251, word, ""},
	{"a token of GitLab", "glpat-", 20, 0, wordOrDash, ""},
	{"a token of Slack", "xoxb-", 20, 0, wordOrDash, ""},
	{"a token of Slack", "xoxp-", 20, 0, wordOrDash, ""},
	{"a token of Slack", "xoxa-", 20, 0, wordOrDash, ""},
	{"a token of Slack", "xoxs-", 20, 0, wordOrDash, ""},
	{"a key of Stripe", "sk_live_", 24, 0, alnum, ""},
	{"a key of Google", "AIza", 35, 35, wordOrDash, ""},
	{"a token of npm", "npm_", 36, 36, alnum, ""},
	{"a token of Docker", "dckr_pat_", 27, 0, wordOrDash, ""},
	{"a key of an Azure storage account", "AccountKey=", 86, 86, base64, "=="},
	{"a signed web token", "eyJ", 40, 0, jwt, ""},
}

func alnum(c byte) bool      { return word(c) && c != '_' }
func upperAlnum(c byte) bool { return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' }
func wordOrDash(c byte) bool { return word(c) || c == '-' }
func jwt(c byte) bool        { return word(c) || c == '-' || c == '.' }
func base64(c byte) bool     { return alnum(c) || c == '+' || c == '/' }

// shortestToken is how long the prefix and the body of any token are at least.
const shortestToken = 20

// tokenByte reports whether a byte can be within a token: whether it can be in
// the prefix or the body of any.
func tokenByte(c byte) bool { return c < 0x80 && tokenBytes[c] }

var tokenBytes = func() (in [0x80]bool) {
	for c := range byte(0x80) {
		in[c] = wordOrDash(c) || base64(c) || jwt(c) || c == '='
	}
	return in
}()

// knownTokens ranges over the tokens in a text, with their places. Only words as
// long as a token are looked at, and nearly all of a text is none: to pass over
// the rest, a look at one byte of so many is enough.
func knownTokens(src []byte) iter.Seq2[*token, text.Span] {
	return func(yield func(*token, text.Span) bool) {
		for at := shortestToken - 1; at < len(src); at += shortestToken {
			if !tokenByte(src[at]) {
				continue
			}
			start, end := at, at+1
			for start > 0 && tokenByte(src[start-1]) {
				start--
			}
			for end < len(src) && tokenByte(src[end]) {
				end++
			}
			if end-start >= shortestToken && !tokensIn(src, text.Span{Start: start, End: end}, yield) {
				return
			}
			at = end
		}
	}
}

// tokensIn yields the tokens of one word, and reports whether to go on. A token
// begins where no name does that it could be the end of.
func tokensIn(src []byte, word text.Span, yield func(*token, text.Span) bool) bool {
	for at := word.Start; at+shortestToken <= word.End; at++ {
		if at > 0 && (wordOrDash(src[at-1]) || src[at-1] == '.') {
			continue
		}
		for i := range tokens {
			if span, ok := tokens[i].at(src, at); ok && !yield(&tokens[i], span) {
				return false
			}
		}
	}
	return true
}

// at returns the token that begins at a place of a text.
func (t *token) at(src []byte, start int) (text.Span, bool) {
	if src[start] != t.prefix[0] || !bytes.HasPrefix(src[start:], []byte(t.prefix)) {
		return text.Span{}, false
	}
	body := start + len(t.prefix)
	end := body
	for end < len(src) && t.body(src[end]) {
		end++
	}
	n := end - body
	switch {
	case n < t.least || t.most > 0 && n > t.most || !bytes.HasPrefix(src[end:], []byte(t.end)):
	case !looksRandom(string(src[body:end])):
	case t.prefix == "eyJ" && !isWebToken(string(src[start:end])):
	default:
		return text.Span{Start: start, End: end + len(t.end)}, true
	}
	return text.Span{}, false
}

// privateKeys returns the first lines of the private keys in a text that are
// more than that line.
func privateKeys(src []byte) []text.Span {
	const begin, end = "-----BEGIN ", "PRIVATE KEY-----"
	var found []text.Span
	for from := 0; ; {
		i := bytes.Index(src[from:], []byte(begin))
		if i < 0 {
			return found
		}
		start := from + i
		from = start + len(begin)
		line, _, _ := bytes.Cut(src[from:], []byte("\n"))
		j := bytes.Index(line, []byte(end))
		if j < 0 || j > len("ENCRYPTED  ") {
			continue
		}
		from += j + len(end)
		rest := strings.TrimLeft(string(src[from:min(len(src), from+200)]), " \t\r\n\\nr\"'")
		n := 0
		for n < len(rest) && base64(rest[n]) {
			n++
		}
		if n >= 32 && looksRandom(rest[:n]) {
			found = append(found, text.Span{Start: start, End: from})
		}
	}
}

// isWebToken reports whether a text is three parts, of which the second is an
// object too.
func isWebToken(s string) bool {
	parts := strings.Split(s, ".")
	return len(parts) == 3 && len(parts[0]) > 10 && strings.HasPrefix(parts[1], "eyJ") && len(parts[2]) > 20
}

// looksRandom tells a key from what stands for one in documentation.
func looksRandom(s string) bool {
	if strings.Contains(strings.ToUpper(s), "EXAMPLE") || strings.Contains(strings.ToLower(s), "xxxx") {
		return false
	}
	var seen [256]bool
	distinct := 0
	for i := range len(s) {
		if !seen[s[i]] {
			seen[s[i]] = true
			distinct++
		}
	}
	return distinct >= 8
}
