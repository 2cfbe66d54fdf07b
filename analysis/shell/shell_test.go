package shell_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// describe says in lines what is understood of a script, each name as it stands
// in the source.
func describe(s *shell.Script, src string) string {
	var b strings.Builder
	list := func(what string, names []shell.Name) {
		if len(names) == 0 {
			return
		}
		b.WriteString(what)
		for _, n := range names {
			b.WriteString(" " + n.Text)
			if got := n.Span.Of([]byte(src)); got != n.Text {
				fmt.Fprintf(&b, "(%s)", got)
			}
		}
		b.WriteByte('\n')
	}
	problem := func(what string, e *shell.Error) {
		if e != nil {
			fmt.Fprintf(&b, "%s %d:%s: %s\n", what, e.Span.Start, e.Span.Of([]byte(src)), e.Message)
		}
	}
	problem("error", s.Err)
	problem("bashism", s.Bashism)
	list("functions", s.Functions)
	list("calls", s.Calls)
	list("programs", s.Programs)
	list("sources", s.Sources)
	list("cases", s.Dispatch.Words)
	if s.Arguments && !s.Dispatch.Known() {
		b.WriteString("has arguments\n")
	}
	if s.Idle && len(s.Functions) > 0 && s.Err == nil {
		b.WriteString("idle\n")
	}
	if s.Opaque {
		b.WriteString("opaque\n")
	}
	if s.Dispatch.Runs {
		b.WriteString("runs its argument\n")
	}
	if s.Dispatch.Else {
		b.WriteString("has another branch\n")
	}
	if s.Dispatch.Known() && !s.Dispatch.Certain {
		b.WriteString("perhaps\n")
	}
	return b.String()
}

