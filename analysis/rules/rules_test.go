package rules

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected findings and the rules' pages")

const archives = "../../testdata/rules"

// An example is a manifest of a rule's archive: bad/NAME.yaml with its findings
// in bad/NAME.findings and, where its safe fixes change it, what they make of it
// in bad/NAME.fixed; or good/NAME.yaml, which has none. Where files follow as
// bad/NAME/FILE or good/NAME/FILE, they are what is in the bundle's folder;
// without any, nothing is known of the folder. Where there are files below
// bad/NAME/installed/, they are no part of it but the installed mixins, each as
// MIXIN@VERSION.json with the schema that it prints, which may be nothing. The
// folder's files can be executed but for those below NAME/not-executable/, which
// are in the folder without that part of their path.
type example struct {
	name     string
	src      []byte
	bad      bool
	findings string
	fixed    string       // "" where fixes change nothing
	beside   []txtar.File // with their names in the archive
}

func (e example) folder() string {
	if e.bad {
		return "bad"
	}
	return "good"
}

// document reads a text of the example under the name that a file of its kind
// has: porter.yaml, config.yaml for Porter's settings, else document.yaml.
func (e example) document(src []byte) *analysis.Document {
	d := analysis.Parse("porter.yaml", src, nil)
	if e.isManifest() {
		return d
	}
	if c := analysis.Parse("config.yaml", src, nil); c.Kind == analysis.PorterConfig {
		return c
	}
	return analysis.Parse("document.yaml", src, nil)
}

// isManifest reports whether the example is of a manifest, which one of another
// kind of document is not however it is cut.
func (e example) isManifest() bool {
	kind := analysis.Parse("config.yaml", e.src, nil).Kind
	return kind == analysis.BundleManifest || kind == analysis.Foreign
}

// bundle returns the example with another text of the manifest. One of another
// kind of document has that in the manifest's place.
func (e example) bundle(src []byte) *analysis.Bundle {
	b := &analysis.Bundle{Manifest: e.document(src)}
	files := fstest.MapFS{b.Manifest.Name: {Data: src}}
	for _, f := range e.beside {
		if !strings.HasPrefix(e.path(f), "installed/") {
			files[e.path(f)] = &fstest.MapFile{Data: f.Data, Mode: e.mode(f)}
		}
	}
	if len(files) > 1 {
		b.Files = analysis.NewFiles(folderFiles{files}, nil)
	}
	return b
}

// folderFiles are the files of an example, with their modes.
type folderFiles struct{ fstest.MapFS }

func (f folderFiles) Mode(name string) analysis.Mode {
	switch file := f.MapFS[name]; {
	case file == nil:
		return analysis.UnknownMode
	case file.Mode&0o111 == 0:
		return analysis.NotExecutable
	}
	return analysis.Executable
}

// installed returns the installed mixins of an example, nil where it says nothing
// of them.
func (e example) installed() map[string]installedMixin {
	var mixins map[string]installedMixin
	for _, f := range e.beside {
		if of, ok := strings.CutPrefix(e.path(f), "installed/"); ok {
			if mixins == nil {
				mixins = map[string]installedMixin{}
			}
			name, version, _ := strings.Cut(strings.TrimSuffix(of, ".json"), "@")
			mixins[name] = installedMixin{version, f.Data}
		}
	}
	return mixins
}

// inputs answers for the world outside of an example.
func (e example) inputs() analysis.Inputs {
	if mixins := e.installed(); mixins != nil {
		return knownMixins{oneBundle, mixins}
	}
	return oneBundle
}

type installedMixin struct {
	version string
	schema  []byte
}

// knownMixins are all the mixins that are installed, and the one bundle.
type knownMixins struct {
	knownBundle
	mixins map[string]installedMixin
}

func (m knownMixins) MixinInstalled(name string) (string, analysis.Known) {
	return m.mixins[name].version, analysis.Value
}

func (m knownMixins) MixinSchema(name string) ([]byte, string, analysis.Known) {
	known := m.mixins[name]
	if len(known.schema) == 0 {
		return nil, "", analysis.Unknown
	}
	return known.schema, known.version, analysis.Value
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
		case len(all) == 0 || all[len(all)-1].name+ext != name || !all[len(all)-1].bad:
			t.Fatalf("%s: unexpected file %s", rule, f.Name)
		case ext == ".findings":
			all[len(all)-1].findings = string(f.Data)
		case ext == ".fixed":
			all[len(all)-1].fixed = string(f.Data)
		default:
			t.Fatalf("%s: unexpected file %s", rule, f.Name)
		}
	}
	return a, all
}

