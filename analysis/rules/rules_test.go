package rules

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected findings and the rules' pages")

const archives = "../../testdata/rules"

// An example is a manifest of a rule's archive: bad/NAME.yaml with its findings
// in bad/NAME.findings, or good/NAME.yaml, which has none. Where files follow as
// bad/NAME/FILE or good/NAME/FILE, they are what is in the bundle's folder;
// without any, nothing is known of the folder.
type example struct {
	name     string
	src      []byte
	bad      bool
	findings string
	beside   []txtar.File // with their names in the archive
}

func (e example) folder() string {
	if e.bad {
		return "bad"
	}
	return "good"
}

// bundle returns the example with another text of the manifest.
func (e example) bundle(src []byte) *analysis.Bundle {
	b := &analysis.Bundle{Manifest: analysis.Parse("porter.yaml", src, nil)}
	if len(e.beside) > 0 {
		files := fstest.MapFS{"porter.yaml": {Data: src}}
		for _, f := range e.beside {
			files[strings.TrimPrefix(f.Name, e.folder()+"/"+e.name+"/")] = &fstest.MapFile{Data: f.Data}
		}
		b.Files = analysis.NewFiles(files, nil)
	}
	return b
}

func examples(t *testing.T, rule string) (*txtar.Archive, []example) {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join(archives, rule+".txtar"))
	if err != nil {
		t.Fatalf("every rule has an archive of examples: %v", err)
	}
	var all []example
	for _, f := range a.Files {
		folder, name, _ := strings.Cut(f.Name, "/")
		if n := len(all) - 1; n >= 0 && strings.HasPrefix(f.Name, all[n].folder()+"/"+all[n].name+"/") {
			all[n].beside = append(all[n].beside, f)
			continue
		}
		switch ext := filepath.Ext(name); {
		case ext == ".yaml" && (folder == "bad" || folder == "good"):
			all = append(all, example{name: strings.TrimSuffix(name, ext), src: f.Data, bad: folder == "bad"})
		case ext == ".findings" && len(all) > 0 && all[len(all)-1].name+ext == name && all[len(all)-1].bad:
			all[len(all)-1].findings = string(f.Data)
		default:
			t.Fatalf("%s: unexpected file %s", rule, f.Name)
		}
	}
	return a, all
}

// TestRules runs all rules over every rule's examples: the bad ones must have
// exactly the findings they say, all of this rule, the good ones none at all.
func TestRules(t *testing.T) {
	for _, rule := range All() {
		t.Run(rule.Name, func(t *testing.T) {
			archive, all := examples(t, rule.Name)
			out := &txtar.Archive{Comment: archive.Comment}
			bad := 0
			for _, e := range all {
				got := findings(e)
				if e.bad {
					bad++
				}
				if !*update {
					compare(t, rule, e, got)
				}
				out.Files = append(out.Files, txtar.File{Name: e.folder() + "/" + e.name + ".yaml", Data: e.src})
				if e.bad {
					out.Files = append(out.Files, txtar.File{Name: "bad/" + e.name + ".findings", Data: []byte(got)})
				}
				out.Files = append(out.Files, e.beside...)
			}
			if bad == 0 || bad == len(all) {
				t.Error("a rule needs bad and good examples")
			}
			if *update {
				if err := os.WriteFile(filepath.Join(archives, rule.Name+".txtar"), txtar.Format(out), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func compare(t *testing.T, rule *analysis.Analyzer, e example, got string) {
	t.Helper()
	if diff := cmp.Diff(e.findings, got); diff != "" {
		t.Errorf("%s: -want +got\n%s", e.name, diff)
	}
	if e.bad && got == "" {
		t.Errorf("%s: a bad example without a finding", e.name)
	}
	for line := range strings.Lines(got) {
		if !strings.HasSuffix(line, "["+rule.Name+"]\n") {
			t.Errorf("%s: a finding of another rule: %s", e.name, line)
		}
	}
}

// findings formats what all rules find, one a line:
// "line:column-line:column severity: message [rule]", and related places
// indented behind it.
func findings(e example) string {
	b := e.bundle(e.src)
	doc := b.Manifest
	var out strings.Builder
	for _, d := range analysis.Check(context.Background(), b, analysis.Offline{}, All(), analysis.Config{PropagatePanics: true}) {
		target := ""
		if d.Target != analysis.Both {
			target = " (" + d.Target.String() + ")"
		}
		fmt.Fprintf(&out, "%s %s%s: %s [%s]\n", place(doc, d.Span), d.Severity, target, d.Message, d.Rule)
		for _, r := range d.Related {
			fmt.Fprintf(&out, "\t%s %s [%s]\n", place(doc, r.Span), r.Message, d.Rule)
		}
	}
	return out.String()
}

func place(doc *analysis.Document, s text.Span) string {
	line, col := doc.File.Lines().Position(s.Start, text.UTF32)
	endLine, endCol := doc.File.Lines().Position(s.End, text.UTF32)
	return fmt.Sprintf("%d:%d-%d:%d", line+1, col+1, endLine+1, endCol+1)
}

// TestFixes applies every fix of the bad examples: what it fixes must be gone.
func TestFixes(t *testing.T) {
	for _, rule := range All() {
		_, all := examples(t, rule.Name)
		for _, e := range all {
			check := func(src []byte) []analysis.Diagnostic {
				return analysis.Check(context.Background(), e.bundle(src), nil, All(), analysis.Config{PropagatePanics: true})
			}
			before := check(e.src)
			for _, d := range before {
				for _, fix := range d.Fixes {
					fixed := slices.Clone(e.src)
					for _, edit := range fix.Edits {
						fixed = slices.Concat(fixed[:edit.Edit.Span.Start], []byte(edit.Edit.New), fixed[edit.Edit.Span.End:])
					}
					if after := check(fixed); len(after) >= len(before) {
						t.Errorf("%s: %s: %q leaves %d of %d findings", rule.Name, e.name, fix.Title, len(after), len(before))
					}
				}
			}
		}
	}
}

// TestCutExamples cuts every example at every byte: no rule may panic, and every
// span must lie in the text.
func TestCutExamples(t *testing.T) {
	for _, rule := range All() {
		_, all := examples(t, rule.Name)
		for _, e := range all {
			for end := range len(e.src) {
				src := e.src[:end:end]
				for _, d := range analysis.Check(context.Background(), e.bundle(src), nil, All(), analysis.Config{PropagatePanics: true}) {
					if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(src) {
						t.Fatalf("%s: %s cut at %d: %s has the span %v", rule.Name, e.name, end, d.Message, d.Span)
					}
				}
			}
		}
	}
}

// The fix that declares a mixin ends its line as the file's others end.
func TestDeclareKeepsLineBreaks(t *testing.T) {
	for _, src := range []string{
		"mixins:\r\n  - exec\r\ninstall:\r\n  - az: {}\r\n",
		"install:\r\n  - az: {}\r\nmixins:\r\n  - exec",
	} {
		doc := analysis.Parse("porter.yaml", []byte(src), nil)
		fixes := declare(doc, "az")
		if len(fixes) != 1 {
			t.Fatalf("%q: %d fixes", src, len(fixes))
		}
		got, err := text.Apply([]byte(src), []text.Edit{fixes[0].Edits[0].Edit})
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.Replace(src, "  - exec", "  - exec\r\n  - az", 1); string(got) != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
