package value

import (
	"encoding/base64"
	"regexp"
	"unicode/utf8"
)

func (c *checker) text(at string, schema map[string]any, s string) {
	c.size(at, schema, "minLength", "maxLength", "characters", utf8.RuneCountInString(s))
	if pattern, ok := schema["pattern"].(string); ok {
		// A pattern that only other dialects of regular expressions have is
		// not judged.
		if re := compile(pattern); re != nil && !re.MatchString(s) {
			c.fail(at, "should match %s", pattern)
		}
	}
	switch encoding, _ := schema["contentEncoding"].(string); {
	case encoding == "base64":
		if _, err := base64.StdEncoding.DecodeString(s); err != nil {
			c.fail(at, "should be base64")
		}
	case encoding != "" && c.porter:
		c.fail(at, "has the encoding %s, and only base64 is known", encoding)
	}
	if format, ok := schema["format"].(string); ok && c.porter && !hasFormat(s, format) {
		c.fail(at, "should have the format %s", format)
	}
}

func compile(pattern string) *regexp.Regexp {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil
	}
	return re
}
