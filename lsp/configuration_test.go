package lsp_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"go.lsp.dev/protocol"
)

// user is one who sets things in an editor, by folder; "" is for everything.
type user struct {
	mu  sync.Mutex
	set map[string]any // guarded by mu, by the scope's URI
}

func (u *user) sets(scope string, settings any) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.set[scope] = settings
}

// answer is the editor's to workspace/configuration.
func (u *user) answer(params json.RawMessage) any {
	var p struct {
		Items []struct{ Section, ScopeURI string }
	}
	if err := json.Unmarshal(params, &p); err != nil {
		return &lsptest.Error{Message: err.Error()}
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	answers := []any{}
	for _, i := range p.Items {
		if i.Section != "porter-ls" {
			return &lsptest.Error{Message: "asked for " + i.Section}
		}
		answers = append(answers, u.set[i.ScopeURI])
	}
	return answers
}

func (u *user) editor(t *testing.T, o lsptest.Options) *lsptest.Editor {
	o.Server = lsp.Options{Rules: rules.All()}
	o.Answers = map[string]func(json.RawMessage) any{"workspace/configuration": u.answer}
	o.Capabilities = map[string]string{"workspace.configuration": "true", "workspace.didChangeConfiguration": `{"dynamicRegistration": true}`}
	return lsptest.Start(t, o)
}

// missing returns a test of whether a manifest's template is said to be missing,
// with that severity; 0 where it is not.
func missing(severity protocol.DiagnosticSeverity) func(lsptest.Published) bool {
	return func(p lsptest.Published) bool {
		var got protocol.DiagnosticSeverity
		for _, d := range p.Diagnostics {
			if d.Code == protocol.String("dockerfile-missing") {
				got = d.Severity
			}
		}
		return got == severity
	}
}

// What is set counts from the first check on, for its folder, and what the
// repository says lies over it.
func TestSettingsOfTheEditor(t *testing.T) {
	disk := newDisk(t)
	for _, name := range []string{"a/porter.yaml", "b/porter.yaml", "c/porter.yaml"} {
		disk.write(name, templated)
	}
	disk.write(".git/HEAD", "ref: refs/heads/main\n")
	disk.write("b/.porter-ls.yaml", "severity: {dockerfile-missing: information}\n")
	a, b, c := disk.uri("a/porter.yaml"), disk.uri("b/porter.yaml"), disk.uri("c/porter.yaml")
	u := &user{set: map[string]any{
		"":            map[string]any{"severity": map[string]any{"dockerfile-missing": "hint"}},
		disk.uri("a"): map[string]any{"ignore": []string{"dockerfile-*"}},
		disk.uri("b"): map[string]any{"severity": map[string]any{"dockerfile-missing": "hint"}},
	}}
	e := u.editor(t, lsptest.Options{Folder: disk.uri("a")})
	e.Notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{
		"added": []any{map[string]any{"uri": disk.uri("b"), "name": "b"}}, "removed": []any{},
	}})
	for _, uri := range []string{a, b, c} {
		e.Open(uri, "yaml", templated)
	}
	e.WaitShown(b, missing(protocol.DiagnosticSeverityInformation))
	e.WaitShown(c, missing(protocol.DiagnosticSeverityHint))
	e.WaitShown(a, missing(0))
	for _, p := range e.Shown(a) {
		if !missing(0)(p) {
			t.Errorf("what is turned off was shown: %v", p.Diagnostics)
		}
	}
	u.sets(disk.uri("a"), nil)
	u.sets("", nil)
	e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": nil})
	e.WaitShown(a, missing(protocol.DiagnosticSeverityWarning))
	e.WaitShown(c, missing(protocol.DiagnosticSeverityWarning))
}

// A mistake is said once, and everything else counts.
func TestSettingsWithMistakes(t *testing.T) {
	disk := newDisk(t)
	uri := disk.uri("porter.yaml")
	u := &user{set: map[string]any{"": map[string]any{"ignore": []string{"dockerfile-mising", "dockerfile-missing"}, "targt": "porter"}}}
	e := u.editor(t, lsptest.Options{})
	e.Open(uri, "yaml", templated)
	e.WaitShown(uri, missing(0))
	e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": nil})
	e.WaitAsked("workspace/configuration", 2)
	u.sets("", map[string]any{"severity": map[string]any{"dockerfile-missing": "hint"}, "ignore": []string{"dockerfile-mising"}})
	e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": nil})
	e.WaitShown(uri, missing(protocol.DiagnosticSeverityHint))
	said := map[string]int{}
	for _, m := range e.Messages() {
		said[m.Message]++
	}
	for _, want := range []string{
		`The setting porter-ls.ignore[0] cannot be followed, all others are: there is no rule "dockerfile-mising"; did you mean "dockerfile-missing"?`,
		`The setting porter-ls.targt cannot be followed, all others are: there is no setting "targt"; did you mean "target"?`,
	} {
		if said[want] != 1 {
			t.Errorf("said %d times: %s\nof %v", said[want], want, said)
		}
	}
}

// Settings may also come with the first message, and with the notification from
// editors that cannot be asked.
func TestSettingsThatAreGiven(t *testing.T) {
	disk := newDisk(t)
	uri := disk.uri("porter.yaml")
	for name, options := range map[string]any{
		"plain":   map[string]any{"trusted": false, "severity": map[string]any{"dockerfile-missing": "hint"}},
		"section": map[string]any{"porter-ls": map[string]any{"severity": map[string]any{"dockerfile-missing": "hint"}}},
	} {
		e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}, Initialization: options})
		e.Open(uri, "yaml", templated)
		e.WaitShown(uri, missing(protocol.DiagnosticSeverityHint))
		e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"porter-ls": map[string]any{"ignore": []string{"dockerfile-missing"}}}})
		e.WaitShown(uri, missing(0))
		e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"porter-ls": map[string]any{}}})
		e.WaitShown(uri, missing(protocol.DiagnosticSeverityHint))
		e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"others": true}})
		for _, m := range e.Messages() {
			if strings.Contains(m.Message, "setting") {
				t.Errorf("%s: said was %q", name, m.Message)
			}
		}
	}
}

// Settings of the first message that are no settings are said, not obeyed.
func TestSettingsThatAreNone(t *testing.T) {
	for options, want := range map[string]string{
		`"x"`:                `The setting porter-ls cannot be followed`,
		`[1]`:                `The setting porter-ls cannot be followed`,
		`{"trusted": "yes"}`: `The setting porter-ls.trusted cannot be followed`,
	} {
		e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}, Initialization: json.RawMessage(options)})
		e.WaitMessage(func(m lsptest.Shown) bool { return strings.HasPrefix(m.Message, want) })
	}
}

// An editor that never answers holds up nothing for long, one that answers with
// nonsense nothing at all.
func TestSettingsThatNeverCome(t *testing.T) {
	disk := newDisk(t)
	uri := disk.uri("porter.yaml")
	for name, answer := range map[string]any{"an error": &lsptest.Error{Code: -32603, Message: "no"}, "too few": []any{}, "no list": "x"} {
		t.Run(name, func(t *testing.T) {
			e := lsptest.Start(t, lsptest.Options{
				Server:       lsp.Options{Rules: rules.All()},
				Capabilities: map[string]string{"workspace.configuration": "true"},
				Answers:      map[string]func(json.RawMessage) any{"workspace/configuration": func(json.RawMessage) any { return answer }},
			})
			e.Open(uri, "yaml", templated)
			e.WaitShown(uri, missing(protocol.DiagnosticSeverityWarning))
		})
	}
}
