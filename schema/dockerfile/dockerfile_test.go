package dockerfile

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var mixins = []Mixin{
	{"exec", "# exec mixin has no buildtime dependencies\n\n"},
	{"tool", "RUN install tool && \\\r\n    tool version\r\n"},
	{"silent", "\n"},
}

// Every archive in testdata has a template and the Dockerfile made of it, in
// which each line begins with what it came from: the template's line, with the
// mixin's name where one added it, or a dash.
func TestGenerate(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range files {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		o := Options{Mixins: mixins}
		if strings.Contains(string(a.Comment), "contexts") {
			o.RuntimeContext, o.BundleContext = "the-runtime", "the-bundle"
		}
		if strings.Contains(string(a.Comment), "excludes") {
			o.Excludes = Excludes("porter.yaml", []string{"exec"})
		}
		if strings.Contains(string(a.Comment), "no mixins") {
			o.Mixins = nil
		}
		template := a.Files[0].Data
		if strings.Contains(string(a.Comment), "no template") {
			template = nil
		}
		got := annotated(t, Generate(template, o)) + "platform " + FinalPlatform(template) + "\n"
		if *update {
			a.Files = append(a.Files[:1], txtar.File{Name: "Dockerfile", Data: []byte(got)})
			if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if len(a.Files) < 2 {
			t.Fatalf("%s has no Dockerfile", name)
		}
		if d := cmp.Diff(string(a.Files[1].Data), got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func annotated(t *testing.T, g Generated) string {
	t.Helper()
	lines := strings.SplitAfter(string(g.Text), "\n")
	if lines[len(lines)-1] != "" || len(lines)-1 != len(g.Origins) {
		t.Fatalf("%d lines and %d origins", len(lines)-1, len(g.Origins))
	}
	var b strings.Builder
	for i, l := range lines[:len(lines)-1] {
		from := g.Origin(i + 1)
		mark := "-"
		if from.Line > 0 {
			mark = fmt.Sprint(from.Line)
		}
		fmt.Fprintf(&b, "%-8s|%s", strings.TrimSpace(mark+" "+from.Mixin), l)
	}
	return b.String()
}

func TestFinalPlatform(t *testing.T) {
	for template, want := range map[string]string{
		"FROM debian":                                                            "linux/amd64",
		"FROM --platform=linux/arm64 debian":                                     "linux/arm64",
		"from --platform=$TARGETPLATFORM debian":                                 "linux/amd64",
		"FROM --platform=linux/arm64 a AS base\nFROM Base":                       "linux/arm64",
		"FROM --platform=linux/arm64 a AS base\nFROM debian":                     "linux/amd64",
		"FROM a AS base\nFROM --platform=linux/arm/v7 \\\n  base as last":        "linux/arm/v7",
		"FROM a\nRUN <<EOF\nFROM --platform=linux/arm64 x\nEOF\n":                "linux/amd64",
		"FROM a\nRUN echo \\\nFROM --platform=linux/arm64 x\n":                   "linux/amd64",
		"# escape=`\nFROM a\nRUN echo `\nFROM --platform=linux/arm64 x":          "linux/amd64",
		"FROM a\nRUN cat <<-'A' <<B\n\tA\nB\nFROM --platform=linux/s390x x AS y": "linux/s390x",
		"FROM --platform": "linux/amd64",
		"FROM":            "linux/amd64",
		"":                "linux/amd64",
	} {
		if got := FinalPlatform([]byte(template)); got != want {
			t.Errorf("FinalPlatform(%q) = %s, want %s", template, got, want)
		}
	}
}

func TestExcludes(t *testing.T) {
	got := Excludes("./sub/[a].yaml", []string{"exec", "helm3"})
	want := []string{".cnab", "run", "runtimes/porter-runtime", `sub/\[a].yaml`, "mixins/exec", "mixins/helm3"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := Excludes("../porter.yaml", nil); len(got) != 3 {
		t.Errorf("a manifest outside of the folder is excluded: %v", got)
	}
}

// Every line of a template is in the Dockerfile or was taken out for a reason,
// in order, whatever the template.
func FuzzGenerate(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range files {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(a.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, template []byte) {
		g := Generate(template, Options{Mixins: mixins})
		if n := bytes.Count(g.Text, []byte("\n")); n != len(g.Origins) {
			t.Fatalf("%d lines and %d origins", n, len(g.Origins))
		}
		last := 0
		for _, from := range g.Origins {
			if from.Line == 0 {
				continue
			}
			if from.Line < last {
				t.Fatalf("line %d comes after line %d", from.Line, last)
			}
			last = from.Line
		}
		if !bytes.HasSuffix(g.Text, []byte("USER ${BUNDLE_UID}\nWORKDIR ${BUNDLE_DIR}\nCMD [\"/cnab/app/run\"]\n")) {
			t.Fatal("the end is missing")
		}
		FinalPlatform(template)
	})
}
