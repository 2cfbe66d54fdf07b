package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// hostile is a workspace whose files name programs to run and hosts to contact.
const hostile = `
-- repo/.git/HEAD --
ref: refs/heads/main
-- repo/.git/config --
[core]
	fsmonitor = evil
	hooksPath = hooks
-- repo/.porter-ls.yaml --
severity: {unused-mixin: hint}
-- repo/.vscode/settings.json --
{"porter-ls.installedMixins": true, "porter-ls.server.path": "./evil"}
-- repo/porter.yaml --
schemaVersion: 1.0.1
name: hostile
version: 0.1.0
registry: registry.invalid:5000
dockerfile: custom.Dockerfile
mixins:
  - exec
  - evil
  - az:
      extensions: [iot]
images:
  app: {repository: registry.invalid:5000/app, tag: v1}
parameters:
  - name: size
    type: string
    default: ${bundle.name}
dependencies:
  requires:
    - name: other
      bundle: {reference: "registry.invalid:5000/other:v1.0.0"}
install:
  - exec: {description: Run it, command: ./helpers.sh, arguments: [install, "${ bundle.parameters.size }"]}
  - evil: {description: Evil}
  - az: {description: Az, arguments: [login]}
uninstall:
  - exec: {command: bash, flags: {c: curl http://registry.invalid/}}
-- repo/helpers.sh --
#!/usr/bin/env evil
install() { curl http://registry.invalid/; }
"$@"
-- repo/custom.Dockerfile --
# syntax=registry.invalid:5000/frontend:v1
FROM registry.invalid:5000/base
# PORTER_INIT
ADD http://registry.invalid/x /x
RUN evil
# PORTER_MIXINS
-- repo/params.yaml --
schemaType: ParameterSet
name: p
parameters:
  - name: size
    source: {command: evil}
-- repo/installation.yaml --
schemaType: Installation
name: i
bundle: {repository: registry.invalid:5000/hostile, version: 0.1.0}
parameterSets: [p]
`

// evil is a program that shows that it was run.
const evil = "#!/bin/sh\necho \"$0 $*\" >> \"$RAN\"\n"

// traced is a server under strace, and the connection to it.
type traced struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Reader
	ids int
}

// send sends a message.
func (s *traced) send(message map[string]any) {
	s.t.Helper()
	message["jsonrpc"] = "2.0"
	body, err := json.Marshal(message)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := io.WriteString(s.in, frame(string(body))); err != nil {
		s.t.Fatal(err)
	}
}