func TestParse(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"helpers", "#!/usr/bin/env bash\nset -euo pipefail\n\ninstall() {\n  echo Hello $NAME\n}\nfunction remove { :; }\n\n\"$@\"\n",
			"functions install remove\nprograms set echo :\nruns its argument\n"},
		{"no first line", "echo a\n", "programs echo\n"},
		{"another language", "#!/usr/bin/env python3\nprint(1\n", "opaque\n"},
		{"options of env", "#!/usr/bin/env -S FOO=1 bash -e\na=(1 2)\n", ""},
		{"busybox", "#!/bin/busybox sh\na\n", "programs a\n"},
		{"binary", "#!/bin/sh\n\x00\n", "opaque\n"},
		{"unclosed quote", "#!/bin/bash\necho \"a\nb\n", "error 17:\"a: reached EOF without closing quote \"\"\"\nopaque\n"},
		{"unclosed if", "#!/bin/bash\nif true; then\n  echo\n", "error 12:if: \"if\" statement must end with \"fi\"\nopaque\n"},
		{"before the mistake", "#!/bin/bash\nf() { :; }\nf )\n", "error 25:): a command can only contain words and redirects; encountered \")\"\nfunctions f\nprograms :\nopaque\n"},
		{"behind an exit", "#!/bin/bash\necho a\nexit 0\n(((not for a shell\n", "programs echo exit\n"},
		{"arrays in sh", "#!/bin/sh\na=(1 2)\n", "bashism 12:(1: arrays\n"},
		{"one letter", "f() { :; }\n$1 x\n", "functions f\nprograms :\nruns its argument\n"},
		{"through a variable", "f() { :; }\naction=\"${1:-f}\"\nshift\n\"$action\" \"$@\"\n", "functions f\nprograms : shift\nruns its argument\n"},
		{"shifted", "f() { :; }\nshift\n\"$@\"\n", "functions f\nprograms : shift\nhas arguments\n"},
		{"through main", "f() { :; }\nmain() { local a=\"$1\"; \"$a\"; }\nmain \"$@\"\n", "functions f main\ncalls main\nprograms :\nruns its argument\n"},
		{"options first", "f() { :; }\nwhile [ $# -gt 0 ]; do case $1 in -v) shift;; esac; done\n\"$@\"\n", "functions f\nprograms : [ shift\nhas arguments\n"},
		{"other arguments", "f() { :; }\nset -- f \"$@\"\n\"$@\"\n", "functions f\ncalls f\nprograms : set\nhas arguments\n"},
		{"exec", "f() { :; }\nexec \"$@\"\n", "functions f\nprograms : exec\nhas arguments\n"},
		{"case", "case \"$1\" in\n  install|setup) a;;\n  up*) b;;\nesac\n", "programs a b\ncases install setup\nhas another branch\n"},
		{"case without else", "case $1 in a) x;; esac\n", "programs x\ncases a\n"},
		{"guarded", "f() { :; }\nif [ -n \"$1\" ]; then \"$@\"; fi\n", "functions f\nprograms : [\nruns its argument\nperhaps\n"},
		{"exit before", "f() { :; }\nif [ $# -eq 0 ]; then exit 1; fi\n\"$@\" || exit 1\n", "functions f\nprograms : [ exit\nruns its argument\n"},
		{"variables", "#!/bin/bash\necho ${A:-x} $((B + 1)) \"$C\" ${#D} <<X\n$E\nX\n[[ -n $F ]]\n", "programs echo\n"},
		{"indirect", "#!/bin/bash\necho ${!A}\n", "programs echo\nopaque\n"},
		{"sources", "#!/bin/bash\n. ./lib.sh\nsource \"$DIR/x.sh\"\n", "sources ./lib.sh (\"$DIR/x.sh\")\n"},
		{"arguments of a function", "f() { echo $1; }\nf a\n", "functions f\ncalls f\nprograms echo\n"},
		{"nothing but definitions", "#!/bin/bash\nset -eu\nA=1\nexport B=2\nf() { $1; }\n", "functions f\nprograms set\nidle\n"},
		{"a function handed on", "f() { :; }\nrun() { \"$@\"; }\nrun f\n", "functions f run\ncalls run f\nprograms :\n"},
		{"arguments in a loop", "for a; do b; done\n", "programs b\nhas arguments\n"},
		{"arguments by option", "while getopts a o; do b; done\n", "programs getopts b\nhas arguments\n"},
		{"all variables", "set | sort\n", "programs set sort\nopaque\n"},
		{"all exported variables", "export\n", "opaque\n"},
		{"without regard to case", "#!/bin/bash\nshopt -s nocasematch\ncase $1 in a) b;; esac\n", "programs shopt b\nhas arguments\n"},
		{"a test in sh", "#!/bin/sh\n[[ -n $A ]] && b\n", "bashism 10:[[ -n $A ]]: [[ ]]\nprograms b\n"},
		{"an option in sh", "#!/bin/sh\nset -euo pipefail\n", "bashism 19:pipefail: the option pipefail\nprograms set\n"},
		{"a comparison in sh", "#!/bin/sh\n[ a == b ]\n", "bashism 14:==: == in place of =\nprograms [\n"},
		{"a command in sh", "#!/bin/sh\nsource x\nlet a=1\n", "bashism 10:source: the command source\nsources x\n"},
		{"a declaration in sh", "#!/bin/sh\ndeclare a=1\n", "bashism 10:declare: the command declare\n"},
		{"sh that asks for bash", "#!/bin/sh\nif [ -n \"$BASH_VERSION\" ]; then shopt -s x; fi\n", "programs [ shopt\n"},
		{"what sh can do", "#!/bin/sh\nset -eu\nf() { local a=1; export a; }\n[ a = b ]\n", "functions f\nprograms set [\n"},
		{"eval", "eval \"$1\"\n", "programs eval\nhas arguments\nopaque\n"},
		{"carriage returns", "#!/bin/bash\r\nf() {\r\n  : a\r\n}\r\n\"$@\"\r\n", "functions f\nprograms :\nruns its argument\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := describe(shell.Parse([]byte(tt.src)), tt.src)
			if diff := cmp.Diff(strings.Split(tt.want, "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestParseText(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"a template", "echo ${ bundle.parameters.name } )", "error 33:): a command can only contain words and redirects; encountered \")\"\nopaque\n"},
		{"in quotes", `echo "${bundle.name}" '${ env.X }'`, "programs echo\n"},
		{"an escaped one", "echo $${!}{HOME:-x} )", "error 20:): a command can only contain words and redirects; encountered \")\"\nopaque\n"},
		{"a section", "${#a}if${/a} x; then", "opaque\n"},
		{"a here-document", "cat <<${ bundle.name }\na\n", "opaque\n"},
		{"half-typed", "echo ${ bundle.", "opaque\n"},
		{"arithmetic", "echo $((${bundle.parameters.n} + N))", "programs echo\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := describe(shell.ParseText(tt.src, template.Dollar, shell.Bash), tt.src)
			if diff := cmp.Diff(strings.Split(tt.want, "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// Whatever the text, reading ends without a panic and every span lies in it.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"#!/bin/bash\nf() { :; }\n\"$@\"\n", "case $1 in a) ;; *) esac", "cat <<X\n$A", "$${!}{A} ${ b.c } $((", "f(){ f \"$@\"; }; f \"$@\"",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, s := range []*shell.Script{shell.Parse([]byte(src)), shell.ParseText(src, template.Dollar, shell.Posix)} {
			var spans []text.Span
			for _, names := range [][]shell.Name{s.Functions, s.Definitions, s.Calls, s.Programs, s.Sources, s.Dispatch.Words} {
				for _, n := range names {
					spans = append(spans, n.Span)
				}
			}
			for _, e := range []*shell.Error{s.Err, s.Bashism} {
				if e != nil {
					spans = append(spans, e.Span)
				}
			}
			for _, span := range spans {
				if span.Start < 0 || span.End < span.Start || span.End > len(src) {
					t.Fatalf("%v is not in %q", span, src)
				}
			}
		}
	})
}
