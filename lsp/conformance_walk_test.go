package lsp_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

// A walk looks at an answer, whatever its type: at everything in it that has the
// form of a range, an edit or an address.
type walk struct {
	*conformant
	method string
	where  func() string
	file   string          // the URI that ranges are in now
	made   map[string]bool // files that the answer creates
}

func (w walk) fault(kind, format string, args ...any) {
	w.t.Helper()
	w.problem(kind+" from "+w.method, "%s: %s", w.where(), fmt.Sprintf(format, args...))
}

// value looks at a value that stands behind a key.
func (w walk) value(v any, key string) {
	switch v := v.(type) {
	case []any:
		if isEdits(v) {
			w.edits(v)
		}
		for _, item := range v {
			w.value(item, key)
		}
	case map[string]any:
		w.object(v, key)
	}
	if w.opts.bare {
		w.bareValue(v, key)
	}
}

func (w walk) object(v map[string]any, key string) {
	if isRange(v) {
		w.rangeAt(v)
		return
	}
	switch v["kind"] {
	case "create":
		w.made[fmt.Sprint(v["uri"])] = true
	case "rename":
		w.made[fmt.Sprint(v["newUri"])] = true
	}
	in := w
	for _, name := range []string{"uri", "targetUri"} {
		if uri, ok := v[name].(string); ok && key != "command" {
			w.known(uri)
			in.file = uri
		}
	}
	if document, ok := v["textDocument"].(map[string]any); ok {
		in.document(document)
		in.file, _ = document["uri"].(string)
	}
	if data, ok := v["data"].([]any); ok && strings.Contains(w.method, "/semanticTokens/") {
		in.tokens(data)
	}
	for name, child := range v {
		at := in
		switch {
		case name == "originSelectionRange":
			at.file = w.file
		case name == "data" && key != w.method || name == "arguments":
			continue // the server's own
		case name == "changes":
			for uri, edits := range asMap(child) {
				at.known(uri)
				at.file = uri
				at.value(edits, name)
			}
			continue
		}
		at.value(child, name)
	}
	w.order(v)
}

// order holds the ranges of an entry against each other, where the protocol does.
func (w walk) order(v map[string]any) {
	within := func(inner, outer string) {
		if !isRange(asMap(v[inner])) || !isRange(asMap(v[outer])) {
			return
		}
		i, o := toRange(v[inner]), toRange(v[outer])
		if before(i.Start, o.Start) || before(o.End, i.End) {
			w.fault("a "+inner+" outside of its "+outer, "%v and %v", i, o)
		}
	}
	within("selectionRange", "range")
	within("targetSelectionRange", "targetRange")
	if parent := asMap(v["parent"]); parent != nil && isRange(asMap(v["range"])) {
		i, o := toRange(v["range"]), toRange(parent["range"])
		if before(i.Start, o.Start) || before(o.End, i.End) || i == o {
			w.fault("a selection that is not within its parent", "%v and %v", i, o)
		}
	}
}

func before(a, b protocol.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}

