package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	repository = "../.."
	module     = "github.com/porter-ls/porter-ls/"
)

// A sourceFile is one Go file of the repository, its path relative to it.
type sourceFile struct {
	path  string
	dir   string
	lines int
	fset  *token.FileSet
	ast   *ast.File
}

func (f sourceFile) test() bool { return strings.HasSuffix(f.path, "_test.go") }

func (f sourceFile) imports() []string {
	var paths []string
	for _, i := range f.ast.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		paths = append(paths, p)
	}
	return paths
}

func sourceFiles(t *testing.T) []sourceFile {
	t.Helper()
	var files []sourceFile
	err := filepath.WalkDir(repository, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); p != repository && (name == "testdata" || name == "bin" || name == "node_modules" || name[0] == '.') {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(p) != ".go" {
			return nil
		}
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(repository, p)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, rel, src, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		files = append(files, sourceFile{rel, path.Dir(rel), bytes.Count(src, []byte("\n")), fset, parsed})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no Go files found")
	}
	return files
}

// TestImports holds the imports within the module against the block in
// docs/architecture.md. A package that the block names itself is not subject to
// a wildcard that covers it too.
func TestImports(t *testing.T) {
	allowed := importMap(t)
	used := map[string]bool{}
	for _, f := range sourceFiles(t) {
		if f.test() {
			continue
		}
		key, ok := mapKey(allowed, f.dir)
		if !ok {
			t.Errorf("%s: docs/architecture.md does not know the package %s", f.path, f.dir)
			continue
		}
		used[key] = true
		for _, imported := range f.imports() {
			rel, inside := strings.CutPrefix(imported, module)
			if inside && !slices.ContainsFunc(allowed[key], func(pattern string) bool { return matches(pattern, rel) }) {
				t.Errorf("%s imports %s, which docs/architecture.md does not allow", f.path, rel)
			}
		}
	}
	for key := range allowed {
		if !used[key] {
			t.Errorf("docs/architecture.md says what %s imports, but there is no such package", key)
		}
	}
}

func importMap(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(repository, "docs/architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, block, ok := strings.Cut(string(data), "```imports\n")
	if !ok {
		t.Fatal("docs/architecture.md has no block of imports")
	}
	block, _, _ = strings.Cut(block, "```")
	allowed := map[string][]string{}
	for line := range strings.Lines(block) {
		keys, patterns, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		for key := range strings.FieldsSeq(keys) {
			allowed[key] = append(allowed[key], strings.Fields(patterns)...)
		}
	}
	return allowed
}

func mapKey(allowed map[string][]string, dir string) (string, bool) {
	if _, ok := allowed[dir]; ok {
		return dir, true
	}
	for key := range allowed {
		if matches(key, dir) {
			return key, true
		}
	}
	return "", false
}

// matches reports whether a package is meant by a name or by "folder/*".
func matches(pattern, dir string) bool {
	ok, err := path.Match(pattern, dir)
	return err == nil && ok
}

// TestSoleImporters holds libraries to the one package that hides them.
func TestSoleImporters(t *testing.T) {
	for library, owner := range map[string]string{
		"gopkg.in/yaml.v3":       "schema/syntax",
		"modernc.org/sqlite":     "engine/store",
		"github.com/spf13/cobra": "cmd/porter-ls",
		"go.lsp.dev/protocol":    "lsp",
		"mvdan.cc/sh/v3/syntax":  "analysis/shell",
		"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb": "analysis/docker",
	} {
		found := false
		for _, f := range sourceFiles(t) {
			if !slices.Contains(f.imports(), library) || f.test() {
				continue
			}
			found = true
			if f.dir != owner && !strings.HasPrefix(f.dir, owner+"/") {
				t.Errorf("%s imports %s, which is for %s alone", f.path, library, owner)
			}
		}
		if !found {
			t.Errorf("nothing imports %s", library)
		}
	}
}

// TestOracles keeps libraries out of the program that only tests hold it against,
// such as one that takes longer to start than a check of a manifest does.
func TestOracles(t *testing.T) {
	const library = "github.com/santhosh-tekuri/jsonschema"
	found := false
	for _, f := range sourceFiles(t) {
		for _, p := range f.imports() {
			if p != library && !strings.HasPrefix(p, library+"/") {
				continue
			}
			found = true
			if !f.test() {
				t.Errorf("%s imports %s, which is for tests", f.path, p)
			}
		}
	}
	if !found {
		t.Errorf("nothing imports %s", library)
	}
}

// TestPurity keeps the world out of schema and analysis: what they say depends
// on bytes alone. Package time may read dates there, but not the clock.
func TestPurity(t *testing.T) {
	clock := []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}
	for _, f := range sourceFiles(t) {
		if f.test() || f.dir != "schema" && !strings.HasPrefix(f.dir, "schema/") && f.dir != "analysis" && !strings.HasPrefix(f.dir, "analysis/") {
			continue
		}
		for _, p := range f.imports() {
			switch first, _, _ := strings.Cut(p, "/"); first {
			case "os", "net", "syscall":
				t.Errorf("%s imports %s", f.path, p)
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s: a goroutine", f.fset.Position(n.Pos()))
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clock, n.Sel.Name) {
					t.Errorf("%s: time.%s", f.fset.Position(n.Pos()), n.Sel.Name)
				}
			}
			return true
		})
	}
}

// TestNoInit keeps packages from doing things by being imported.
func TestNoInit(t *testing.T) {
	for _, f := range sourceFiles(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: an init function", f.fset.Position(fn.Pos()))
			}
		}
	}
}

// TestFileSizes keeps files readable in one go.
func TestFileSizes(t *testing.T) {
	const usual, most = 400, 800
	files, long := sourceFiles(t), 0
	for _, f := range files {
		if f.lines > usual {
			long++
		}
		if f.lines > most {
			t.Errorf("%s has %d lines", f.path, f.lines)
		}
	}
	if long*10 > len(files) {
		t.Errorf("%d of %d files have more than %d lines", long, len(files), usual)
	}
}
