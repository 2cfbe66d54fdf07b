package lsp_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

const (
	initialize = `{"jsonrpc":"2.0","id":"init","method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`
	ping       = `{"jsonrpc":"2.0","id":"ping","method":"textDocument/codeAction","params":{"textDocument":{"uri":"file:///x"},"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"context":{"diagnostics":[]}}}`
)

func call(id, method, params string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":%q,"params":%s}`, id, method, params)
}

func notification(method, params string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, params)
}

// Every message is sent to a server that is asked something afterwards: it must
// answer that, and the message with the right error, or not at all.
func TestHostileMessages(t *testing.T) {
	open := notification("textDocument/didOpen", `{"textDocument":{"uri":"file:///porter.yaml","languageId":"yaml","version":1,"text":"a"}}`)
	deep := strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000)
	tests := map[string]struct {
		raw  string // as it goes over the wire
		want string // "id code" of each error, comma-separated
	}{
		"nothing":                    {"", ""},
		"broken JSON":                {lsptest.Frame(`{"jsonrpc":"2.0","id":1,"method":`), "null -32700"},
		"truncated by its header":    {"Content-Length: 20\r\n\r\n" + call("1", "x", "{}"), "null -32700,null -32700"},
		"no JSON":                    {lsptest.Frame("hello"), "null -32700"},
		"empty body":                 {"Content-Length: 0\r\n\r\n", "null -32700"},
		"broken params":              {lsptest.Frame(call("1", "textDocument/codeAction", `{"textDocument":}`)), "1 -32700"},
		"NUL bytes":                  {lsptest.Frame("\x00\x00\x00"), "null -32700"},
		"a number":                   {lsptest.Frame("42"), "null -32700"},
		"a batch":                    {lsptest.Frame("[" + ping + "]"), "null -32600"},
		"an empty batch":             {lsptest.Frame("[]"), "null -32600"},
		"an empty object":            {lsptest.Frame("{}"), "null -32600"},
		"no version":                 {lsptest.Frame(`{"id":1,"method":"shutdown"}`), "null -32600"},
		"method is a number":         {lsptest.Frame(`{"jsonrpc":"2.0","id":1,"method":5}`), "null -32600"},
		"id is an object":            {lsptest.Frame(`{"jsonrpc":"2.0","id":{},"method":"x"}`), "null -32600"},
		"id is a fraction":           {lsptest.Frame(`{"jsonrpc":"2.0","id":1.5,"method":"x"}`), "null -32600"},
		"id is a list":               {lsptest.Frame(`{"jsonrpc":"2.0","id":[1],"method":"x"}`), "null -32600"},
		"id is true":                 {lsptest.Frame(`{"jsonrpc":"2.0","id":true,"method":"x"}`), "null -32600"},
		"id is null":                 {lsptest.Frame(`{"jsonrpc":"2.0","id":null,"method":"x"}`), ""},
		"id is negative":             {lsptest.Frame(call("-3", "x", "{}")), "-3 -32601"},
		"id is a string":             {lsptest.Frame(call(`"é\n"`, "x", "{}")), `"é\n" -32601`},
		"id is empty":                {lsptest.Frame(call(`""`, "x", "{}")), `"" -32601`},
		"request and response":       {lsptest.Frame(`{"jsonrpc":"2.0","id":1,"method":"x","result":1}`), "null -32600"},
		"a response nobody waits on": {lsptest.Frame(`{"jsonrpc":"2.0","id":77,"result":1}`), ""},
		"an error nobody waits on":   {lsptest.Frame(`{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}`), ""},
		"unknown method":             {lsptest.Frame(call("1", "porter/unheardOf", "{}")), "1 -32601"},
		"unknown $/ method":          {lsptest.Frame(call("1", "$/unheardOf", "{}")), "1 -32601"},
		"unknown notification":       {lsptest.Frame(notification("porter/unheardOf", "{}")), ""},
		"unknown $/ notification":    {lsptest.Frame(notification("$/unheardOf", "{}")), ""},
		"wrong params":               {lsptest.Frame(call("1", "textDocument/codeAction", `{"textDocument":5}`)), "1 -32602"},
		"params are a list":          {lsptest.Frame(call("1", "textDocument/codeAction", `[1,2]`)), "1 -32602"},
		"params are missing":         {lsptest.Frame(`{"jsonrpc":"2.0","id":1,"method":"textDocument/codeAction"}`), "1 -32602"},
		"params are deep":            {lsptest.Frame(call("1", "textDocument/codeAction", deep)), "1 -32700"},
		"params of initialized null": {lsptest.Frame(notification("initialized", "null")), ""},
		"a second initialize":        {lsptest.Frame(call("1", "initialize", "{}")), "1 -32600"},
		"open without params":        {lsptest.Frame(notification("textDocument/didOpen", "null")), ""},
		"open with wrong params":     {lsptest.Frame(notification("textDocument/didOpen", `{"textDocument":{"uri":1}}`)), ""},
		"open without URI":           {lsptest.Frame(notification("textDocument/didOpen", `{}`)), ""},
		"open as a call":             {lsptest.Frame(call("1", "textDocument/didOpen", `{"textDocument":{"uri":"file:///a.txt","text":""}}`)), ""},
		"open with a bad URI":        {lsptest.Frame(notification("textDocument/didOpen", `{"textDocument":{"uri":":%zz","languageId":"porter","version":1,"text":""}}`)), ""},
		"open with bad UTF-8":        {lsptest.Frame(notification("textDocument/didOpen", "{\"textDocument\":{\"uri\":\"file:///porter.yaml\",\"languageId\":\"yaml\",\"version\":1,\"text\":\"\xff\xfe\"}}")), ""},
		"open with a lone surrogate": {lsptest.Frame(notification("textDocument/didOpen", `{"textDocument":{"uri":"file:///porter.yaml","languageId":"yaml","version":1,"text":"\ud800"}}`)), ""},
		"change of a closed file":    {lsptest.Frame(notification("textDocument/didChange", `{"textDocument":{"uri":"file:///n","version":2},"contentChanges":[{"text":"x"}]}`)), ""},
		"change outside the text": {lsptest.Frame(open) + lsptest.Frame(notification("textDocument/didChange",
			`{"textDocument":{"uri":"file:///porter.yaml","version":2},"contentChanges":[{"range":{"start":{"line":4294967295,"character":9},"end":{"line":0,"character":4294967295}},"text":"x"}]}`)), ""},
		"change backwards": {lsptest.Frame(open) + lsptest.Frame(notification("textDocument/didChange",
			`{"textDocument":{"uri":"file:///porter.yaml","version":2},"contentChanges":[{"range":{"start":{"line":0,"character":1},"end":{"line":0,"character":0}},"text":"x"}]}`)), ""},
		"change without changes": {lsptest.Frame(open) + lsptest.Frame(notification("textDocument/didChange", `{"textDocument":{"uri":"file:///porter.yaml","version":2}}`)), ""},
		"a negative line": {lsptest.Frame(open) + lsptest.Frame(notification("textDocument/didChange",
			`{"textDocument":{"uri":"file:///porter.yaml","version":2},"contentChanges":[{"range":{"start":{"line":-1,"character":0},"end":{"line":0,"character":0}},"text":"x"}]}`)), ""},
		"close of a closed file":   {lsptest.Frame(notification("textDocument/didClose", `{"textDocument":{"uri":"file:///n"}}`)), ""},
		"save of a closed file":    {lsptest.Frame(notification("textDocument/didSave", `{"textDocument":{"uri":"file:///n"}}`)), ""},
		"cancel of nothing":        {lsptest.Frame(notification("$/cancelRequest", `{"id":99}`)), ""},
		"cancel without id":        {lsptest.Frame(notification("$/cancelRequest", `{}`)), ""},
		"cancel with an odd id":    {lsptest.Frame(notification("$/cancelRequest", `{"id":{}}`)), ""},
		"cancel with null":         {lsptest.Frame(notification("$/cancelRequest", `null`)), ""},
		"cancel of odd progress":   {lsptest.Frame(notification("window/workDoneProgress/cancel", `{"token":[]}`)), ""},
		"cancel of no progress":    {lsptest.Frame(notification("window/workDoneProgress/cancel", `{"token":1}`)), ""},
		"exit as a call":           {lsptest.Frame(call("1", "exit", "{}")), "1 -32601"},
		"unknown command":          {lsptest.Frame(call("1", "workspace/executeCommand", `{"command":"porter-ls.nope"}`)), "1 -32602"},
		"no Content-Length":        {"Content-Type: x\r\n\r\n" + call("1", "x", "{}"), "null -32700"},
		"no header":                {call("1", "x", "{}"), "null -32700"},
		"no header, lines":         {call("1", "x", "{}") + "\n\n" + call("2", "x", "{}") + "\n", "null -32700"},
		"negative Content-Length":  {"Content-Length: -5\r\n\r\nhello", "null -32700"},
		"Content-Length no number": {"Content-Length: many\r\n\r\n" + call("1", "x", "{}"), "null -32700"},
		"huge Content-Length":      {"Content-Length: 99999999999999\r\n\r\n" + call("1", "x", "{}"), "null -32700"},
		"Content-Length over int":  {"Content-Length: 99999999999999999999999999\r\n\r\n{}", "null -32700"},
		"large junk":               {strings.Repeat("x", 100_000), "null -32700"},
		"junk with line breaks":    {strings.Repeat("x\r\n", 1000), "null -32700"},
		"binary junk":              {string([]byte{0, 1, 2, 0xff, '\n', 7}), "null -32700"},
		"lower case header":        {"content-length: 43\r\n\r\n" + `{"jsonrpc":"2.0","id":1,"method":"unknown"}`, "1 -32601"},
		"other headers":            {"X-A: 1\r\nContent-Length: 43\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n" + `{"jsonrpc":"2.0","id":1,"method":"unknown"}`, "1 -32601"},
		"lines end with LF":        {"Content-Length: 43\n\n" + `{"jsonrpc":"2.0","id":1,"method":"unknown"}`, "1 -32601"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := lsptest.Dial(t, lsp.Options{Rules: []*analysis.Analyzer{marks()}})
			go func() {
				w.Send(initialize)
				w.Write(tt.raw)
				w.Send(ping)
			}()
			if got := errorsUntil(t, w, `"ping"`); got != tt.want {
				t.Errorf("answered %q, want %q", got, tt.want)
			}
		})
	}
}

// errorsUntil reads up to the answer with an ID and returns the errors before.
func errorsUntil(t *testing.T, w *lsptest.Wire, id string) string {
	t.Helper()
	var got []string
	for {
		m, err := w.Receive()
		if err != nil {
			t.Fatalf("the server ended after %q: %v", got, err)
		}
		if m.Error != nil {
			got = append(got, fmt.Sprintf("%s %d", m.ID, m.Error.Code))
		}
		if string(m.ID) == id {
			return strings.Join(got, ",")
		}
	}
}

// A frame that says more than what comes is the end of the stream.
func TestTruncated(t *testing.T) {
	for name, raw := range map[string]string{
		"in the body":   "Content-Length: 100\r\n\r\n{}",
		"in the header": "Content-Len",
	} {
		t.Run(name, func(t *testing.T) {
			w := lsptest.Dial(t, lsp.Options{})
			go func() {
				w.Write(raw)
				w.Hangup()
			}()
			if err := w.Wait(); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("Serve returned %v, want an unexpected end", err)
			}
		})
	}
}
