package lsp_test

import (
	"context"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

// Whatever message comes, the one after it is answered.
func FuzzMessage(f *testing.F) {
	f.Add(call("1", "initialize", "{}"))
	f.Add(`{"jsonrpc":"2.0","id":1,"method":`)
	f.Add(`[]`)
	f.Add(notification("$/cancelRequest", `{"id":1}`))
	f.Add(notification("textDocument/didOpen", `{"textDocument":{"uri":"file:///porter.yaml","languageId":"yaml","version":1,"text":"name: a\ninstall:\n  - exec: {}\n"}}`))
	f.Add(notification("textDocument/didChange", `{"textDocument":{"uri":"file:///open/porter.yaml","version":2},"contentChanges":[{"range":{"start":{"line":0,"character":3},"end":{"line":2,"character":0}},"text":"x"},{"text":"y"}]}`))
	f.Add(notification("textDocument/didClose", `{"textDocument":{"uri":"file:///open/porter.yaml"}}`))
	f.Add(call("1", "textDocument/codeAction", `{"textDocument":{"uri":"file:///open/porter.yaml"},"range":{"start":{"line":9,"character":9},"end":{"line":0,"character":0}},"context":{"diagnostics":[],"only":["quickfix"]}}`))
	f.Add(call(`"a"`, "workspace/executeCommand", `{"command":"porter-ls.build","arguments":[{"uri":"file:///open/porter.yaml","param":["a"]}],"workDoneToken":1}`))
	f.Add(notification("window/workDoneProgress/cancel", `{"token":1}`))
	build := command(func(context.Context, *commands.Env, commands.Input) (commands.Result, error) {
		return commands.Result{}, nil
	})
	open := notification("textDocument/didOpen", `{"textDocument":{"uri":"file:///open/porter.yaml","languageId":"yaml","version":1,"text":"schemaVersion: 1.0.1\nname: a\ninstall:\n  - exec:\n      command: ${ bundle.parameters.x }\n"}}`)
	f.Fuzz(func(t *testing.T, body string) {
		if strings.Contains(body, "exit") || strings.Contains(body, "shutdown") || strings.Contains(body, "ping") || strings.Contains(body, `\u`) {
			return // these may rightly end the server, or stand for the message after
		}
		w := lsptest.Dial(t, lsp.Options{Commands: []*commands.Command{build}, Rules: rules.All()})
		go func() {
			w.Send(initialize)
			w.Send(open)
			w.Send(body)
			w.Send(ping)
		}()
		errorsUntil(t, w, `"ping"`)
	})
}
