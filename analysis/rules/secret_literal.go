package rules

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func secretLiteral() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "secret-literal",
		Doc: `The manifest has a secret in it.

The manifest is published with the bundle, comments included: whoever can pull the bundle can read it. Keys and tokens are known by their form: private keys, those of AWS, Azure storage, GitHub, GitLab, Google, Slack, Stripe, npm and Docker, and signed web tokens. Withdraw such a key, and take it as a credential.

A default for a password is an information: everybody knows it, and installations that do not change it are open to everybody. The same goes for a password that is written into a step.`,
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
	for i := range tokens {
		for _, span := range tokens[i].find(src) {
			known = append(known, span)
			p.Report(span, fmt.Sprintf("this looks like %s, and everyone who can pull the bundle can read it; withdraw it and take it as a credential", tokens[i].what))
		}
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
			writtenOut(p, &a.Steps[j], reported)
		}
	}
}

// knownDefault reports the default of a parameter that is called like a secret.
func knownDefault(p *analysis.Pass, param *manifest.Parameter) {
	n := param.Schema.Default
	if !param.Name.Set() || !secretName(param.Name.Value) || !isLiteral(n) || param.EffectiveType() != "string" {
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
			if !secretName(k.Value()) || !isLiteral(v) || strings.Contains(v.Value(), p.Bundle.Manifest.Manifest.Delims.Open) || reported(v) {
				continue
			}
			p.ReportDiagnostic(analysis.Diagnostic{
				Severity: analysis.Information,
				Span:     v.Span(),
				Message:  fmt.Sprintf("everyone who can pull the bundle can read this value of %s; take it as a credential", k.Value()),
			})
		}
	}
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
	v := n.Value()
	switch {
	case len(v) < 3, strings.ContainsAny(v, "<>$%{}"), strings.Contains(v, "://"), strings.HasPrefix(v, "/"):
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

// find returns where the token stands in a text.
func (t *token) find(src []byte) []text.Span {
	var found []text.Span
	for from := 0; ; {
		i := bytes.Index(src[from:], []byte(t.prefix))
		if i < 0 {
			return found
		}
		start := from + i
		body := start + len(t.prefix)
		end := body
		for end < len(src) && t.body(src[end]) {
			end++
		}
		from = max(end, body)
		n := end - body
		if n < t.least || t.most > 0 && n > t.most || !bytes.HasPrefix(src[end:], []byte(t.end)) {
			continue
		}
		if start > 0 && (wordOrDash(src[start-1]) || src[start-1] == '.') || !looksRandom(string(src[body:end])) {
			continue
		}
		if t.prefix == "eyJ" && !isWebToken(string(src[start:end])) {
			continue
		}
		found = append(found, text.Span{Start: start, End: end + len(t.end)})
	}
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
