package rules

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
)

const pages = "../../docs/rules"

// TestPages holds docs/rules against the rules and their examples; -update
// writes the pages.
func TestPages(t *testing.T) {
	want := map[string]string{"README.md": indexPage()}
	for _, rule := range All() {
		want[rule.Name+".md"] = page(t, rule)
	}
	if *update {
		if err := os.MkdirAll(pages, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, content := range want {
			if err := os.WriteFile(filepath.Join(pages, name), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	entries, err := os.ReadDir(pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if want[e.Name()] == "" {
			t.Errorf("%s is the page of no rule", e.Name())
		}
	}
	for name, content := range want {
		got, err := os.ReadFile(filepath.Join(pages, name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(got), content); diff != "" {
			t.Errorf("%s is stale, run go generate ./analysis/rules: -page +rule\n%s", name, diff)
		}
	}
}

const generated = "<!-- Made from the rules by go generate ./analysis/rules. Do not edit. -->\n"

func indexPage() string {
	var b strings.Builder
	b.WriteString("# Rules\n\n" + generated + "\n| rule | severity | finds |\n|---|---|---|\n")
	for _, r := range All() {
		summary, _, _ := strings.Cut(r.Doc, "\n")
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s |\n", r.Name, r.Name, r.Severity, summary)
	}
	return b.String()
}

func page(t *testing.T, r *analysis.Analyzer) string {
	archive, all := examples(t, r.Name)
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", r.Name, generated)
	summary, rest, _ := strings.Cut(r.Doc, "\n")
	fmt.Fprintf(&b, "%s\n\n%s\n\n", summary, strings.TrimSpace(rest))
	fmt.Fprintf(&b, "Severity: %s.", r.Severity)
	if r.Target == analysis.Both {
		b.WriteString(" Bites under Porter 1.x and under porter-ls, unless a finding says otherwise.")
	}
	if codes := r.Codes(); len(codes) > 0 {
		it := "it"
		if r.Porter == "" {
			it = "some of it"
		}
		fmt.Fprintf(&b, " Porter's lint calls %s `%s`.", it, strings.Join(codes, "` or `"))
	}
	b.WriteString("\n\n")
	if comment := strings.TrimSpace(string(archive.Comment)); comment != "" {
		b.WriteString(comment + "\n\n")
	}
	section := ""
	for _, e := range all {
		heading := "## Nothing to say"
		if e.bad {
			heading = "## Reported"
		}
		if heading != section {
			section = heading
			b.WriteString(section + "\n\n")
		}
		fmt.Fprintf(&b, "### %s\n\n```yaml\n%s```\n\n", title(e.name), ensureNewline(string(e.src)))
		folder, installed := beside(e)
		if len(folder) > 0 {
			fmt.Fprintf(&b, "In its folder: `%s`, %s.\n\n", e.document(e.src).Name, strings.Join(folder, ", "))
		}
		if len(installed) > 0 {
			fmt.Fprintf(&b, "Installed mixins: %s.\n\n", strings.Join(installed, ", "))
		}
		if e.bad {
			fmt.Fprintf(&b, "```text\n%s```\n\n", shown(findings(e)))
			b.WriteString(fixTitles(e))
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// fixTitles lists the fixes of an example's findings, each once.
func fixTitles(e example) string {
	var b strings.Builder
	var seen []string
	for _, d := range e.check(e.src) {
		for _, fix := range d.Fixes {
			if slices.Contains(seen, fix.Title) {
				continue
			}
			seen = append(seen, fix.Title)
			unsafe := ""
			if fix.Unsafe {
				unsafe = " (changes what the bundle does)"
			}
			fmt.Fprintf(&b, "- Fix: %s%s\n", fix.Title, unsafe)
		}
	}
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	return b.String()
}

// beside names the files in an example's folder and the mixins that are
// installed.
func beside(e example) (folder, installed []string) {
	for _, f := range e.beside {
		if mixin, ok := strings.CutPrefix(e.path(f), "installed/"); ok {
			name, version, _ := strings.Cut(strings.TrimSuffix(mixin, ".json"), "@")
			installed = append(installed, name+" "+version)
			continue
		}
		name := "`" + e.path(f) + "`"
		if e.mode(f)&0o111 == 0 {
			name += " (not executable)"
		}
		folder = append(folder, name)
	}
	return folder, installed
}

func title(name string) string {
	words := strings.ReplaceAll(name, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

func ensureNewline(s string) string { return strings.TrimRight(s, "\n") + "\n" }

// shown leaves out of the findings what a reader of the page knows.
func shown(findings string) string {
	var b strings.Builder
	for line := range strings.Lines(findings) {
		if strings.HasPrefix(line, "\t") {
			continue
		}
		b.WriteString(line[:strings.LastIndex(line, " [")] + "\n")
	}
	return b.String()
}
