package lsp_test

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

// fingerprint is a rule that says which text it has seen.
func fingerprint() *analysis.Analyzer {
	return &analysis.Analyzer{Name: "fingerprint", Severity: analysis.Information, Run: func(p *analysis.Pass) {
		p.Report(text.Span{}, sumOf(p.Bundle.Manifest.File.Source()))
	}}
}

func sumOf(src []byte) string { return fmt.Sprintf("%x", sha256.Sum256(src)) }

// typist edits files at random and asks at random, without waiting for answers.
type typist struct {
	*lsptest.Editor
	t       *testing.T
	rand    *rand.Rand
	enc     text.Encoding
	pulls   bool
	methods []string
	uris    []string          // of the files, the manifest first
	src     map[string][]byte // what is in them, by URI
	version map[string]int
	waiting []question
}

// question is one that is not answered yet.
type question struct {
	id        int
	method    string
	sum       string // of the text that it is about
	cancelled bool
}

// typed is what may be typed.
var typed = []string{
	"\n", "\r\n", " ", "  ", "\t", ":", "- ", "\"", "'", "{", "}", "[", "]", "#", "&a ", "*a", "|\n", ">-\n  ", "😀", "ä", "\u2028", "\ufeff", "x",
	"${ bundle.parameters.", "${ bundle.parameters.size }", "{{", "}}", "name: y\n", "  - exec:\n      command: ls\n", "mixins:\n  - az\n", "parameters:\n  - name: size\n    type: string\n",
	"---\n", "<<: *a\n", "description: wörld 😀\n", "# porter-ls: ignore[unused-mixin] why\n",
}

// TestRandomEdits edits, asks and cancels at random. Every answer is about the
// text that the editor had when it asked, and the server's text is the editor's.
func TestRandomEdits(t *testing.T) {
	edits := 150
	if corpus.Long() {
		edits = 3400
	}
	for i, kind := range []struct {
		encoding string
		enc      text.Encoding
		pulls    bool
	}{{"utf-8", text.UTF8, true}, {"utf-16", text.UTF16, true}, {"utf-32", text.UTF32, false}} {
		t.Run(kind.encoding, func(t *testing.T) {
			y := newTypist(t, kind.encoding, kind.enc, kind.pulls, uint64(i))
			for n := range edits {
				y.edit()
				for range y.rand.IntN(4) {
					y.ask()
				}
				if n%25 == 24 {
					y.meet()
				}
			}
			y.settle(0)
			y.meet()
		})
	}
}

func newTypist(t *testing.T, encoding string, enc text.Encoding, pulls bool, seed uint64) *typist {
	t.Helper()
	disk := newDisk(t)
	y := &typist{
		t: t, rand: rand.New(rand.NewPCG(seed, 2)), enc: enc, pulls: pulls,
		src: map[string][]byte{}, version: map[string]int{},
	}
	for _, f := range []struct{ name, src string }{
		{"porter.yaml", "schemaVersion: 1.0.1\nname: random\nversion: 0.1.0\nregistry: localhost:5000\nmixins:\n  - exec\nparameters:\n  - name: size\n    type: string\n    default: small\ninstall:\n  - exec:\n      description: \"Size ${ bundle.parameters.size }\"\n      command: ./helpers.sh\n      arguments:\n        - install\nuninstall:\n  - exec:\n      command: ./helpers.sh\n"},
		{"helpers.sh", "#!/usr/bin/env bash\ninstall() {\n  echo $SIZE\n}\n\"$@\"\n"},
		{"other/porter.yaml", "schemaVersion: 1.0.1\nname: other\nversion: 0.1.0\nregistry: localhost:5000\nmixins: [exec]\ndependencies:\n  requires:\n    - name: random\n      bundle: {reference: localhost:5000/random:v0.1.0}\ninstall: []\nuninstall: []\n"},
	} {
		disk.write(f.name, f.src)
		uri := disk.uri(f.name)
		y.uris, y.src[uri] = append(y.uris, uri), []byte(f.src)
	}
	able := map[string]string{}
	if pulls {
		able = map[string]string{"textDocument.diagnostic": `{"relatedDocumentSupport": true}`, "workspace.diagnostics": `{"refreshSupport": true}`}
	}
	y.Editor = lsptest.Start(t, lsptest.Options{
		Server: lsp.Options{
			Rules: append(rules.All(), fingerprint()),
			Env:   commands.Env{Library: schema.NewLibrary(), Getenv: func(string) string { return "" }},
		},
		Encodings: []string{encoding}, Folder: disk.uri(""), Capabilities: able,
	})
	var server struct{ Capabilities map[string]any }
	if err := json.Unmarshal(y.Result, &server); err != nil {
		t.Fatal(err)
	}
	y.methods = (&conformant{t: t}).advertised(server.Capabilities)
	for _, uri := range y.uris {
		y.Open(uri, "yaml", string(y.src[uri]))
		y.version[uri] = 1
	}
	return y
}

// place is a place in a text, from a byte on, where a character begins.
func (y *typist) place(src []byte, from int) int {
	at := from + y.rand.IntN(len(src)-from+1)
	for at < len(src) && src[at]&0xc0 == 0x80 {
		at++
	}
	return at
}

