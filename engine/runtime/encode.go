package runtime

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// encode writes plain Go data as block YAML, keys sorted. Text is always
// quoted, so that no mixin's YAML library can take it for anything else.
func encode(v any) ([]byte, error) {
	var e encoder
	if err := e.value(v, 0); err != nil {
		return nil, err
	}
	return []byte(strings.TrimPrefix(e.b.String(), "\n")), nil
}

// maxKey is how long a key may be, in bytes, to stand before its colon without
// more ado. YAML allows 1024 characters there, with their escapes.
const maxKey = 100

type encoder struct{ b strings.Builder }

// value writes what stands behind a key or a dash: a scalar after a blank, a
// collection on the lines that follow.
func (e *encoder) value(v any, indent int) error {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			e.b.WriteString(" {}\n")
			return nil
		}
		e.b.WriteByte('\n')
		for _, k := range slices.Sorted(maps.Keys(v)) {
			pad := strings.Repeat(" ", indent)
			e.b.WriteString(pad)
			if len(k) > maxKey {
				e.b.WriteString("? ")
			}
			if err := e.text(k); err != nil {
				return err
			}
			if len(k) > maxKey {
				e.b.WriteString("\n" + pad)
			}
			e.b.WriteByte(':')
			if err := e.value(v[k], indent+2); err != nil {
				return err
			}
		}
		return nil
	case []any:
		if len(v) == 0 {
			e.b.WriteString(" []\n")
			return nil
		}
		e.b.WriteByte('\n')
		for _, item := range v {
			e.b.WriteString(strings.Repeat(" ", indent) + "-")
			if err := e.value(item, indent+2); err != nil {
				return err
			}
		}
		return nil
	}
	e.b.WriteByte(' ')
	if err := e.scalar(v); err != nil {
		return err
	}
	e.b.WriteByte('\n')
	return nil
}

func (e *encoder) scalar(v any) error {
	switch v := v.(type) {
	case nil:
		e.b.WriteString("null")
	case string:
		return e.text(v)
	case float64:
		switch {
		case math.IsNaN(v):
			e.b.WriteString(".nan")
		case math.IsInf(v, 1):
			e.b.WriteString(".inf")
		case math.IsInf(v, -1):
			e.b.WriteString("-.inf")
		default:
			e.b.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
		}
	case bool, int, int64, uint64:
		fmt.Fprint(&e.b, v)
	default:
		return fmt.Errorf("a value of Go type %T cannot be passed to a mixin", v)
	}
	return nil
}

// text writes a double-quoted scalar.
func (e *encoder) text(s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("a value that is not UTF-8 text cannot be passed to a mixin: %.40q", s)
	}
	e.b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			e.b.WriteByte('\\')
			e.b.WriteRune(r)
		case r == '\n':
			e.b.WriteString(`\n`)
		case r == '\t':
			e.b.WriteString(`\t`)
		case r == '\r':
			e.b.WriteString(`\r`)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&e.b, `\x%02X`, r)
		// Not printable in YAML, or a line break there.
		case r >= 0x80 && r < 0xA0 || r == 0x2028 || r == 0x2029 || r == 0xFEFF || r == 0xFFFE || r == 0xFFFF:
			fmt.Fprintf(&e.b, `\u%04X`, r)
		default:
			e.b.WriteRune(r)
		}
	}
	e.b.WriteByte('"')
	return nil
}
