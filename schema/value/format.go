package value

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// hasFormat reports whether a text has the format of that name; of names that
// are none, and of formats whose grammar is not worth knowing here, every text
// does.
func hasFormat(s, format string) bool {
	switch format {
	case "date-time":
		return isTime(s)
	case "date":
		return isTime(s + "T00:00:00Z")
	case "time":
		return isTime("2000-01-01T" + s)
	case "email", "idn-email":
		name, domain, ok := strings.Cut(s, "@")
		return ok && name != "" && domain != "" && !strings.ContainsAny(domain, "@ ")
	case "hostname":
		return len(s) <= 255 && matches(s, `^([a-zA-Z0-9]([a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?)*$`)
	case "ipv4":
		return isIPv4(s)
	case "ipv6":
		return isIPv6(s)
	case "uri", "iri":
		return matches(s, `^[a-zA-Z][a-zA-Z0-9+.\-]*:`) && isReference(s)
	case "uri-reference", "iri-reference":
		return isReference(s) && !strings.Contains(s, `\`)
	case "regex":
		return compile(s) != nil
	case "json-pointer":
		return s == "" || s[0] == '/' && !matches(s, `~([^01]|$)`)
	case "uuid":
		return matches(s, `^[[:xdigit:]]{8}-([[:xdigit:]]{4}-){3}[[:xdigit:]]{12}$`)
	}
	return true
}

func isTime(s string) bool {
	_, err := time.Parse(time.RFC3339, strings.ToUpper(s))
	return err == nil
}

// isReference reports whether a text can be part of an address: without control
// characters and with whole escapes.
func isReference(s string) bool {
	return !matches(s, `[\x00-\x1f\x7f]|%([^[:xdigit:]]|.[^[:xdigit:]]|.?$)`)
}

func isIPv4(s string) bool {
	parts := strings.Split(s, ".")
	for _, part := range parts {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || strconv.FormatUint(n, 10) != part {
			return false
		}
	}
	return len(parts) == 4
}

func isIPv6(s string) bool {
	if i := strings.LastIndex(s, ":"); i >= 0 && strings.Contains(s, ".") {
		if !isIPv4(s[i+1:]) {
			return false
		}
		s = s[:i+1] + "0:0"
	}
	head, tail, short := strings.Cut(s, "::")
	groups := 0
	for _, half := range []string{head, tail} {
		if half == "" {
			continue
		}
		if !matches(half, `^[[:xdigit:]]{1,4}(:[[:xdigit:]]{1,4})*$`) {
			return false
		}
		groups += strings.Count(half, ":") + 1
	}
	return groups == 8 && !short || groups < 8 && short
}

func matches(s, pattern string) bool { return regexp.MustCompile(pattern).MatchString(s) }