// edit changes a file, now and then all of it, and now and then closes and opens
// it. The first line, which makes a manifest one, stays.
func (y *typist) edit() {
	uri := y.uris[min(y.rand.IntN(5), 4)/2]
	first := slices.Index(y.src[uri], '\n') + 1
	y.version[uri]++
	switch y.rand.IntN(60) {
	case 0:
		y.CloseFile(uri)
		y.Open(uri, "yaml", string(y.src[uri]))
		y.version[uri] = 1
		return
	case 1:
		src := slices.Concat(y.src[uri][:first], []byte(strings.Repeat("a: b\n", y.rand.IntN(3))), y.src[uri][first:])
		y.src[uri] = src[:min(len(src), 4000)]
		y.Change(uri, y.version[uri], lsptest.Edit{Text: string(y.src[uri])})
		return
	case 2:
		y.Save(uri)
	}
	var changes []lsptest.Edit
	for range 1 + y.rand.IntN(3) {
		src := y.src[uri]
		start := y.place(src, first)
		end := start
		if y.rand.IntN(3) == 0 {
			end = min(len(src), y.place(src, start), start+1+y.rand.IntN(20))
			for end < len(src) && src[end]&0xc0 == 0x80 {
				end++
			}
		}
		lines := text.NewLines(src)
		line, column := lines.Position(start, y.enc)
		endLine, endColumn := lines.Position(end, y.enc)
		// Between the two bytes of a line break there is no place in the protocol.
		start, end = lines.Offset(line, column, y.enc), lines.Offset(endLine, endColumn, y.enc)
		new := typed[y.rand.IntN(len(typed))]
		changes = append(changes, lsptest.At(line, column, endLine, endColumn, new))
		y.src[uri] = slices.Concat(src[:start], []byte(new), src[end:])
	}
	y.Change(uri, y.version[uri], changes...)
}

// ask asks something about a file, and perhaps no longer wants to know it.
func (y *typist) ask() {
	uri := y.uris[y.rand.IntN(len(y.uris))]
	src := y.src[uri]
	lines := text.NewLines(src)
	position := func(off int) protocol.Position {
		line, column := lines.Position(off, y.enc)
		return protocol.Position{Line: uint32(line), Character: uint32(column)}
	}
	from := y.place(src, 0)
	within := protocol.Range{Start: position(from), End: position(y.place(src, from))}
	method := y.methods[y.rand.IntN(len(y.methods))]
	if strings.Contains(strings.ToLower(method), "resolve") || strings.HasPrefix(method, "callHierarchy/") {
		return // these are about answers
	}
	q := question{method: method, sum: sumOf(src)}
	q.id = y.Begin(method, map[string]any{
		"textDocument": map[string]any{"uri": uri}, "position": within.Start, "range": within,
		"positions": []any{within.Start}, "ranges": []any{within}, "query": "s", "newName": "renamed", "ch": "\n",
		"context": map[string]any{"diagnostics": []any{}, "includeDeclaration": true, "triggerKind": 1},
		"options": map[string]any{"tabSize": 2, "insertSpaces": true}, "previousResultIds": []any{},
	})
	if uri != y.uris[0] && uri != y.uris[2] {
		q.sum = "" // no rule is run on a script
	}
	if y.rand.IntN(3) == 0 {
		q.cancelled = true
		y.Cancel(q.id)
	}
	y.waiting = append(y.waiting, q)
	y.settle(12)
}

// settle waits for the oldest answers until no more than that many are open.
func (y *typist) settle(most int) {
	y.t.Helper()
	for len(y.waiting) > most {
		q := y.waiting[0]
		y.waiting = y.waiting[1:]
		var answer json.RawMessage
		err := y.End(q.id, &answer)
		var said *lsptest.Error
		switch {
		case err == nil:
			if q.method == "textDocument/diagnostic" && q.sum != "" {
				y.isAbout(q, answer)
			}
		case !errors.As(err, &said):
			y.t.Fatalf("%s: %v", q.method, err)
		case said.Code == -32800 && q.cancelled, said.Code == -32802, said.Code == -32801, said.Code == -32803:
			// cancelled, overtaken, or nothing that can be done there
		default:
			y.t.Errorf("%s: %v", q.method, said)
		}
	}
}

// isAbout holds that an answer is about the text that was asked about.
func (y *typist) isAbout(q question, answer json.RawMessage) {
	y.t.Helper()
	var p pulled
	if err := json.Unmarshal(answer, &p); err != nil {
		y.t.Fatal(err)
	}
	for _, i := range p.Items {
		if i.Code == "fingerprint" {
			if i.Message != q.sum {
				y.t.Errorf("an answer about another text than was asked about")
			}
			return
		}
	}
	y.t.Errorf("an answer about no text: %v", codes(p.Items))
}

// meet waits until the server has come to the newest text of each manifest, and
// holds that it is the editor's.
func (y *typist) meet() {
	y.t.Helper()
	for _, uri := range []string{y.uris[0], y.uris[2]} {
		want := sumOf(y.src[uri])
		if y.pulls {
			y.isAbout(question{sum: want}, y.answer(uri))
			continue
		}
		y.WaitShown(uri, func(p lsptest.Published) bool {
			return p.Version != nil && int(*p.Version) == y.version[uri] && slices.ContainsFunc(p.Diagnostics, func(d protocol.Diagnostic) bool {
				return d.Code == protocol.String("fingerprint") && d.Message == protocol.String(want)
			})
		})
	}
}

func (y *typist) answer(uri string) json.RawMessage {
	y.t.Helper()
	var answer json.RawMessage
	if err := y.Call("textDocument/diagnostic", pullParams(uri, ""), &answer); err != nil {
		y.t.Fatal(err)
	}
	return answer
}
