package commands

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands/report"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/text"
)

// everywhere is a rule that finds something in every manifest.
func everywhere() []*analysis.Analyzer {
	return []*analysis.Analyzer{{Name: "everywhere", Severity: analysis.Hint, Run: func(p *analysis.Pass) {
		p.Report(text.Span{}, p.Bundle.Manifest.Manifest.Name.Value)
	}}}
}

// TestCheckOrder checks many files at once: the findings come in the order of
// the arguments, and of names within a folder.
func TestCheckOrder(t *testing.T) {
	dir := t.TempDir()
	var args, want []string
	for i := range 50 {
		name := fmt.Sprintf("b%02d", i)
		path := filepath.Join(dir, "all", name, "porter.yaml")
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		src := "name: " + name + "\ninstall: []\n" + strings.Repeat("# a comment\n", (50-i)*20)
		if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
		want = append(want, name)
	}
	env := &Env{Dir: dir, Stdout: io.Discard, Stderr: io.Discard, Rules: everywhere()}
	names := func(paths []string) []string {
		r, err := Check(context.Background(), env, paths, CheckOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range r.Findings {
			got = append(got, d.Message)
		}
		return got
	}
	if diff := cmp.Diff(want, names([]string{"all"})); diff != "" {
		t.Errorf("a folder: -want +got\n%s", diff)
	}
	for i := len(want) - 1; i >= 0; i-- {
		args = append(args, filepath.Join("all", want[i]))
	}
	got := names(args)
	for i := range want {
		if got[i] != want[len(want)-1-i] {
			t.Fatalf("the findings are not in the order of the arguments: %v", got)
		}
	}
}

// A finding in a file beside the manifest has that file's lines.
func TestCheckLinesBeside(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"porter.yaml": "name: x\ninstall: []\n", "script.sh": "one\ntwo\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	beside := &analysis.Analyzer{Name: "beside", Severity: analysis.Hint, Run: func(p *analysis.Pass) {
		if f, presence := p.Bundle.File("script.sh"); presence == analysis.There {
			p.ReportDiagnostic(analysis.Diagnostic{File: f.Name, Span: text.Span{Start: 4, End: 7}, Message: "here"})
		}
	}}
	env := &Env{Dir: dir, Stdout: io.Discard, Stderr: io.Discard, Rules: []*analysis.Analyzer{beside}}
	r, err := Check(context.Background(), env, []string{"porter.yaml"}, CheckOptions{})
	if err != nil || len(r.Findings) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	d := r.Findings[0]
	if lines := r.Lines[d.File]; lines == nil || lines.Line(d.Span.Start) != 1 {
		t.Errorf("%s has no lines", d.File)
	}
}

// TestCheckCores writes the same in every format on any number of cores, of all
// examples and manifests that there are.
func TestCheckCores(t *testing.T) {
	env := &Env{Dir: filepath.Join("..", "testdata"), Rules: rules.All(), Library: schema.NewLibrary()}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	want := map[string]string{}
	for _, cores := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(cores)
		r, err := Check(t.Context(), env, []string{"corpus", "bundles"}, CheckOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Findings) == 0 {
			t.Fatal("nothing found")
		}
		for _, f := range report.Formats() {
			var out bytes.Buffer
			if err := f.Write(&out, r, report.Options{Rules: env.Rules}); err != nil {
				t.Fatal(err)
			}
			if first, ok := want[f.Name]; !ok {
				want[f.Name] = out.String()
			} else if first != out.String() {
				t.Errorf("%s: on %d cores it is another: -one +more\n%s", f.Name, cores, cmp.Diff(strings.Split(first, "\n"), strings.Split(out.String(), "\n")))
			}
		}
	}
}
