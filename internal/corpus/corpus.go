// Package corpus finds the manifests that tests run on: those of the repository
// and, beside them, whatever folder the tests are pointed at.
//
// Only tests import it.
package corpus

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Manifest is one file that tests run on.
type Manifest struct {
	Name   string // its slash path, relative to the folder it was found in
	Path   string // the file
	Source []byte
	Says   *Verdict // what Porter 1.x says of it, nil where that is not known
	Lint   []Lint   // what Porter's lint says of it, with either check of the schema's version
}

// Lint is one result of Porter's lint.
type Lint struct {
	Code   string
	Level  int    // 0 where it is an error, for which Porter refuses to build
	Action string // "" where it is about no step
	Mixin  string // the step's
	Step   int    // from 1: that of the action, in a mixin's own results that of its steps in the action
}

// Refuses reports whether Porter's lint has an error of that code.
func (m Manifest) Refuses(code string) bool {
	return slices.ContainsFunc(m.Lint, func(l Lint) bool { return l.Code == code && l.Level == 0 })
}

// Verdict is what Porter 1.x says of a manifest, with its check of the schema's
// version as it is by default and with the check off.
type Verdict struct {
	Exact, None Result
}

// Result is what one run of Porter's loader gave.
type Result struct {
	Error string   // "" where Porter loads the manifest
	Vars  []string // the variables it finds in the templates, where it loads
}

// Loads reports whether Porter loads the manifest with either check.
func (v *Verdict) Loads() bool { return v.Exact.Error == "" || v.None.Error == "" }

// says is the name of the file that holds a folder's verdicts, one JSON object
// to a line.
const says = "porter-says.jsonl"

// lint is the name of the file that holds what Porter's lint says, likewise.
const lint = "porter-lint.jsonl"

// Long reports whether tests may take their time, because PORTER_LS_LONG is
// set. Else those that try random or very many cases try some of them, chosen
// by a fixed seed.
func Long() bool { return os.Getenv("PORTER_LS_LONG") != "" }

// Own returns the repository's own manifests, those below testdata/corpus.
func Own(t testing.TB) []Manifest {
	t.Helper()
	return load(t, filepath.Join(repository(), "testdata", "corpus"))
}

// Given returns the manifests of the folder that PORTER_LS_CORPUS names, else
// of the corpus that stands beside the repository. Where there is neither, the
// test is skipped.
func Given(t testing.TB) []Manifest {
	t.Helper()
	return load(t, Dir(t))
}

// All returns the repository's own manifests and, where there are any, the
// Given ones.
func All(t testing.TB) []Manifest {
	t.Helper()
	all := Own(t)
	if dir := given(); dir != "" {
		all = append(all, load(t, dir)...)
	}
	return all
}

// Listed returns those of All for which the repository has lists of what is
// argued about: not those of a folder that somebody brings along.
func Listed(t testing.TB) []Manifest {
	t.Helper()
	if os.Getenv("PORTER_LS_CORPUS") != "" {
		return Own(t)
	}
	return All(t)
}

// Some returns All where tests run Long, and else at most n of them in their
// order: always the same ones, of small and large manifests alike.
func Some(t testing.TB, n int) []Manifest {
	t.Helper()
	all := All(t)
	if Long() || len(all) <= n {
		return all
	}
	chosen := rand.New(rand.NewPCG(1, 2)).Perm(len(all))[:n]
	slices.Sort(chosen)
	some := make([]Manifest, n)
	for i, of := range chosen {
		some[i] = all[of]
	}
	return some
}

// Dir returns the folder of the Given manifests; where there is none, the test
// is skipped.
func Dir(t testing.TB) string {
	t.Helper()
	dir := given()
	if dir == "" {
		t.Skip("no further manifests: PORTER_LS_CORPUS names a folder with some, or PORTER_LS_SHARED one with corpus in it")
	}
	return dir
}

// HasGiven reports whether there is a folder of Given manifests.
func HasGiven() bool { return given() != "" }

func given() string {
	if dir := os.Getenv("PORTER_LS_CORPUS"); dir != "" {
		return dir
	}
	dir := filepath.Join(Shared(), "corpus")
	if _, err := os.Stat(filepath.Join(dir, says)); err != nil {
		return ""
	}
	return dir
}

// Shared returns the folder of material that is not part of the repository:
// the one that PORTER_LS_SHARED names, else shared beside the repository. It
// need not exist.
func Shared() string {
	if dir := os.Getenv("PORTER_LS_SHARED"); dir != "" {
		return dir
	}
	return filepath.Join(repository(), "..", "shared")
}

// repository is the folder with go.mod above the one that the test runs in, which
// is its package's. Where the sources are is not in every test program: -trimpath
// leaves it out.
func repository() string {
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	return "."
}

// load reads every manifest below dir in the order of their names: the files
// that the verdicts name, and those called porter.yaml or something.porter.yaml.
// What is below a folder called negative is none.
func load(t testing.TB, dir string) []Manifest {
	t.Helper()
	verdicts, results := verdicts(t, dir), results(t, dir)
	var all []Manifest
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == "negative" || d.Name() == ".git" || d.Name() == ".cnab" {
				return filepath.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if verdicts[name] == nil && !isManifest(name) {
			return nil
		}
		src, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		all = append(all, Manifest{name, file, src, verdicts[name], results[name]})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatalf("no manifests in %s", dir)
	}
	slices.SortFunc(all, func(a, b Manifest) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func isManifest(name string) bool {
	base := path.Base(name)
	return base == "porter.yaml" || strings.HasSuffix(base, ".porter.yaml")
}

func verdicts(t testing.TB, dir string) map[string]*Verdict {
	t.Helper()
	all := map[string]*Verdict{}
	lines(t, filepath.Join(dir, says), func(path string, v Verdict) { all[path] = &v })
	return all
}

// results reads what Porter's lint says, each result once.
func results(t testing.TB, dir string) map[string][]Lint {
	t.Helper()
	type run struct{ Codes []Lint }
	all := map[string][]Lint{}
	lines(t, filepath.Join(dir, lint), func(path string, both struct{ Exact, None run }) {
		for _, l := range slices.Concat(both.Exact.Codes, both.None.Codes) {
			if !slices.Contains(all[path], l) {
				all[path] = append(all[path], l)
			}
		}
	})
	return all
}

// lines reads a file of JSON objects that have a path and what T has, if there is
// such a file.
func lines[T any](t testing.TB, file string, each func(path string, line T)) {
	t.Helper()
	src, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(src) {
		var of struct{ Path string }
		var said T
		if err := errors.Join(json.Unmarshal(line, &of), json.Unmarshal(line, &said)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		each(of.Path, said)
	}
}
