package lsp_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/bundle"
	"github.com/porter-ls/porter-ls/commands/check"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/text"
)

// A conformant is an editor that asks for everything that the server says it can
// do, and looks at every answer as the protocol has it.
type conformant struct {
	*lsptest.Editor
	t    testing.TB
	enc  text.Encoding
	dir  string
	opts conformance

	tell       func(format string, args ...any) // says what is wrong
	halfTyped  bool                             // that text is
	state      string                           // of the text that is asked about, for who reads of a problem
	methods    []string                         // that are asked for at places, in parts of files and of files
	open       map[string]*openFile             // by URI
	disk       map[string]*text.Lines           // files that are not open, by URI
	library    *schema.Library
	structural []*analysis.Analyzer
	problems   map[string]int  // how often each kind of problem was met
	slowest    map[string]slow // by method
	asked      map[string]int  // how often each method was asked
	answered   map[string]int  // and had an answer that is not empty
}

type conformance struct {
	encoding string
	// bare is an editor that can do nothing beyond what every one can.
	bare bool
}

// slow is how long an answer took, and to what; it is told, not judged.
type slow struct {
	took  time.Duration
	state string
}

// openFile is a file as the editor has it.
type openFile struct {
	uri     string
	src     []byte
	lines   *text.Lines
	version int
}

// mostProblems is how many problems of one kind are told in full.
const mostProblems = 3

func startConformant(t testing.TB, opts conformance, library *schema.Library) *conformant {
	t.Helper()
	c := &conformant{
		t: t, opts: opts, dir: t.TempDir(), library: library, open: map[string]*openFile{}, disk: map[string]*text.Lines{}, structural: structural(), tell: t.Errorf,
		enc:      map[string]text.Encoding{"utf-8": text.UTF8, "utf-16": text.UTF16, "utf-32": text.UTF32}[opts.encoding],
		problems: map[string]int{}, slowest: map[string]slow{}, asked: map[string]int{}, answered: map[string]int{},
	}
	able := map[string]string{}
	if opts.bare {
		able = map[string]string{"textDocument": "{}", "workspace": "{}", "window": "{}"}
	}
	table := append([]*commands.Command{check.Command(), bundle.Build()}, bundle.Actions()...)
	c.Editor = lsptest.Start(t, lsptest.Options{
		Server:    lsp.Options{Rules: rules.All(), Commands: table, Env: commands.Env{Library: library, Getenv: func(string) string { return "" }}},
		Encodings: []string{opts.encoding}, Folder: cache.URI(c.dir), Capabilities: able,
	})
	var server struct {
		Capabilities map[string]any `json:"capabilities"`
	}
	if err := json.Unmarshal(c.Result, &server); err != nil {
		t.Fatal(err)
	}
	c.methods = c.advertised(server.Capabilities)
	return c
}

// problem reports something that is wrong with an answer, the first few of a kind
// in full.
func (c *conformant) problem(kind, format string, args ...any) {
	c.t.Helper()
	if c.problems[kind]++; c.problems[kind] <= mostProblems {
		c.tell("%s, %s: %.1500s (in %s)", c.opts.encoding, kind, fmt.Sprintf(format, args...), c.state)
	}
}

// done says how much was looked at.
func (c *conformant) done() {
	c.t.Helper()
	var counts []string
	for _, method := range slices.Sorted(maps.Keys(c.asked)) {
		s := c.slowest[method]
		counts = append(counts, fmt.Sprintf("%s: %d of %d, at most %s in %s", method, c.answered[method], c.asked[method], s.took, s.state))
	}
	for kind, n := range c.problems {
		if n > mostProblems {
			c.t.Errorf("%s: %s: %d times in all", c.opts.encoding, kind, n)
		}
	}
	c.t.Logf("%s, answered:\n%s", c.opts.encoding, strings.Join(counts, "\n"))
}

// write puts files into a folder of the workspace and returns the URI of one.
func (c *conformant) write(folder, name string, files map[string][]byte) string {
	c.t.Helper()
	for name, src := range files {
		file := filepath.Join(c.dir, folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			c.t.Fatal(err)
		}
		if err := os.WriteFile(file, src, 0o755); err != nil {
			c.t.Fatal(err)
		}
	}
	return cache.URI(filepath.Join(c.dir, folder, name))
}

func (c *conformant) openAs(uri string, src []byte) *openFile {
	c.t.Helper()
	src = []byte(strings.ToValidUTF8(string(src), "\ufffd")) // all that JSON can carry
	f := &openFile{uri: uri, src: src, lines: text.NewLines(src), version: 1}
	c.open[uri] = f
	c.Open(uri, "porter", string(src))
	c.settle(f)
	return f
}

func (c *conformant) change(f *openFile, src []byte) {
	c.t.Helper()
	f.src = []byte(strings.ToValidUTF8(string(src), "\ufffd"))
	f.lines = text.NewLines(f.src)
	f.version++
	c.Change(f.uri, f.version, lsptest.Edit{Text: string(f.src)})
	c.settle(f)
}

// settle waits until what is found in a file is known, for code actions come of
// that. An editor that asks for it itself is not told.
func (c *conformant) settle(f *openFile) {
	c.t.Helper()
	if !c.offers("textDocument/diagnostic") || c.opts.bare {
		c.Diagnostics(f.uri, f.version)
	}
}

