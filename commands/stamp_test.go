package commands

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// TestWarmReads looks what is read of a bundle of which everything is
// remembered: nothing, as long as the file system can say that it is the same.
func TestWarmReads(t *testing.T) {
	everything := []string{"porter.yaml", "script.sh", "."}
	for _, c := range []struct {
		name   string
		later  time.Duration // when the bundle is checked first
		finds  bool          // something, in the script
		change func(t *testing.T, dir string)
		read   []string
		known  bool
	}{
		{"nothing has changed", time.Hour, false, func(*testing.T, string) {}, nil, true},
		{"something is found", time.Hour, true, func(*testing.T, string) {}, []string{"porter.yaml", "script.sh"}, true},
		{"all had only just changed", 0, false, func(*testing.T, string) {}, everything, true},
		{"a file beside it", time.Hour, false, func(t *testing.T, dir string) { put(t, dir, "other", "") }, []string{"."}, false},
		{"the manifest", time.Hour, false, func(t *testing.T, dir string) { put(t, dir, "porter.yaml", "name: y\ninstall: []\n") }, []string{"porter.yaml"}, false},
		{"a script of the same size, with the old time", time.Hour, false, func(t *testing.T, dir string) {
			was, err := os.Stat(filepath.Join(dir, "script.sh"))
			if err != nil {
				t.Fatal(err)
			}
			put(t, dir, "script.sh", "two\n")
			if err := os.Chtimes(filepath.Join(dir, "script.sh"), was.ModTime(), was.ModTime()); err != nil {
				t.Fatal(err)
			}
		}, []string{"script.sh"}, false},
		{"a copy of everything in its place", time.Hour, false, func(t *testing.T, dir string) {
			copied := t.TempDir()
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(copied, dir); err != nil {
				t.Fatal(err)
			}
		}, everything, true},
		{"a file that was missed", time.Hour, false, func(t *testing.T, dir string) { put(t, dir, "missing", "") }, []string{".", "missing"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "bundle")
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			put(t, dir, "porter.yaml", "name: x\ninstall: []\n")
			put(t, dir, "script.sh", "one\n")
			if info, err := os.Stat(dir); err != nil || stampOf(info, time.Now().Add(time.Hour)) == "" {
				t.Skip("files have no stamps on this system")
			}
			env := &Env{Dir: dir, Stderr: io.Discard, Rules: looking(c.finds)}
			cache := NewCache(t.TempDir(), "v1.0.0", env.Rules)
			w, f := world(env, nil, nil), file{name: "porter.yaml"}
			cache.now = later(c.later)
			if first := checkFile(context.Background(), env, f, newSurroundings(env, nil, Disk{}), w, CheckOptions{Cache: cache}); first.err != nil {
				t.Fatal(first.err)
			}
			c.change(t, dir)
			cache.now = later(2 * time.Hour)
			s := newSubject(env, f, nil, cache.clock())
			known, err := cache.find(context.Background(), s, w)
			if err != nil || (known != nil) != c.known {
				t.Errorf("it is remembered: %v, %v", known != nil, err)
			}
			if d := cmp.Diff(c.read, readOf(s)); d != "" {
				t.Errorf("-want +read\n%s", d)
			}
			if !c.known || c.finds {
				return
			}
			s = newSubject(env, f, nil, cache.clock())
			if known, err := cache.find(context.Background(), s, w); known == nil || err != nil || len(readOf(s)) > 0 {
				t.Errorf("the next time it is remembered: %v, %v, and read again: %q", known != nil, err, readOf(s))
			}
		})
	}
}

// readOf returns what was read, in the order in which a check does.
func readOf(s *subject) []string {
	var read []string
	if s.read {
		read = append(read, s.name)
	}
	for _, name := range []string{"script.sh", ".", "missing"} {
		for r := range s.disk.stamps {
			if r.Name == name {
				read = append(read, name)
			}
		}
	}
	return read
}

func later(d time.Duration) func() time.Time {
	return func() time.Time { return time.Now().Add(d) }
}

func put(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// looking is a rule that reads a script, the list of the folder and a file that
// is missing.
func looking(finds bool) []*analysis.Analyzer {
	return []*analysis.Analyzer{{Name: "looking", Severity: analysis.Hint, Run: func(p *analysis.Pass) {
		script, _ := p.Bundle.File("script.sh")
		_, _ = p.Bundle.Files.Folder(".")
		_, _ = p.Bundle.File("missing")
		if finds && script != nil {
			p.ReportDiagnostic(analysis.Diagnostic{File: script.Name, Span: text.Span{Start: 0, End: 1}, Message: "here"})
		}
	}}}
}
