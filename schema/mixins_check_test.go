package schema_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// TestMixinsAcceptManifests holds every manifest that Porter loads against the
// built-in schemas. What is said of their steps and settings must be in the
// table, and there is only what a mixin does not look at, with the reason.
func TestMixinsAcceptManifests(t *testing.T) {
	want := ignoredFields(t)
	library := schema.NewLibrary()
	bodies := 0
	for _, m := range corpus.Listed(t) {
		if m.Says != nil && !m.Says.Loads() {
			continue
		}
		got, n := mixinProblems(library, m.Source)
		bodies += n
		if diff := cmp.Diff(want[m.Name], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", m.Name, diff)
		}
	}
	t.Logf("%d steps and settings", bodies)
}

// ignoredFields reads the table: by manifest, what is said of it.
func ignoredFields(t *testing.T) map[string][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "ignored-fields.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table := map[string][]string{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		cells := strings.Split(lines.Text(), "\t")
		if len(cells) != 4 || cells[1] != "unknown" && cells[1] != "deprecated" || !strings.HasSuffix(cells[3], ".") {
			t.Fatalf("this row is not manifest, kind, path and reason: %q", lines.Text())
		}
		table[cells[0]] = append(table[cells[0]], cells[1]+" "+cells[2])
	}
	return table
}

// mixinProblems returns what is said of the steps and settings of mixins in a
// manifest, and how many of those there are.
func mixinProblems(library *schema.Library, src []byte) (problems []string, bodies int) {
	f := syntax.Parse(src, nil)
	set := library.Set(f.Root().Get("schemaVersion").Value())
	for _, section := range f.Root().Pairs() {
		for _, item := range section.Items() {
			for k := range item.Pairs() {
				if set.Mixin(k.Value()) != nil {
					bodies++
				}
			}
		}
	}
	for _, p := range set.Check(f.Root()) {
		if len(p.Path) > 2 && p.Path[1].Index >= 0 && set.Mixin(p.Path[2].Key) != nil {
			problems = append(problems, fmt.Sprintf("%s %s", p.Kind, syntax.Path{Steps: p.Path}))
		}
	}
	return problems, bodies
}

// TestMixinsAcceptGolden holds the manifests whose way through Porter is on
// record against the schemas, the one that a mixin's input was taken from among
// them.
func TestMixinsAcceptGolden(t *testing.T) {
	dir := filepath.Join(corpus.Shared(), "spec", "golden")
	for _, name := range []string{"rich.porter.yaml", "mixin-stdin/porter.yaml"} {
		src, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Skip("the record of Porter's runs is not here: ", err)
		}
		problems, bodies := mixinProblems(schema.NewLibrary(), src)
		if len(problems) > 0 || bodies == 0 {
			t.Errorf("%s: of %d steps and settings is said: %q", name, bodies, problems)
		}
	}
}

// TestMixinCases goes through the archive of manifests, which are named after
// what is said of them: nothing at all, or one problem at the text between «».
func TestMixinCases(t *testing.T) {
	archive, err := txtar.ParseFile(filepath.Join("testdata", "mixins.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	library := schema.NewLibrary()
	fits, refused := map[string]bool{}, map[string]bool{}
	for _, file := range archive.Files {
		t.Run(file.Name, func(t *testing.T) {
			mixin, want, _ := strings.Cut(file.Name, ": ")
			text := string(file.Data)
			start := strings.Index(text, "«")
			src := strings.NewReplacer("«", "", "»", "").Replace(text)
			f := syntax.Parse([]byte(src), nil)
			var got []string
			for _, p := range library.Set("1.0.1").Check(f.Root()) {
				if len(p.Path) > 2 {
					got = append(got, p.String())
					if p.Node.Span().Start != start {
						t.Errorf("%s is said of the place of %q", p, src[p.Node.Span().Start:p.Node.Span().End])
					}
				}
			}
			if want == "fits" {
				fits[mixin] = true
				if len(got) > 0 || start >= 0 {
					t.Errorf("said of a manifest that fits: %q", got)
				}
				return
			}
			refused[mixin] = true
			if !slices.Equal(got, []string{want}) {
				t.Errorf("said is %q, expected only %q", got, want)
			}
		})
	}
	for _, name := range indexed {
		if !fits[name] || !refused[name] {
			t.Errorf("the archive should have a manifest that fits %s, and one that does not", name)
		}
	}
}
