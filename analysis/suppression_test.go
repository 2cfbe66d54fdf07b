package analysis

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/text"
)

// wordRule is a rule that finds a word wherever it is written, in the manifest
// and in the files beside it.
func wordRule(word string) *Analyzer {
	return &Analyzer{Name: "no-" + word, Severity: Warning, Porter: "word-" + word, Run: func(p *Pass) {
		find := func(file string, src []byte) {
			for off := 0; ; {
				i := strings.Index(string(src[off:]), word)
				if i < 0 {
					return
				}
				off += i + len(word)
				if off == len(word) || src[off-len(word)-1] != '-' { // not in the rule's own name
					p.ReportDiagnostic(Diagnostic{File: file, Span: text.Span{Start: off - len(word), End: off}, Message: "a " + word})
				}
			}
		}
		find("", p.Document.File.Source())
		for _, name := range []string{"helpers.sh", "template.Dockerfile", "notes.txt"} {
			if f, presence := p.Bundle.File(name); presence == There {
				find(f.Name, f.Content())
			}
		}
	}}
}

// TestSuppressions holds which findings of words a comment takes away, in every
// kind of file, and with every kind of line break.
func TestSuppressions(t *testing.T) {
	tests := []struct {
		name, file, src string
		want            string // the lines of the findings that are left
	}{
		{"nothing", "porter.yaml", "install: fox\n", "1"},
		{"the end of a line", "porter.yaml", "install: fox # porter-ls: ignore[no-fox] it is tame\nb: fox\n", "2"},
		{"Porter's code", "porter.yaml", "install: fox # porter-ls: ignore[word-fox]\n", ""},
		{"another rule", "porter.yaml", "install: fox # porter-ls: ignore[no-hen]\n", "1"},
		{"no blanks", "porter.yaml", "install: fox #porter-ls:ignore[no-hen,no-fox]\n", ""},
		{"behind other words", "porter.yaml", "install: fox # tame # porter-ls: ignore[no-fox]\n", ""},
		{"a pair", "porter.yaml", "# porter-ls: ignore[no-fox]\ninstall:\n  - b: fox\n  - fox\nc: fox\n", "5"},
		{"an item", "porter.yaml", "install:\n  # porter-ls: ignore[no-fox]\n\n  # why\n  - b: fox\n    c: fox\n  - fox\n", "7"},
		{"an item without indentation", "porter.yaml", "install:\n# porter-ls: ignore[no-fox]\n- b: fox\n- fox\n", "4"},
		{"a block of text", "porter.yaml", "# porter-ls: ignore[no-fox]\ninstall: |\n  fox\n  fox\nb: fox\n", "5"},
		{"in brackets", "porter.yaml", "install: [\n  fox, # porter-ls: ignore[no-fox]\n  fox]\n", "3"},
		{"in brackets, above", "porter.yaml", "install: {\n  # porter-ls: ignore[no-fox]\n  b: [fox,\n    fox], c: fox}\n", "4"},
		{"text is no comment", "porter.yaml", "install: \"fox # porter-ls: ignore[no-fox]\"\n", "1"},
		{"a block of text has no comments", "porter.yaml", "install: |\n  fox # porter-ls: ignore[no-fox]\n", "2"},
		{"another document", "porter.yaml", "install: fox\n---\n# porter-ls: ignore[no-fox]\nb: fox\n", "1"},
		{"the file", "porter.yaml", "%YAML 1.2\n---\n\n# porter-ls: ignore-file[no-fox]\ninstall: fox\nb: [fox]\n", ""},
		{"the file, too late", "porter.yaml", "install: fox\n# porter-ls: ignore-file[no-fox]\nb: fox\n", "1 3"},
		{"nothing follows", "porter.yaml", "install: fox\n# porter-ls: ignore[no-fox]\n", "1"},
		{"a command", "helpers.sh", "#!/bin/sh\nfox # porter-ls: ignore[no-fox]\nfox\n", "3"},
		{"a command over lines", "helpers.sh", "# porter-ls: ignore[no-fox]\nfox \\\n  fox\nfox\n", "4"},
		{"a script", "helpers.sh", "#!/bin/sh\n# porter-ls: ignore-file[no-fox]\nfox\nfox\n", ""},
		{"not a comment of the shell", "helpers.sh", "fox${x#porter-ls: ignore[no-fox]}\n", "1"},
		{"a Dockerfile", "template.Dockerfile", "# syntax=x\n# porter-ls: ignore[no-fox]\nRUN fox \\\n  fox\nRUN fox\n", "5"},
		{"a Dockerfile has no comments behind words", "template.Dockerfile", "RUN fox # porter-ls: ignore[no-fox]\n", "1"},
		{"a whole Dockerfile", "template.Dockerfile", "# porter-ls: ignore-file[no-fox]\nRUN fox\n", ""},
		{"some text", "notes.txt", "# porter-ls: ignore-file[no-fox]\nfox\n", "2"},
	}
	for _, test := range tests {
		for _, lineBreak := range []string{"\n", "\r\n"} {
			src, files := strings.ReplaceAll(test.src, "\n", lineBreak), fstest.MapFS{}
			if test.file != "porter.yaml" {
				files[test.file] = &fstest.MapFile{Data: []byte(src)}
				src = "dockerfile: template.Dockerfile\ninstall: []\n"
			}
			b := &Bundle{Manifest: Parse("porter.yaml", []byte(src), nil), Files: NewFiles(files, nil)}
			found := Check(context.Background(), b, nil, []*Analyzer{wordRule("fox"), wordRule("hen")}, Config{Named: true, PropagatePanics: true})
			var got []string
			for _, d := range found {
				if d.Rule != "no-fox" || d.File != test.file {
					continue
				}
				lines := b.Manifest.File.Lines()
				if f, presence := b.File(test.file); presence == There {
					lines = f.Lines()
				}
				got = append(got, fmt.Sprint(lines.Line(d.Span.Start)+1))
			}
			if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("%s, %q: -want +got\n%s", test.name, lineBreak, diff)
			}
		}
	}
}
