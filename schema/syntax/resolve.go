package syntax

import (
	"encoding/base64"
	"math"
	"strconv"
	"strings"
	"time"
)

// Type is what a scalar is decoded to.
type Type uint8

// The types of scalars. NoType is that of nodes that are none.
const (
	NoType    Type = iota
	Null           // nil
	Bool           // bool
	Int            // int, or uint64 where that is too small
	Float          // float64
	String         // string
	Timestamp      // time.Time
	Merge          // the string "<<"
	Binary         // a string of the decoded bytes
)

// Resolve returns what yaml.v3 decodes the scalar to when nothing says which
// type is wanted. A text that does not fit its tag, which is an error, is a
// String. For nodes that are no scalars it returns NoType and nil.
func (n Node) Resolve() (Type, any) {
	t, v, ok := n.resolve()
	if !ok || t == String {
		return String, n.Value()
	}
	return t, v
}

// Type returns the type alone of what Resolve returns, and allocates nothing for
// a text.
func (n Node) Type() Type {
	t, _, ok := n.resolve()
	if !ok {
		return String
	}
	return t
}

// Bool returns the bool that yaml.v3 decodes a scalar to where one is wanted, and
// whether it does: it then takes the words of YAML 1.1 too.
func (n Node) Bool() (value, ok bool) {
	switch v := n.Data().(type) {
	case bool:
		return v, true
	case string:
		switch v {
		case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON":
			return true, true
		case "n", "N", "no", "No", "NO", "off", "Off", "OFF":
			return false, true
		}
	}
	return false, false
}

// JSONType returns the type of the node's value as JSON Schema calls it, "" for
// aliases and where there is no node.
func (n Node) JSONType() string {
	switch n.Kind() {
	case Mapping:
		return "object"
	case Sequence:
		return "array"
	case Scalar:
		switch n.Data().(type) {
		case nil:
			return "null"
		case bool:
			return "boolean"
		case int, uint64:
			return "integer"
		case float64:
			return "number"
		}
		return "string"
	}
	return ""
}

// Data returns a scalar as plain Go data, as yaml.v3 reads it: nil, bool, int,
// uint64, float64 or string. Dates stay the text they are.
func (n Node) Data() any {
	t, v := n.Resolve()
	if t == Timestamp {
		return n.Value()
	}
	return v
}

// PlainData returns what yaml.v3 reads a plain scalar of that text as, dates as
// the text they are. It is always one scalar, whatever the text.
func PlainData(s string) any {
	t, v := resolve(s, true)
	if t == Timestamp || t == String {
		return s
	}
	return v
}

// resolve is Resolve without the value of a String, which is the node's own, and
// with ok false for a text that does not fit its tag.
func (n Node) resolve() (t Type, v any, ok bool) {
	if n.Kind() != Scalar {
		return NoType, nil, true
	}
	s, tag := n.Value(), n.Tag()
	switch tag {
	case "":
		if n.g.style > Plain {
			return String, nil, true
		}
		t, v = resolve(s, true)
		return t, v, true
	case "!!str":
		return String, nil, true
	case "!!binary":
		b, err := base64.StdEncoding.DecodeString(s)
		return Binary, string(b), err == nil
	case "!!merge":
		return Merge, s, true
	case "!!null", "!!bool", "!!int", "!!float", "!!timestamp":
		t, v, ok = fit(s, tag)
		return t, v, ok
	}
	return String, nil, true
}

// fit resolves a text that has a tag.
func fit(s, tag string) (Type, any, bool) {
	t, v := resolve(s, tag == "!!timestamp")
	want := map[string]Type{"!!null": Null, "!!bool": Bool, "!!int": Int, "!!float": Float, "!!timestamp": Timestamp}[tag]
	if i, isInt := v.(int); isInt && want == Float {
		return Float, float64(i), true
	}
	return t, v, t == want
}

// resolve reads a plain text without a tag, as a date too where dates is set. The
// value of a String is left to the caller, who has it.
func resolve(s string, dates bool) (Type, any) {
	if s == "" {
		return Null, nil
	}
	switch c := s[0]; {
	case c == '+' || c == '-' || c >= '0' && c <= '9':
		return number(s, dates)
	case c == '.':
		return point(s)
	case len(s) > 5:
		return String, nil
	}
	switch s {
	case "~", "null", "Null", "NULL":
		return Null, nil
	case "true", "True", "TRUE":
		return Bool, true
	case "false", "False", "FALSE":
		return Bool, false
	case "<<":
		return Merge, s
	}
	return String, nil
}

// point reads a text that begins with a point.
func point(s string) (Type, any) {
	switch s {
	case ".nan", ".NaN", ".NAN":
		return Float, math.NaN()
	case ".inf", ".Inf", ".INF":
		return Float, math.Inf(1)
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return Float, f
	}
	return String, nil
}

// number reads a text that begins with a sign or a digit.
func number(s string, dates bool) (Type, any) {
	switch s {
	case "+.inf", "+.Inf", "+.INF":
		return Float, math.Inf(1)
	case "-.inf", "-.Inf", "-.INF":
		return Float, math.Inf(-1)
	}
	if dates {
		if t, ok := timestamp(s); ok {
			return Timestamp, t
		}
	}
	plain := strings.ReplaceAll(s, "_", "")
	if v, ok := integer(plain, 0); ok {
		return Int, v
	}
	if isFloat(plain) {
		if f, err := strconv.ParseFloat(plain, 64); err == nil {
			return Float, f
		}
	}
	for prefix, base := range map[string]int{"0b": 2, "0o": 8} {
		if rest, ok := strings.CutPrefix(plain, prefix); ok {
			if v, ok := integer(rest, base); ok {
				return Int, v
			}
		} else if rest, ok := strings.CutPrefix(plain, "-"+prefix); ok {
			if v, err := strconv.ParseInt("-"+rest, base, 64); err == nil {
				return Int, int(v)
			}
		}
	}
	return String, nil
}

// integer reads an int, or an uint64 where it is too big for that.
func integer(s string, base int) (any, bool) {
	if strings.ContainsAny(s, ".: ") {
		return nil, false // most of what is none, without the errors that say so
	}
	if i, err := strconv.ParseInt(s, base, 64); err == nil {
		return int(i), true
	}
	if u, err := strconv.ParseUint(s, base, 64); err == nil {
		return u, true
	}
	return nil, false
}

// isFloat reports whether s is a decimal number: digits, perhaps with a point
// among them, perhaps with an exponent.
func isFloat(s string) bool {
	s = strings.TrimLeft(s[:1], "+-") + s[1:]
	digits := func() (n int) {
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		s = s[n:]
		return n
	}
	whole := digits()
	if strings.HasPrefix(s, ".") {
		s = s[1:]
		if digits() == 0 && whole == 0 {
			return false
		}
	} else if whole == 0 {
		return false
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if digits() == 0 {
			return false
		}
	}
	return s == ""
}

// timestamp reads the notations of dates and times that yaml.v3 knows.
func timestamp(s string) (time.Time, bool) {
	if len(s) < 8 || s[4] != '-' || strings.Trim(s[:4], "0123456789") != "" {
		return time.Time{}, false
	}
	for _, layout := range []string{
		"2006-1-2T15:4:5.999999999Z07:00",
		"2006-1-2t15:4:5.999999999Z07:00",
		"2006-1-2 15:4:5.999999999",
		"2006-1-2",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
