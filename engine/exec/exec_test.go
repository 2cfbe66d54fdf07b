//go:build unix

package exec_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/porter-ls/porter-ls/engine/exec"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// result is all that a step leaves.
type result struct {
	Out, Err string
	Code     int
	Outputs  map[string]string
}

// run runs a step in a folder that holds files.
func run(t *testing.T, args []string, stdin string, files map[string]string) result {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		mode := os.FileMode(0o644)
		if strings.HasSuffix(name, ".sh") {
			mode = 0o755
		}
		if err := os.WriteFile(p, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	m := exec.Mixin{Dir: dir, Env: []string{"PATH=/usr/bin:/bin", "BASE=base", "OVER=no"},
		Outputs: filepath.Join(dir, "outputs"), Stdout: &out, Stderr: &errs}
	r := result{Code: m.Main(t.Context(), args, strings.NewReader(stdin)), Outputs: map[string]string{}}
	r.Out, r.Err = strings.ReplaceAll(out.String(), dir, "DIR"), strings.ReplaceAll(errs.String(), dir, "DIR")
	found, _ := filepath.Glob(filepath.Join(dir, "outputs", "*"))
	for _, p := range found {
		content, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		r.Outputs[filepath.Base(p)] = string(content)
	}
	return r
}

func step(body string) string { return "install:\n- exec:\n    " + body + "\n" }

var install = []string{"install"}

func TestMixin(t *testing.T) {
	for _, test := range []struct {
		name  string
		args  []string
		stdin string
		files map[string]string
		want  result
	}{
		{"arguments and flags", install, step(`{command: printf, arguments: ["%s,", "a b"], flags: {c: '"d e"', long: [x, y]}, suffix-arguments: [end]}`), nil,
			result{Out: "a b,-c,d e,--long,x,--long,y,end,"}},
		{"streams", install, step(`{command: sh, flags: {c: '"echo out; echo err >&2"'}}`), nil, result{Out: "out\n", Err: "err\n"}},
		{"envs", install, step(`{command: sh, envs: {OVER: 1.10, NEW: x}, flags: {c: '"echo $BASE $OVER $NEW"'}}`), nil, result{Out: "base 1.10 x\n"}},
		{"runs in the bundle's folder", install, step(`{command: pwd}`), nil, result{Out: "DIR\n"}},
		{"dir", install, step(`{command: ./in.sh, dir: sub}`), map[string]string{"sub/in.sh": "#!/bin/sh\npwd"}, result{Out: "DIR/sub\n"}},
		{"bare script", install, step(`{command: helper.sh}`), map[string]string{"helper.sh": "#!/bin/sh\necho helped"}, result{Out: "helped\n"}},
		{"bare script, other dir", install, step(`{command: helper.sh, dir: sub}`), map[string]string{"helper.sh": "#!/bin/sh\npwd", "sub/x": ""}, result{Out: "DIR/sub\n"}},
		{"PATH comes first", install, step(`{command: pwd}`), map[string]string{"pwd": "no program"}, result{Out: "DIR\n"}},
		{"suppressed", install, step(`{command: sh, suppress-output: true, flags: {c: '"echo out; echo err >&2"'}, outputs: [{name: o, regex: "(.*)"}]}`), nil,
			result{Outputs: map[string]string{"o": "out\n"}}},
		{"custom action", []string{"invoke", "--action", "my.own action"}, "my.own action: [{exec: {command: echo, arguments: [hi]}}]", nil, result{Out: "hi\n"}},
		{"custom action with =", []string{"invoke", "--action=build"}, "build: [{exec: {command: echo, arguments: [hi]}}]", nil, result{Out: "hi\n"}},

		{"json outputs", install, step(`{command: cat, arguments: [d.json], suppress-output: true, outputs: [{name: text, jsonPath: $.s}, {name: number, jsonPath: $.n}, {name: list, jsonPath: "$.l[*].x"}, {name: object, jsonPath: $.o}, {name: bool, jsonPath: $.b}]}`),
			map[string]string{"d.json": `{"s":"a \"b\"","n":1234567,"l":[{"x":1},{"x":2}],"o":{"k":null},"b":true}`},
			result{Outputs: map[string]string{"text": `a "b"`, "number": "1234567", "list": "[1,2]", "object": `{"k":null}`, "bool": "true"}}},
		{"json output of nothing", install, step(`{command: "true", outputs: [{name: o, jsonPath: $.s}]}`), nil, result{Outputs: map[string]string{"o": ""}}},
		{"regex output", install, step(`{command: printf, arguments: ["a=1 b=2\nc=3"], suppress-output: true, outputs: [{name: o, regex: "(\\w)=(\\d)"}, {name: none, regex: "\\d"}]}`), nil,
			result{Outputs: map[string]string{"o": "a\n1\nb\n2\nc\n3", "none": ""}}},
		{"path output", install, step(`{command: sh, flags: {c: '"printf made > f"'}, outputs: [{name: o, path: f}]}`), nil, result{Outputs: map[string]string{"o": "made"}}},
		{"failing outputs do not hold up others", install, step(`{command: echo, arguments: [x], outputs: [{name: a, jsonPath: $.b}, {name: c, path: none}, {name: d, regex: "("}, {name: e, regex: "(.)"}]}`), nil,
			result{Out: "x\n", Code: 1, Outputs: map[string]string{"e": "x"}, Err: "Error: output a: jsonPath $.b: the command printed no JSON: invalid character 'x' looking for beginning of value\n" +
				"output c: open DIR/none: no such file or directory\noutput d: regex (: error parsing regexp: missing closing ): `(`\n"}},

		{"exit code", install, step(`{command: sh, flags: {c: '"exit 3"'}, outputs: [{name: o, path: none}]}`), nil, result{Code: 3, Err: "Error: sh: exit status 3\n"}},
		{"killed", install, step(`{command: sh, flags: {c: '"kill -9 $$"'}}`), nil, result{Code: 137, Err: "Error: sh: signal: killed\n"}},
		{"ignored: all", install, step(`{command: sh, flags: {c: '"echo x; exit 3"'}, ignoreError: {all: true}, outputs: [{name: o, regex: "(.*)"}]}`), nil,
			result{Out: "x\n", Outputs: map[string]string{"o": "x\n"}}},
		{"ignored: code", install, step(`{command: sh, flags: {c: '"exit 3"'}, ignoreError: {exitCodes: [1, 3]}}`), nil, result{}},
		{"not ignored: code", install, step(`{command: sh, flags: {c: '"exit 2"'}, ignoreError: {exitCodes: [1, 3]}}`), nil, result{Code: 2, Err: "Error: sh: exit status 2\n"}},
		{"ignored: contains", install, step(`{command: sh, flags: {c: '"echo it is gone >&2; exit 1"'}, ignoreError: {output: {contains: [is gone]}}}`), nil, result{Err: "it is gone\n"}},
		{"only standard error counts", install, step(`{command: sh, flags: {c: '"echo it is gone; exit 1"'}, ignoreError: {output: {contains: [is gone]}}}`), nil,
			result{Out: "it is gone\n", Code: 1, Err: "Error: sh: exit status 1\n"}},
		{"ignored: regex", install, step(`{command: sh, flags: {c: '"echo it is gone >&2; exit 1"'}, ignoreError: {output: {regex: ["g.ne$", "g.ne\\s"]}}}`), nil, result{Err: "it is gone\n"}},
		{"ignored: bad regex", install, step(`{command: sh, flags: {c: '"exit 4"'}, ignoreError: {output: {regex: ["("]}}}`), nil,
			result{Code: 4, Err: "Error: sh: exit status 4\nignoreError: regex (: error parsing regexp: missing closing ): `(`\n"}},

		{"no such command", install, step(`{command: nowhere}`), nil,
			result{Code: 1, Err: "Error: exec: there is no command nowhere: it is neither in the folder DIR nor in PATH (/usr/bin:/bin)\n"}},
		{"no such script", install, step(`{command: ./none.sh, ignoreError: {all: true}}`), nil, result{Code: 1, Err: "Error: exec: there is no command ./none.sh: looked for DIR/none.sh\n"}},
		{"not executable", install, step(`{command: ./data}`), map[string]string{"data": "#!/bin/sh\n"},
			result{Code: 1, Err: "Error: exec: DIR/data is not executable: run chmod +x on it in the bundle's folder and build again, or use the command bash with the script as its argument\n"}},
		{"carriage return", install, step(`{command: ./dos.sh}`), map[string]string{"dos.sh": "#!/bin/sh\r\necho\r\n"},
			result{Code: 1, Err: "Error: exec: DIR/dos.sh cannot run: its interpreter \"/bin/sh\\r\" does not exist here\n"}},
		{"no program", install, step(`{command: ./text.sh}`), map[string]string{"text.sh": "\x01\x02"},
			result{Code: 1, Err: "Error: exec: DIR/text.sh is no program for this machine, nor does it begin with a line like #!/bin/sh\n"}},
		{"a folder", install, step(`{command: ./sub}`), map[string]string{"sub/x": ""}, result{Code: 1, Err: "Error: exec: the command ./sub is a folder: DIR/sub\n"}},
		{"no dir", install, step(`{command: ls, dir: none}`), nil, result{Code: 1, Err: "Error: exec: there is no folder DIR/none to run ls in\n"}},

		{"unknown command", []string{"lint"}, "", nil, result{Code: 1, Err: "Error: unknown command \"lint\" for \"exec\": want install, upgrade, uninstall or invoke --action NAME\n"}},
		{"no action", []string{"invoke"}, "", nil, result{Code: 1, Err: "Error: invoke needs --action NAME\n"}},
		{"other action", []string{"upgrade"}, step(`{command: ls}`), nil, result{Code: 1, Err: "Error: the input has no steps for the action \"upgrade\"\n"}},
		{"other mixin", install, "install: [{helm: {}}]", nil, result{Code: 1, Err: "Error: the step has no exec section\n"}},
		{"two steps", install, "install: [{exec: {command: echo}}, {exec: {command: 'false'}}, {exec: {command: echo}}]", nil, result{Out: "\n", Code: 1, Err: "Error: step 2: false: exit status 1\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want.Outputs == nil {
				test.want.Outputs = map[string]string{}
			}
			if diff := cmp.Diff(test.want, run(t, test.args, test.stdin, test.files)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMixinNotYAML(t *testing.T) {
	r := run(t, install, "install: [", nil)
	if r.Code != 1 || !strings.HasPrefix(r.Err, "Error: the step is not YAML: line ") {
		t.Errorf("got %+v", r)
	}
}

// onWord calls then once a word was printed.
type onWord struct {
	buf  bytes.Buffer
	word string
	then func()
}

func (w *onWord) Write(p []byte) (int, error) {
	n, err := w.buf.Write(p)
	if w.then != nil && strings.Contains(w.buf.String(), w.word) {
		w.then()
		w.then = nil
	}
	return n, err
}

// A cancel reaches what the command has started too, and what holds its
// streams does not hold up the step.
func TestCancel(t *testing.T) {
	for _, test := range []struct {
		name, script, want string
		grace              time.Duration
	}{
		{"ends itself", `trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.01; done`, "ready\nbye\n", 0},
		{"a child of the shell", `sh -c "trap 'echo child bye; exit 0' TERM; echo ready; while :; do sleep 0.01; done"; :`, "ready\nchild bye\n", 0},
		{"deaf", `trap '' TERM; echo ready; while :; do sleep 0.01; done`, "ready\n", 50 * time.Millisecond},
		{"background", `(trap '' TERM; while :; do sleep 0.01; done) & echo ready; wait`, "ready\n", 50 * time.Millisecond},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			why := errors.New("enough")
			out := &onWord{word: "ready", then: func() { cancel(why) }}
			m := exec.Mixin{Dir: t.TempDir(), Stdout: out, Grace: test.grace}
			err := m.Step(ctx, exec.Step{Command: "sh", Arguments: []string{"-c", test.script}, IgnoreError: exec.IgnoreError{All: true}})
			if !errors.Is(err, why) {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(test.want, out.buf.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a command leaves in the background prints to the step until it ends.
func TestBackground(t *testing.T) {
	r := run(t, install, step(`{command: sh, flags: {c: '"(sleep 0.1; echo late) & echo early"'}}`), nil)
	if r.Out != "early\nlate\n" {
		t.Errorf("got %q", r.Out)
	}
}
