package commands_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/settings"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/report"
	"github.com/porter-ls/porter-ls/schema/text"
)

// remembering is a bundle, a cache, and a rule that counts how often it looks.
type remembering struct {
	env     *commands.Env
	cache   string
	version string
	o       commands.CheckOptions
	looked  atomic.Int32
}

func (r *remembering) at(name string) string { return filepath.Join(r.env.Dir, name) }

func (r *remembering) write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(r.at(name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

const otherBundle = "schemaVersion: 1.0.1\nname: other\nversion: 1.0.0\nregistry: localhost:5000\nmixins: [exec]\ninstall: []\nuninstall: []\n"

func newRemembering(t *testing.T) *remembering {
	r := &remembering{cache: filepath.Join(t.TempDir(), "cache"), version: "v1.0.0"}
	rule := &analysis.Analyzer{Name: "looking", Severity: analysis.Warning, Run: func(p *analysis.Pass) {
		r.looked.Add(1)
		if _, err := p.Bundle.Files.Folder("."); err != nil {
			p.Report(text.Span{}, err.Error())
		}
		_, _ = p.Bundle.File("missing")
		_, _ = p.Inputs.Neighbour("localhost:5000/other:v1.0.0", "")
		f, presence := p.Bundle.File("script.sh")
		if presence != analysis.There {
			return
		}
		name := p.Document.Manifest.Name
		edit := analysis.FileEdit{File: p.Document.Name, Edit: text.Edit{Span: name.Span(), New: "y"}}
		p.ReportDiagnostic(analysis.Diagnostic{
			File: f.Name, Span: text.Span{Start: 4, End: 7}, Message: name.Value + " <&> \u2028",
			Related: []analysis.Related{{File: p.Document.Name, Span: name.Span(), Message: "here"}},
			Fixes:   []analysis.SuggestedFix{{Title: "change", Edits: []analysis.FileEdit{edit}}},
		})
		p.Report(name.Span(), name.Value)
	}}
	r.env = &commands.Env{Dir: t.TempDir(), Stdout: io.Discard, Stderr: io.Discard, Rules: []*analysis.Analyzer{rule}}
	r.write(t, "porter.yaml", "name: x\ninstall: []\n")
	r.write(t, "script.sh", "one\ntwo\n")
	r.write(t, "other.porter.yaml", otherBundle)
	return r
}

// check checks with the cache and returns the report in all formats, and whether
// the rule has looked.
func (r *remembering) check(t *testing.T) (formats map[string]string, looked bool) {
	t.Helper()
	r.o.Cache = commands.NewCache(r.cache, r.version, r.env.Rules)
	before := r.looked.Load()
	found, err := commands.Check(context.Background(), r.env, []string{"porter.yaml"}, r.o)
	if err != nil {
		t.Fatal(err)
	}
	formats = map[string]string{}
	for _, f := range report.Formats() {
		var out bytes.Buffer
		if err := f.Write(&out, found, report.Options{Version: "v", Rules: r.env.Rules}); err != nil {
			t.Fatal(err)
		}
		formats[f.Name] = out.String()
	}
	return formats, r.looked.Load() != before
}

// TestCacheHolds checks again after something has changed, or not.
func TestCacheHolds(t *testing.T) {
	hint := settings.Layer{Severity: map[string]analysis.Severity{"looking": analysis.Hint}}
	for _, c := range []struct {
		name   string
		change func(*testing.T, *remembering)
		looks  bool
	}{
		{"nothing", func(*testing.T, *remembering) {}, false},
		{"a file that was not looked at", func(t *testing.T, r *remembering) { r.write(t, "other.txt", "x") }, false},
		{"the text", func(t *testing.T, r *remembering) { r.write(t, "porter.yaml", "name: z\ninstall: []\n") }, true},
		{"a script", func(t *testing.T, r *remembering) { r.write(t, "script.sh", "one\n\ntwo\n") }, true},
		{"a new file beside it", func(t *testing.T, r *remembering) { r.write(t, "new.sh", "") }, true},
		{"a file that was missed", func(t *testing.T, r *remembering) { r.write(t, "missing", "") }, true},
		{"a file that is gone", func(t *testing.T, r *remembering) {
			if err := os.Remove(r.at("script.sh")); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"a bundle that it asks for", func(t *testing.T, r *remembering) {
			r.write(t, "other.porter.yaml", otherBundle+"parameters: [{name: p, type: string}]\n")
		}, true},
		{"flags", func(_ *testing.T, r *remembering) { r.o.Settings = hint }, true},
		{"settings", func(t *testing.T, r *remembering) {
			r.write(t, ".porter-ls.yaml", "severity: {looking: hint}\n")
		}, true},
		{"the program", func(_ *testing.T, r *remembering) { r.version = "v1.0.1" }, true},
		{"a development build", func(_ *testing.T, r *remembering) { r.version = "v1.0.0-dirty" }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRemembering(t)
			r.write(t, "other.txt", "")
			if _, looked := r.check(t); !looked {
				t.Fatal("something is remembered that was never found")
			}
			c.change(t, r)
			got, looked := r.check(t)
			if looked != c.looks {
				t.Errorf("the rule has looked again: %v", looked)
			}
			again, looked := r.check(t)
			if looked {
				t.Error("it is not remembered")
			}
			r.cache = t.TempDir()
			want, _ := r.check(t)
			if d := cmp.Diff([]map[string]string{want, want}, []map[string]string{got, again}); d != "" {
				t.Errorf("what is remembered is not what is found: -found +remembered\n%s", d)
			}
		})
	}
}

// TestCacheCorrupt spoils every byte of an entry in turn, and puts other things
// in its place.
func TestCacheCorrupt(t *testing.T) {
	r := newRemembering(t)
	want, _ := r.check(t)
	var entry string
	err := filepath.WalkDir(r.cache, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			entry = path
		}
		return err
	})
	if err != nil || entry == "" {
		t.Fatal(entry, err)
	}
	content := mustRead(t, entry)
	spoilt := []string{"", content[:len(content)/2], content[:20], content + "x", strings.Repeat("x", 1<<20)}
	for i := range content {
		spoilt = append(spoilt, content[:i]+string(content[i]^1)+content[i+1:])
	}
	for i, s := range spoilt {
		if err := os.WriteFile(entry, []byte(s), 0o644); err != nil {
			t.Fatal(err)
		}
		got, looked := r.check(t)
		if !looked || !cmp.Equal(want, got) {
			t.Fatalf("spoilt %d: the rule has looked: %v\n%s", i, looked, cmp.Diff(want, got))
		}
	}
	if err := os.Remove(entry); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(entry, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	if got, looked := r.check(t); !looked || !cmp.Equal(want, got) {
		t.Errorf("a folder in its place: %v", looked)
	}
	r.cache = entry + "/folder/file"
	r.write(t, "file", "")
	if err := os.Rename(r.at("file"), r.cache); err != nil {
		t.Fatal(err)
	}
	if got, looked := r.check(t); !looked || !cmp.Equal(want, got) {
		t.Errorf("a file in the folder's place: %v", looked)
	}
}

// What is not UTF-8 would be another text when remembered, and is not.
func TestCacheNotUTF8(t *testing.T) {
	r := newRemembering(t)
	r.write(t, "porter.yaml", "name: \"x\\xff\xe9\"\ninstall: []\n")
	want, _ := r.check(t)
	if got, _ := r.check(t); !cmp.Equal(want, got) {
		t.Error(cmp.Diff(want, got))
	}
}

// TestCacheAtOnce lets checks of several texts of one manifest share a cache:
// each finds what is in its own.
func TestCacheAtOnce(t *testing.T) {
	r := newRemembering(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			name := fmt.Sprint("n", i%3)
			for range 20 {
				found, err := commands.Check(context.Background(), r.env, []string{"-"}, commands.CheckOptions{
					Cache: commands.NewCache(r.cache, r.version, r.env.Rules),
					Stdin: &commands.StdinFile{Name: "porter.yaml", Content: []byte("name: " + name + "\ninstall: []\n")},
				})
				if err != nil || len(found.Findings) != 2 || found.Findings[0].Message != name {
					t.Errorf("%s: %+v, %v", name, found.Findings, err)
				}
			}
		})
	}
	all.Wait()
}
