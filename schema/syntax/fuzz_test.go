package syntax

import (
	"strings"
	"testing"
)

func seeds(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
	}
}

// FuzzParse holds a file to its promises, whatever the text.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		file := Parse([]byte(src), nil)
		if s := broken(file); s != "" {
			t.Fatalf("%q: %s\n%s", src, s, dump(file))
		}
		for off := range len(src) + 1 {
			file.NodeAt(off)
			_ = file.PathAt(off).String()
		}
		for _, doc := range file.Docs() {
			doc.Decode()
		}
	})
}

// unlike reports texts that we deliberately read unlike yaml.v3.
func unlike(src string) bool {
	switch {
	case strings.HasPrefix(src, "\xff\xfe") || strings.HasPrefix(src, "\xfe\xff"):
		return true // we do not read UTF-16
	case strings.Contains(strings.TrimPrefix(src, "\ufeff"), "\ufeff"):
		return true // where yaml.v3 takes a byte order mark for one depends on its buffer
	case strings.Contains(src, "?") && strings.Contains(src, "]") && strings.Contains(src, "["):
		// yaml.v3 may eat a bracket behind a ?, and count brackets wrongly from there
		return questionBracket(src)
	}
	return false
}

// questionBracket reports whether only blanks, breaks and comments may stand
// between a ? and a closing bracket.
func questionBracket(src string) bool {
	for i := range len(src) {
		if src[i] != '?' {
			continue
		}
		if rest := strings.TrimLeft(src[i+1:], " \t\r\n\u0085\u2028\u2029"); strings.HasPrefix(rest, "]") || strings.HasPrefix(rest, "#") || strings.HasPrefix(rest, "}") {
			return true
		}
	}
	return false
}

// FuzzDifferential holds our reading against yaml.v3's.
func FuzzDifferential(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 4000 || unlike(src) {
			return
		}
		if s := compareYAML3(src); s != "" {
			t.Fatalf("%q: %s", src, s)
		}
	})
}

// FuzzIncremental holds parsing with a previous version to parsing anew.
func FuzzIncremental(f *testing.F) {
	for i, s := range texts {
		f.Add(s, i%7, i%3, texts[(i*31)%len(texts)])
	}
	f.Fuzz(func(t *testing.T, src string, at, cut int, put string) {
		if at < 0 || cut < 0 || at > len(src) || cut > len(src)-at {
			return
		}
		for _, pad := range []string{"", padding} {
			was := src + "\n" + pad + src
			now := was[:at] + put + was[at+cut:]
			file := Parse([]byte(now), Parse([]byte(was), nil))
			if s := sameAsAnew(file); s != "" {
				t.Fatalf("%q to %q: %s", was, now, s)
			}
		}
	})
}

// padding makes a section big enough to be cut into chunks.
var padding = "install:\n" + strings.Repeat("  - exec:\n      command: ./helpers.sh # a step\n", 40)

// TestTexts holds every text of the tables, alone and nested, against yaml.v3
// and to what a file promises.
func TestTexts(t *testing.T) {
	for _, text := range texts {
		list := strings.TrimRight("- x\n- "+strings.ReplaceAll(text, "\n", "\n  "), " ")
		below := strings.TrimRight("k:\n  "+strings.ReplaceAll(text, "\n", "\n  "), " ") + "\nl: m\n"
		for _, src := range []string{text, text + "\n", list, below, padding + text, "k: [" + text + "]", text + "\nz: [y]"} {
			if s := broken(Parse([]byte(src), nil)); s != "" {
				t.Errorf("%q: %s", src, s)
			}
			if unlike(src) {
				continue
			}
			if s := compareYAML3(src); s != "" {
				t.Errorf("%q: %s", src, s)
			}
		}
	}
}
