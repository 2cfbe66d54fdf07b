package exec

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

func TestDecode(t *testing.T) {
	src := `
description: ignored
command: ./run.sh
dir: sub
arguments: [a b, 1.10, true, null]
suffix-arguments: ["z"]
flags: {v: null, n: 1.10, yes: yes, list: [x, 2], empty: ""}
envs: {A: 1.10, B: null, C: "x y"}
suppress-output: true
ignoreError: {all: no, exitCodes: [1, 2], output: {contains: [gone], regex: ["^x"]}}
outputs:
  - {name: one, jsonPath: $.a}
  - {name: two, regex: "(.*)", path: f}
unknown: {key: 1}
`
	got, err := Decode(syntax.Parse([]byte(src), nil).Root())
	if err != nil {
		t.Fatal(err)
	}
	want := Step{
		Command: "./run.sh", Dir: "sub",
		Arguments: []string{"a b", "1.10", "true", ""}, SuffixArguments: []string{"z"},
		Flags: []Flag{{Name: "v"}, {Name: "n", Values: []string{"1.1"}}, {Name: "yes", Values: []string{"yes"}},
			{Name: "list", Values: []string{"x", "2"}}, {Name: "empty", Values: []string{""}}},
		Envs:           map[string]string{"A": "1.10", "B": "", "C": "x y"},
		SuppressOutput: true,
		IgnoreError:    IgnoreError{ExitCodes: []int{1, 2}, Contains: []string{"gone"}, Regex: []string{"^x"}},
		Outputs:        []Output{{Name: "one", JSONPath: "$.a"}, {Name: "two", Regex: "(.*)", Path: "f"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeErrors(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"", "the step has no exec section"},
		{"[a]", "the step has no exec section"},
		{"{}", "exec: command is missing"},
		{"command: {a: b}", "exec: command is not a text"},
		{"{command: a, arguments: b}", "exec: arguments is not a list"},
		{"{command: a, arguments: [{b: c}]}", "exec: arguments: item 1 is not a text"},
		{"{command: a, flags: [b]}", "exec: flags is not a map"},
		{"{command: a, flags: {f: {x: y}}}", "exec: flags: f is neither a text nor a number"},
		{"{command: a, flags: {f: [null]}}", "exec: flags: f: item 1 is neither a text nor a number"},
		{"{command: a, envs: [b]}", "exec: envs is not a map"},
		{"{command: a, suppress-output: maybe}", "exec: suppress-output is neither true nor false"},
		{"{command: a, suppress-output: [true]}", "exec: suppress-output is neither true nor false"},
		{"{command: a, ignoreError: true}", "exec: ignoreError is not a map"},
		{"{command: a, ignoreError: {exitCodes: [x]}}", "exec: ignoreError: exitCodes: item 1 is no whole number"},
		{"{command: a, outputs: [{name: ../b, path: c}]}", `exec: outputs: item 1 has a name that no file can have: "../b"`},
		{"{command: a, outputs: [{path: c}]}", `exec: outputs: item 1 has a name that no file can have: ""`},
		{"{arguments: b, flags: c}", "exec: arguments is not a list\nexec: flags is not a map"},
	} {
		_, err := Decode(syntax.Parse([]byte(test.src), nil).Root())
		if got := fmt.Sprint(err); got != test.want {
			t.Errorf("%s: %s, want %s", test.src, got, test.want)
		}
	}
}
