package lsp_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/schema/text"
	"github.com/rogpeppe/go-internal/txtar"
)

// An archive is one test of an editor's features: files with marked places, and
// what is asked about these places.
type archive struct {
	name   string // its file
	raw    *txtar.Archive
	files  []*markedFile
	asked  []asked
	client map[string]string // what the editor says about itself, by dotted path, as JSON
}

// A markedFile is a file of an archive without its marks.
type markedFile struct {
	name  string
	src   []byte
	lines *text.Lines
	marks map[string]text.Span
}

// asked is one request, and what is wanted of it.
type asked struct {
	words []string // the call, a mark or a file's name, and what else the call takes
	want  string   // lines, each with its end
}

// readArchive reads an archive:
//
//	-- porter.yaml --        a file; «a» marks a place and «who:text» a range
//	-- client --             what the editor can do: textDocument.hover = {…}
//	-- want --               the calls, each with its answer on indented lines
//	definition a
//	  porter.yaml 8:11-14 "who"
func readArchive(t testing.TB, name string) *archive {
	t.Helper()
	raw, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	a := &archive{name: name, raw: raw, client: map[string]string{}}
	for _, f := range raw.Files {
		switch f.Name {
		case "want":
			a.asked = readAsked(t, string(f.Data))
		case "client":
			for line := range strings.Lines(string(f.Data)) {
				key, value, _ := strings.Cut(line, "=")
				a.client[strings.TrimSpace(key)] = strings.TrimSpace(value)
			}
		default:
			file, err := unmark(f.Name, string(f.Data))
			if err != nil {
				t.Fatalf("%s: %s: %v", name, f.Name, err)
			}
			a.files = append(a.files, file)
		}
	}
	if len(a.asked) == 0 {
		t.Fatalf("%s asks nothing", name)
	}
	return a
}

func readAsked(t testing.TB, src string) []asked {
	t.Helper()
	var all []asked
	for line := range strings.Lines(src) {
		switch {
		case strings.TrimSpace(line) == "" && !strings.HasPrefix(line, "  "):
		case !strings.HasPrefix(line, "  "):
			all = append(all, asked{words: strings.Fields(line)})
		case len(all) == 0:
			t.Fatalf("an answer without a call: %q", line)
		default:
			all[len(all)-1].want += strings.TrimPrefix(line, "  ")
		}
	}
	return all
}

// unmark takes the marks out of a text. CRLF and a missing line break at the end
// are written as \r and \c at the end of a line.
func unmark(name, src string) (*markedFile, error) {
	src = strings.ReplaceAll(src, "\\r\n", "\r\n")
	src = strings.ReplaceAll(src, "\\c\n", "")
	f := &markedFile{name: name, marks: map[string]text.Span{}}
	type open struct {
		name string
		at   int
	}
	var opened []open
	for {
		i := strings.IndexAny(src, "«»")
		if i < 0 {
			break
		}
		f.src = append(f.src, src[:i]...)
		here := len(f.src)
		if rest, ok := strings.CutPrefix(src[i:], "»"); ok {
			if len(opened) == 0 {
				return nil, fmt.Errorf("a mark ends that does not begin, before %.20q", rest)
			}
			last := opened[len(opened)-1]
			opened, src = opened[:len(opened)-1], rest
			f.marks[last.name] = text.Span{Start: last.at, End: here}
			continue
		}
		rest := strings.TrimPrefix(src[i:], "«")
		n := strings.IndexAny(rest, ":»")
		if n <= 0 {
			return nil, fmt.Errorf("a mark without a name, before %.20q", rest)
		}
		mark := rest[:n]
		if _, twice := f.marks[mark]; twice {
			return nil, fmt.Errorf("two marks are called %s", mark)
		}
		f.marks[mark] = text.Span{Start: here, End: here}
		if rest[n] == ':' {
			opened = append(opened, open{mark, here})
			src = rest[n+1:]
		} else {
			src = strings.TrimPrefix(rest[n:], "»")
		}
	}
	if len(opened) > 0 {
		return nil, fmt.Errorf("the mark %s does not end", opened[len(opened)-1].name)
	}
	f.src = append(f.src, src...)
	f.lines = text.NewLines(f.src)
	return f, nil
}

// rewrite writes the archive with what was answered.
func (a *archive) rewrite(t testing.TB, answers []string) {
	t.Helper()
	var want strings.Builder
	for i, ask := range a.asked {
		want.WriteString(strings.Join(ask.words, " ") + "\n")
		for line := range strings.Lines(answers[i]) {
			want.WriteString("  " + line)
		}
	}
	for i := range a.raw.Files {
		if a.raw.Files[i].Name == "want" {
			a.raw.Files[i].Data = []byte(want.String())
		}
	}
	if err := os.WriteFile(a.name, txtar.Format(a.raw), 0o644); err != nil {
		t.Fatal(err)
	}
}

// write puts the files into a folder, scripts as programs.
func (a *archive) write(t testing.TB, dir string) {
	t.Helper()
	for _, f := range a.files {
		name := filepath.Join(dir, filepath.FromSlash(f.name))
		mode := os.FileMode(0o644)
		if strings.HasSuffix(name, ".sh") {
			mode = 0o755
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.src, mode); err != nil {
			t.Fatal(err)
		}
	}
}