func (c *conformant) close(f *openFile) {
	c.t.Helper()
	delete(c.open, f.uri)
	c.CloseFile(f.uri)
}

// ask asks twice, for the answer must not depend on what was asked before, and
// looks at it.
func (c *conformant) ask(f *openFile, method string, params map[string]any) json.RawMessage {
	c.t.Helper()
	c.asked[method]++
	where := func() string {
		p, _ := json.Marshal(params)
		return fmt.Sprintf("%s %s", method, p)
	}
	begun := time.Now()
	first, second := c.Begin(method, params), c.Begin(method, params)
	var answer, again json.RawMessage
	if err := c.End(first, &answer); err != nil {
		if isRefusal(method, err) {
			_ = c.End(second, nil)
			return nil
		}
		c.problem("an error from "+method, "%s: %v", where(), err)
		_ = c.End(second, nil)
		return nil
	}
	if err := c.End(second, &again); err != nil || !bytes.Equal(answer, again) {
		c.problem("another answer from "+method, "%s: %.300s and then %.300s %v", where(), answer, again, err)
	}
	if took := time.Since(begun) / 2; took > c.slowest[method].took {
		c.slowest[method] = slow{took, c.state}
	}
	if s := string(answer); s != "null" && s != "[]" && s != "" {
		c.answered[method]++
	} else {
		return nil
	}
	c.look(f, method, where, answer)
	return answer
}

// isRefusal reports whether an error says to a user why something that has a name
// cannot be renamed.
func isRefusal(method string, err error) bool {
	var answer *lsptest.Error
	return (method == "textDocument/prepareRename" || method == "textDocument/rename") && errors.As(err, &answer) &&
		answer.Code == requestFailed && answer.Message != ""
}

// look looks at an answer.
func (c *conformant) look(f *openFile, method string, where func() string, answer json.RawMessage) {
	c.t.Helper()
	if decode := decoders[method]; decode == nil {
		c.problem("nobody looks at "+method, "%s", where())
	} else if err := decode(answer); err != nil {
		c.problem("a bad answer from "+method, "%s: %v", where(), err)
	}
	var value any
	if err := json.Unmarshal(answer, &value); err != nil {
		c.problem("no JSON from "+method, "%s: %v", where(), err)
	}
	w := walk{conformant: c, method: method, where: where, file: f.uri, made: map[string]bool{}}
	w.value(value, method)
}

// tokensOf are the places of a text where a word begins or ends, at most n of
// them, chosen by a fixed seed.
func tokensOf(src []byte, n int) []int {
	var all []int
	word := func(b byte) bool {
		return b >= 0x80 || b == '_' || b == '-' || 'a' <= b|0x20 && b|0x20 <= 'z' || '0' <= b && b <= '9'
	}
	for i := range len(src) + 1 {
		before, after := i > 0 && word(src[i-1]), i < len(src) && word(src[i])
		if before != after || i > 0 && src[i-1] == '{' || i == len(src) || src[i] == '\n' && i > 0 && src[i-1] != '\r' {
			all = append(all, i)
		}
	}
	if len(all) <= n {
		return all
	}
	random := rand.New(rand.NewPCG(7, uint64(len(src))))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	all = all[:n]
	slices.Sort(all)
	return all
}

// sampled are manifests with the files around them, by name.
type sampled struct {
	name  string
	src   []byte
	files map[string][]byte // by their name in the manifest's folder
}

func samples(t testing.TB, n int) []sampled {
	t.Helper()
	var all []sampled
	for _, m := range corpus.Some(t, n) {
		all = append(all, sampled{m.Name, m.Source, beside(t, m.Path)})
	}
	manifests, err := filepath.Glob("../testdata/bundles/*/porter.yaml")
	if err != nil || len(manifests) == 0 {
		t.Fatalf("no bundles: %v", err)
	}
	for _, name := range manifests {
		files := beside(t, name)
		all = append(all, sampled{name, files["porter.yaml"], files})
	}
	return all
}

// beside reads the files in a manifest's folder.
func beside(t testing.TB, name string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		src, err := os.ReadFile(filepath.Join(filepath.Dir(name), e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = src
	}
	return files
}

// TestConformance asks for everything that the server says it can do at places of
// real manifests, and looks at every answer: no error, the protocol's form, the
// same when asked again, every place within its file, every edit applies, and
// nothing that the editor did not say it can take. PORTER_LS_LONG asks at every
// word of every manifest.
func TestConformance(t *testing.T) {
	library := schema.NewLibrary()
	for _, opts := range []conformance{{"utf-16", false}, {"utf-8", false}, {"utf-32", false}, {"utf-16", true}} {
		name := opts.encoding
		if opts.bare {
			name += " bare"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := startConformant(t, opts, library)
			files, places := 10, 10
			if corpus.Long() {
				places = 1 << 30
			}
			for i, m := range samples(t, files) {
				folder := fmt.Sprint(i)
				base := filepath.Base(m.name)
				uri := c.write(folder, base, m.files)
				f := c.openAs(uri, m.src)
				c.state = m.name
				c.everything(f, tokensOf(f.src, places))
				c.close(f)
				if err := os.RemoveAll(filepath.Join(c.dir, folder)); err != nil {
					t.Fatal(err)
				}
				c.Disk(cache.URI(filepath.Join(c.dir, folder)), lsptest.Deleted)
			}
			c.done()
		})
	}
}