// call sends a call and returns its answer; what the server asks meanwhile is
// answered with null.
func (s *traced) call(method string, params any) (result json.RawMessage, failure string) {
	s.t.Helper()
	s.ids++
	id := s.ids
	s.send(map[string]any{"id": id, "method": method, "params": params})
	for {
		var length int
		if _, err := fmt.Fscanf(s.out, "Content-Length: %d\r\n\r\n", &length); err != nil {
			s.t.Fatalf("%s: %v", method, err)
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(s.out, body); err != nil {
			s.t.Fatalf("%s: %v", method, err)
		}
		var m struct {
			ID     json.RawMessage
			Method string
			Result json.RawMessage
			Error  *struct{ Message string }
		}
		if err := json.Unmarshal(body, &m); err != nil {
			s.t.Fatal(err)
		}
		switch {
		case m.Method != "" && m.ID != nil:
			s.send(map[string]any{"id": m.ID, "result": nil})
		case m.Method == "" && string(m.ID) == fmt.Sprint(id):
			if m.Error != nil {
				return nil, m.Error.Message
			}
			return m.Result, ""
		}
	}
}

// advertised are the methods of what a server says it can do.
func advertised(capabilities map[string]json.RawMessage) []string {
	renamed := map[string][]string{
		"codeActionProvider":               {"textDocument/codeAction"},
		"diagnosticProvider":               {"textDocument/diagnostic", "workspace/diagnostic"},
		"documentFormattingProvider":       {"textDocument/formatting"},
		"documentRangeFormattingProvider":  {"textDocument/rangeFormatting"},
		"documentOnTypeFormattingProvider": {"textDocument/onTypeFormatting"},
		"executeCommandProvider":           nil, // called one by one
		"renameProvider":                   {"textDocument/prepareRename", "textDocument/rename"},
		"semanticTokensProvider":           {"textDocument/semanticTokens/full", "textDocument/semanticTokens/range"},
		"workspaceSymbolProvider":          {"workspace/symbol"},
		"callHierarchyProvider":            {"textDocument/prepareCallHierarchy"},
	}
	var methods []string
	for name := range capabilities {
		word, ok := strings.CutSuffix(name, "Provider")
		if !ok {
			continue
		}
		if named, ok := renamed[name]; ok {
			methods = append(methods, named...)
		} else {
			methods = append(methods, "textDocument/"+word)
		}
	}
	slices.Sort(methods)
	return methods
}

// TestHostileWorkspace opens a hostile workspace in a real server that may run
// mixins, and asks it for all that it can do: it runs nothing and contacts
// nothing. strace sees that.
func TestHostileWorkspace(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("there is no strace; scripts/setup.sh installs it")
		}
		t.Skip("there is no strace; scripts/setup.sh installs it")
	}
	if out, err := exec.Command(strace, "-f", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		t.Skipf("strace may not trace here: %v %s", err, out)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	repo, ran, log := filepath.Join(dir, "repo"), filepath.Join(dir, "ran"), filepath.Join(dir, "trace")
	write := func(name, content string, mode os.FileMode) {
		t.Helper()
		at := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o755), os.WriteFile(at, []byte(content), mode)); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range txtar.Parse([]byte(hostile)).Files {
		write(f.Name, string(f.Data), 0o755)
	}
	for _, program := range []string{"path/evil", "path/az", "path/git", "path/docker", "path/curl", "path/porter", "path/shellcheck", "porter/mixins/evil/evil", "porter/mixins/az/az", "porter/mixins/exec/exec", "repo/evil"} {
		write(program, evil, 0o755)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	server := filepath.Join(dir, "porter-ls")
	if err := os.Symlink(self, server); err != nil {
		t.Fatal(err)
	}

	cmd := exec.CommandContext(t.Context(), strace, "-f", "-e", "trace=execve,execveat,connect,sendto,sendmsg", "-o", log, server, "serve", "--installed-mixins")
	var stderr strings.Builder
	cmd.Dir, cmd.Stderr = repo, &stderr
	cmd.Env = []string{
		"PATH=" + filepath.Join(dir, "path"), "HOME=" + dir, "RAN=" + ran,
		"PORTER_HOME=" + filepath.Join(dir, "porter"), "PORTER_LS_HOME=" + filepath.Join(dir, "records"),
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &traced{t: t, in: stdin, out: bufio.NewReader(stdout)}
	s.askEverything(repo)
	s.send(map[string]any{"method": "exit"})
	if err := cmd.Wait(); err != nil {
		t.Fatalf("the server: %v\n%s", err, stderr.String())
	}

	if said, err := os.ReadFile(ran); err == nil {
		t.Errorf("programs were run: %s", said)
	}
	calls, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	started := 0
	for line := range strings.Lines(string(calls)) {
		switch {
		case strings.Contains(line, "execve("+`"`+server+`"`) && started == 0:
			started++
		case strings.Contains(line, "+++ exited"), strings.Contains(line, "--- SIG"), strings.Contains(line, "+++ killed"), strings.Contains(line, "<... "):
		default:
			t.Errorf("the server called %s", line)
		}
	}
	if started != 1 {
		t.Errorf("strace has not seen the server start:\n%s", calls)
	}
}

// askEverything opens every file of a workspace and asks all that can be asked.
func (s *traced) askEverything(repo string) {
	s.t.Helper()
	uri := func(name string) string { return (&url.URL{Scheme: "file", Path: filepath.Join(repo, name)}).String() }
	result, failure := s.call("initialize", map[string]any{
		"processId": nil, "rootUri": uri(""),
		"workspaceFolders": []any{map[string]any{"uri": uri(""), "name": "repo"}},
		"capabilities": map[string]any{
			"textDocument": map[string]any{
				"diagnostic": map[string]any{}, "hover": map[string]any{},
				"codeAction": map[string]any{"codeActionLiteralSupport": map[string]any{"codeActionKind": map[string]any{"valueSet": []string{""}}}},
				"semanticTokens": map[string]any{"requests": map[string]any{"full": true, "range": true},
					"tokenTypes": []string{"variable", "parameter"}, "tokenModifiers": []string{}, "formats": []string{"relative"}},
			},
			"workspace": map[string]any{"configuration": true, "didChangeWatchedFiles": map[string]any{"dynamicRegistration": true}},
			"window":    map[string]any{"showMessage": map[string]any{}, "workDoneProgress": true},
		},
	})
	var initialized struct{ Capabilities map[string]json.RawMessage }
	if err := json.Unmarshal(result, &initialized); err != nil || failure != "" {
		s.t.Fatal(failure, err)
	}
	s.send(map[string]any{"method": "initialized", "params": map[string]any{}})
	methods := advertised(initialized.Capabilities)
	if len(methods) < 5 {
		s.t.Errorf("the server can do %q only", methods)
	}
	for _, name := range []string{"porter.yaml", "helpers.sh", "custom.Dockerfile", "params.yaml", "installation.yaml"} {
		src, err := os.ReadFile(filepath.Join(repo, name))
		if err != nil {
			s.t.Fatal(err)
		}
		s.send(map[string]any{"method": "textDocument/didOpen", "params": map[string]any{"textDocument": map[string]any{
			"uri": uri(name), "languageId": "yaml", "version": 1, "text": string(src)}}})
		at := func(line, column int) map[string]any { return map[string]any{"line": line, "character": column} }
		for _, line := range []int{0, 8, 24, 26} {
			whole := map[string]any{"start": at(0, 0), "end": at(line, 0)}
			for _, method := range methods {
				_, _ = s.call(method, map[string]any{ // which answers there are is for other tests
					"textDocument": map[string]any{"uri": uri(name)}, "position": at(line, 8), "range": whole,
					"context": map[string]any{"diagnostics": []any{}, "includeDeclaration": true, "triggerKind": 1},
					"options": map[string]any{"tabSize": 2, "insertSpaces": true}, "ch": "\n", "newName": "x", "query": "",
					"positions": []any{at(line, 8)}, "previousResultIds": []any{},
				})
			}
		}
	}
	s.send(map[string]any{"method": "textDocument/didSave", "params": map[string]any{"textDocument": map[string]any{"uri": uri("porter.yaml")}}})
	for _, verb := range []struct {
		name  string
		flags map[string]any
	}{
		{"build", nil}, {"install", nil}, {"upgrade", nil}, {"uninstall", nil}, {"invoke", map[string]any{"action": "install"}},
		{"check", map[string]any{"installed-mixins": true}}, {"check", map[string]any{"since": "HEAD"}}, {"check", map[string]any{"staged": true}},
	} {
		flags := map[string]any{"uri": uri("porter.yaml")}
		for name, value := range verb.flags {
			flags[name] = value
		}
		_, failure := s.call("workspace/executeCommand", map[string]any{"command": "porter-ls." + verb.name, "arguments": []any{flags}})
		if !strings.Contains(failure, "not trusted") {
			s.t.Errorf("%s %v is answered with %q", verb.name, verb.flags, failure)
		}
	}
	if _, failure := s.call("workspace/executeCommand", map[string]any{"command": "porter-ls.check", "arguments": []any{map[string]any{"uri": uri("porter.yaml")}}}); failure != "" {
		s.t.Errorf("check, which runs nothing, is refused: %s", failure)
	}
	_, _ = s.call("shutdown", nil)
}