// TestRules runs all rules over every rule's examples: the bad ones must have
// exactly the findings they say, all of this rule (or of one that always comes
// with it), the good ones none at all.
func TestRules(t *testing.T) {
	for _, rule := range All() {
		t.Run(rule.Name, func(t *testing.T) {
			archive, all := examples(t, rule.Name)
			out := &txtar.Archive{Comment: archive.Comment}
			bad := 0
			for _, e := range all {
				got, changed := findings(e), fixed(t, e)
				if e.bad {
					bad++
				}
				if !*update {
					compare(t, rule, also(archive), e, got)
					if diff := cmp.Diff(e.fixed, changed); diff != "" {
						t.Errorf("%s: fixed: -want +got\n%s", e.name, diff)
					}
				}
				out.Files = append(out.Files, txtar.File{Name: e.folder() + "/" + e.name + ".yaml", Data: e.src})
				if e.bad {
					out.Files = append(out.Files, txtar.File{Name: "bad/" + e.name + ".findings", Data: []byte(got)})
				}
				if changed != "" {
					out.Files = append(out.Files, txtar.File{Name: "bad/" + e.name + ".fixed", Data: []byte(changed)})
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

// TestCodes holds the codes of Porter's that findings have to those that their
// rule is known by.
func TestCodes(t *testing.T) {
	for _, rule := range All() {
		_, all := examples(t, rule.Name)
		seen := map[string]bool{}
		for _, e := range all {
			for _, d := range e.check(e.src) {
				if d.Rule != rule.Name || d.Porter == "" {
					continue
				}
				seen[d.Porter] = true
				if names, err := analysis.Match(All(), d.Porter); err != nil || !slices.Contains(names, d.Rule) {
					t.Errorf("%s: a finding has the code %s, which means %v: %v", rule.Name, d.Porter, names, err)
				}
			}
		}
		for _, code := range rule.Codes() {
			if !seen[code] {
				t.Errorf("%s: no example has a finding with the code %s", rule.Name, code)
			}
		}
	}
}

// also returns the rule that cannot but find something too wherever an archive's
// does, which its first line names: "also NAME".
func also(a *txtar.Archive) string {
	name, _ := strings.CutPrefix(strings.TrimSpace(string(a.Comment)), "also ")
	return name
}

func compare(t *testing.T, rule *analysis.Analyzer, also string, e example, got string) {
	t.Helper()
	if diff := cmp.Diff(e.findings, got); diff != "" {
		t.Errorf("%s: -want +got\n%s", e.name, diff)
	}
	if e.bad && got == "" {
		t.Errorf("%s: a bad example without a finding", e.name)
	}
	for line := range strings.Lines(got) {
		if !strings.HasSuffix(line, "["+rule.Name+"]\n") && (also == "" || !strings.HasSuffix(line, "["+also+"]\n")) {
			t.Errorf("%s: a finding of another rule: %s", e.name, line)
		}
	}
}

// checked runs all rules. What is no manifest is checked in the workspace of the
// files beside it.
func checked(b *analysis.Bundle) []analysis.Diagnostic { return checkedWith(b, oneBundle) }

// check runs all rules over an example with another text of the manifest.
func (e example) check(src []byte) []analysis.Diagnostic {
	b, in := e.bundle(src), e.inputs()
	if e.isManifest() && b.Files != nil && slices.ContainsFunc(e.beside, func(f txtar.File) bool { return strings.Contains(f.Name, "/around/") }) {
		in = surrounded{in, analysis.NewWorkspace(b.Files, analysis.Search(b.Files, "."))}
	}
	return checkedWith(b, in)
}

// surrounded knows the bundles of a workspace, which examples have in a folder
// around.
type surrounded struct {
	analysis.Inputs
	workspace *analysis.Workspace
}

func (s surrounded) Neighbour(reference, versions string) (*analysis.Neighbour, analysis.Known) {
	if n := s.workspace.Published("porter.yaml", reference, versions); n != nil {
		return n, analysis.Value
	}
	return nil, analysis.Unknown
}

func checkedWith(b *analysis.Bundle, in analysis.Inputs) []analysis.Diagnostic {
	config := analysis.Config{Library: library, PropagatePanics: true}
	if b.Manifest.Name != "porter.yaml" {
		var w *analysis.Workspace
		if b.Files != nil {
			w = analysis.NewWorkspace(b.Files, analysis.Search(b.Files, "."))
		}
		return analysis.CheckPlaced(context.Background(), w, &analysis.Placed{Path: b.Manifest.Name, Document: b.Manifest}, nil, All(), config)
	}
	if m := featureOn.FindSubmatch(b.Manifest.File.Source()); m != nil {
		config.Features, _ = manifest.ParseFeature(string(m[1]))
	}
	return analysis.Check(context.Background(), b, in, All(), config)
}

// featureOn begins an example that Porter only reads with that feature.
var featureOn = regexp.MustCompile(`^# The experimental feature ([a-z0-9-]+) is on\.\r?\n`)

var library = schema.NewLibrary()

// oneBundle knows the one bundle that examples of dependencies are about. It has
// the manifest testdata/dependency.yaml.
var oneBundle = knownBundle{bundle: sync.OnceValue(func() *cnab.Bundle {
	src, err := os.ReadFile("../../testdata/dependency.yaml")
	if err != nil {
		panic(err)
	}
	b, err := cnab.FromManifest(analysis.Parse("porter.yaml", src, nil).Manifest, cnab.Stamp{}, cnab.Options{})
	if err != nil {
		panic(err)
	}
	return b
})}

type knownBundle struct {
	analysis.Offline
	bundle func() *cnab.Bundle
}

// Dependency answers for that one bundle.
func (k knownBundle) Dependency(reference string) (*cnab.Bundle, analysis.Known) {
	if reference != "localhost:5000/database:v1.2.0" {
		return nil, analysis.Unknown
	}
	return k.bundle(), analysis.Value
}

// findings formats what all rules find, one a line:
// "line:column-line:column severity: message [rule]", with the file's name
// before it where that is not the manifest, and related places indented behind
// it.
func findings(e example) string {
	b := e.bundle(e.src)
	var out strings.Builder
	for _, d := range e.check(e.src) {
		target := ""
		if d.Target != analysis.Both {
			target = " (" + d.Target.String() + ")"
		}
		fmt.Fprintf(&out, "%s %s%s: %s [%s]\n", place(b, d.File, d.Span), d.Severity, target, d.Message, d.Rule)
		for _, r := range d.Related {
			fmt.Fprintf(&out, "\t%s %s [%s]\n", place(b, r.File, r.Span), r.Message, d.Rule)
		}
	}
	return out.String()
}

func place(b *analysis.Bundle, file string, s text.Span) string {
	lines := b.Manifest.File.Lines()
	if file == b.Manifest.Name {
		file = ""
	} else if f, presence := b.File(file); presence == analysis.There {
		lines = f.Lines()
		file += ":"
	} else {
		return file
	}
	line, col := lines.Position(s.Start, text.UTF32)
	endLine, endCol := lines.Position(s.End, text.UTF32)
	return fmt.Sprintf("%s%d:%d-%d:%d", file, line+1, col+1, endLine+1, endCol+1)
}

// fixed returns what the safe fixes of an example's findings make of it, and of
// the files beside it, "" where they change nothing. None of them may be left.
func fixed(t *testing.T, e example) string {
	t.Helper()
	after, made := fix(t, e, false)
	for _, left := range made.Left {
		t.Errorf("%s: a fix of %q is not made; it would bring %+v", e.name, left.Message, left.Brings)
	}
	return difference(e, after)
}

// difference returns the files that are others than before, each behind its
// name where that is not the manifest.
func difference(before, after example) string {
	var out strings.Builder
	if string(before.src) != string(after.src) {
		out.Write(after.src)
	}
	for i, f := range after.beside {
		if i >= len(before.beside) || string(before.beside[i].Data) != string(f.Data) {
			fmt.Fprintf(&out, "==> %s\n%s", after.path(f), f.Data)
		}
	}
	return out.String()
}

// path is the name that a file beside the manifest has in the bundle's folder.
func (e example) path(f txtar.File) string {
	return strings.TrimPrefix(strings.TrimPrefix(f.Name, e.folder()+"/"+e.name+"/"), notExecutable)
}

const notExecutable = "not-executable/"

// mode is that of a file in the bundle's folder.
func (e example) mode(f txtar.File) fs.FileMode {
	if strings.HasPrefix(f.Name, e.folder()+"/"+e.name+"/"+notExecutable) {
		return 0o644
	}
	return 0o755
}

// TestCutExamples cuts examples at one byte in some, with PORTER_LS_LONG set at
// every one: no rule may panic, and every span must lie in its file.
func TestCutExamples(t *testing.T) {
	step := 29
	if corpus.Long() {
		step = 1
	}
	for i, rule := range All() {
		_, all := examples(t, rule.Name)
		for j, e := range all {
			for end := (i + j) % step; end < len(e.src); end += step {
				src := e.src[:end:end]
				b := e.bundle(src)
				for _, d := range checked(b) {
					size := len(src)
					if f, presence := b.File(d.File); d.File != b.Manifest.Name && presence == analysis.There {
						size = len(f.Content())
					}
					if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > size {
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