func asMap(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func isRange(v map[string]any) bool {
	return len(v) == 2 && isPosition(v["start"]) && isPosition(v["end"])
}

func isPosition(v any) bool {
	m := asMap(v)
	return len(m) == 2 && m["line"] != nil && m["character"] != nil
}

func toRange(v any) (r protocol.Range) {
	raw, _ := json.Marshal(v)
	_ = json.Unmarshal(raw, &r)
	return r
}

// lines returns the lines of the file that ranges are in now, nil where it is
// none.
func (w walk) lines() *text.Lines {
	if f := w.open[w.file]; f != nil {
		return f.lines
	}
	if lines, ok := w.disk[w.file]; ok {
		return lines
	}
	src, err := os.ReadFile(cache.Path(w.file))
	if err != nil {
		return text.NewLines(nil)
	}
	w.disk[w.file] = text.NewLines(src)
	return w.disk[w.file]
}

// rangeAt holds that a range is in its file, between whole characters.
func (w walk) rangeAt(v map[string]any) {
	r := toRange(v)
	w.place(r.Start)
	w.place(r.End)
	if before(r.End, r.Start) {
		w.fault("a range that ends before it begins", "%v", r)
	}
}

func (w walk) place(p protocol.Position) {
	lines := w.lines()
	line, column := lines.Position(lines.Offset(int(p.Line), int(p.Character), w.enc), w.enc)
	if uint32(line) != p.Line || uint32(column) != p.Character {
		w.fault("a place outside of the text", "%v of %d lines of %s", p, lines.Count(), w.file)
	}
}

// known holds that there is a file of that address.
func (w walk) known(uri string) {
	if w.open[uri] != nil || w.made[uri] || !strings.HasPrefix(uri, "file:") {
		return
	}
	if _, err := os.Stat(cache.Path(uri)); err != nil {
		w.fault("an unknown address", "%s", uri)
	}
}

// document holds the version of a document that is edited against the editor's.
func (w walk) document(v map[string]any) {
	version, said := v["version"].(float64)
	f := w.open[fmt.Sprint(v["uri"])]
	if said && (f == nil || int(version) != f.version) {
		w.fault("a wrong version", "%v", v)
	}
}

func isEdits(list []any) bool {
	for _, item := range list {
		m := asMap(item)
		if _, ok := m["newText"].(string); !ok || !isRange(asMap(m["range"])) || m["label"] != nil {
			return false
		}
	}
	return len(list) > 0
}

// edits holds that edits can be made together.
func (w walk) edits(list []any) {
	lines := w.lines()
	var all []text.Edit
	for _, item := range list {
		m := asMap(item)
		all = append(all, text.Edit{Span: w.bytes(lines, toRange(m["range"])), New: m["newText"].(string)})
	}
	out, err := text.Apply(lines.Text(), all)
	if err != nil {
		w.fault("edits that cannot be made", "%v", err)
		return
	}
	if f := w.open[w.file]; f != nil {
		w.edited(f, out)
	}
}

// edited holds that a file is no worse for an edit, and that one that only lays it
// out anew leaves it the same data.
func (w walk) edited(f *openFile, after []byte) {
	layout := strings.HasSuffix(strings.ToLower(w.method), "formatting")
	if !layout && !slices.Contains([]string{"textDocument/rename", "textDocument/codeAction", "codeAction/resolve"}, w.method) {
		return
	}
	before, now := w.errors(f.src), w.errors(after)
	for rule, n := range now {
		if n > before[rule] && (rule == "yaml" || w.method != "textDocument/codeAction" && w.method != "codeAction/resolve") {
			w.fault("an edit that breaks the text, "+rule+",", "it becomes\n%s", after)
		}
	}
	if layout && now["yaml"] == 0 && before["yaml"] == 0 {
		was, is := analysis.Parse("porter.yaml", f.src, nil).File.Docs(), analysis.Parse("porter.yaml", after, nil).File.Docs()
		if !slices.EqualFunc(was, is, func(a, b syntax.Node) bool { return reflect.DeepEqual(a.Decode(), b.Decode()) }) {
			w.fault("a layout that changes what the text says", "it becomes\n%s", after)
		}
	}
}

func (c *conformant) bytes(lines *text.Lines, r protocol.Range) text.Span {
	return text.Span{
		Start: lines.Offset(int(r.Start.Line), int(r.Start.Character), c.enc),
		End:   lines.Offset(int(r.End.Line), int(r.End.Character), c.enc),
	}
}

// tokens holds that every token is within a line, behind the one before.
func (w walk) tokens(data []any) {
	if len(data)%5 != 0 {
		w.fault("tokens of less than five numbers", "%d numbers", len(data))
		return
	}
	var at protocol.Position
	end := uint32(0)
	for t := range slices.Chunk(data, 5) {
		number := func(i int) uint32 { n, _ := t[i].(float64); return uint32(n) }
		if number(0) > 0 {
			at, end = protocol.Position{Line: at.Line + number(0)}, 0
		}
		at.Character += number(1)
		if at.Character < end || number(2) == 0 {
			w.fault("a token over another one", "%v", at)
		}
		end = at.Character + number(2)
		for _, column := range []uint32{at.Character, end} {
			w.place(protocol.Position{Line: at.Line, Character: column})
		}
	}
}

// bareValue holds that nothing is in an answer that an editor takes only where it
// has said so.
func (w walk) bareValue(v any, key string) {
	m := asMap(v)
	for _, name := range []string{
		"documentChanges", "changeAnnotations", "annotationId", "itemDefaults", "labelDetails", "insertTextMode",
		"commitCharacters", "deprecated", "tags", "isPreferred", "disabled", "targetUri", "codeDescription", "relatedInformation",
		"collapsedText", "activeParameterSupport",
	} {
		if m[name] != nil {
			w.fault("what an editor has to ask for", "%s in %.200v", name, m)
		}
	}
	textEdit := asMap(m["textEdit"])
	switch {
	case m["insertTextFormat"] == 2.0:
		w.fault("what an editor has to ask for", "a snippet: %v", m)
	case textEdit["insert"] != nil || textEdit["replace"] != nil:
		w.fault("what an editor has to ask for", "an edit to insert or to replace: %v", m)
	case m["kind"] == "markdown":
		w.fault("what an editor has to ask for", "Markdown: %.200v", m)
	case w.method == "textDocument/documentSymbol" && m["selectionRange"] != nil:
		w.fault("what an editor has to ask for", "a tree of symbols: %.200v", m)
	case w.method == "textDocument/codeAction" && key == w.method && m != nil && fmt.Sprintf("%T", m["command"]) != "string":
		w.fault("what an editor has to ask for", "a code action that is no command: %.200v", m)
	case m["data"] != nil && slices.Contains([]string{"textDocument/codeAction", "textDocument/diagnostic"}, w.method):
		w.fault("what an editor has to ask for", "data: %.200v", m)
	}
	// Up to which number an editor takes kinds that does not say.
	most := map[string]float64{"textDocument/documentSymbol": 18, "workspace/symbol": 18, "textDocument/completion": 18, "completionItem/resolve": 18}
	if kind, ok := m["kind"].(float64); ok && most[w.method] > 0 && kind > most[w.method] {
		w.fault("what an editor has to ask for", "the kind %v: %.200v", kind, m)
	}
}
