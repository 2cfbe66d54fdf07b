package analysis

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// WordsOf cuts a name into its words, in lower case: dbPassword, db-password and
// DB_PASSWORD are db and password.
func WordsOf(name string) []string {
	var words []string
	start, before := 0, rune(0)
	cut := func(end int) {
		if end > start {
			words = append(words, strings.ToLower(name[start:end]))
		}
	}
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			cut(i)
			start = i + len(string(r))
		case unicode.IsUpper(r) && unicode.IsLower(before):
			cut(i)
			start = i
		}
		before = r
	}
	cut(len(name))
	return words
}

// SecretName reports whether a name says that what it names is a secret: it has
// a word such as password, or two such as api key, and none that makes it
// something about a secret, such as the name of one or where it is kept.
func SecretName(name string) bool {
	if !mayBeSecret(name) {
		return false
	}
	words := WordsOf(name)
	for _, w := range words {
		if notSecret(w) {
			return false
		}
	}
	for i, w := range words {
		if strings.HasSuffix(w, "password") && w != "nopassword" {
			return true // dbpassword
		}
		switch strings.TrimSuffix(w, "s") {
		case "password", "passwd", "passphrase", "apikey", "apitoken", "accesskey", "secretkey",
			"privatekey", "clientsecret", "pwd", "connectionstring", "connstring", "accesstoken", "authtoken", "bearertoken":
			return true
		case "secret", "token":
			if w == "secret" || w == "token" {
				return true // secrets are those of a cluster, tokens may be words
			}
		case "key":
			if i > 0 && slices.Contains([]string{"api", "access", "private", "account", "storage", "license", "encryption", "signing", "master", "admin", "subscription"}, words[i-1]) {
				return true
			}
		case "string":
			if i > 0 && words[i-1] == "connection" {
				return true
			}
		}
	}
	return false
}

// mayBeSecret tells most names that are not a secret's without cutting them into
// words.
func mayBeSecret(name string) bool {
	for i := range len(name) {
		switch c := name[i]; {
		case c >= utf8.RuneSelf:
			return true
		case strings.IndexByte("pPsStTkKcC", c) >= 0:
			for _, part := range [...]string{"pass", "pwd", "secret", "token", "key", "conn"} {
				if len(name)-i >= len(part) && strings.EqualFold(name[i:i+len(part)], part) {
					return true
				}
			}
		}
	}
	return false
}

// notSecret reports whether a word takes the secrecy from those beside it.
func notSecret(word string) bool {
	switch word {
	case "public", "pub", "name", "names", "id", "ids", "path", "file", "filename", "dir", "url", "uri", "endpoint", "host",
		"vault", "store", "provider", "server", "service", "issuer", "audience", "length", "size", "type", "kind", "ttl",
		"expiry", "expiration", "expires", "lifetime", "age", "policy", "rotation", "rotate", "version", "arn", "ref",
		"reference", "count", "max", "min", "enabled", "enable", "disable", "disabled", "use", "create", "generate", "has",
		"is", "username", "user", "algorithm", "format", "mount", "namespace", "header", "prefix", "suffix", "hint", "engine",
		"manager", "scope", "scopes", "region", "group", "role", "hash", "fingerprint", "thumbprint", "backend", "class",
		"change", "reset", "require", "required", "complexity", "history", "validity", "auth", "mode", "limit", "symbol",
		"contract", "address", "decimals", "ring", "bits", "usage", "pair", "location", "identifier", "alias", "label",
		"selector", "operator", "source", "rule", "check", "csi", "driver", "sync", "title", "existing", "pull", "tls", "git",
		"kubernetes", "k8s", "ingress", "cluster", "email", "stdin":
		return true
	}
	return false
}

// Identifies reports whether a name is that of something that says who or where
// somebody is rather than proves it, as many credentials are.
func Identifies(name string) bool {
	for _, w := range WordsOf(name) {
		switch w {
		case "id", "ids", "tenant", "subscription", "user", "username", "login", "email", "account", "name", "host", "hostname",
			"url", "uri", "endpoint", "server", "region", "location", "project", "domain", "org", "organization", "port",
			"namespace", "context", "dns", "public", "address", "environment", "cloud":
			return !SecretName(strings.Join(withoutIdentity(WordsOf(name)), "-"))
		}
	}
	return false
}

// withoutIdentity leaves out the words that only say whose a secret is.
func withoutIdentity(words []string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return notSecret(w) && w != "id" && w != "name" })
}
