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
	list("reads", s.Reads)
	list("programs", s.Programs)
	list("sources", s.Sources)
	list("outputs", s.Outputs)
	list("cases", s.Dispatch.Words)
	for what, is := range map[string]bool{"any output": s.AnyOutput} {
		if is {
			b.WriteString(what + "\n")
		}
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
			"functions install remove\nreads NAME\nprograms set echo :\nruns its argument\n"},
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
		{"through a variable", "f() { :; }\naction=\"${1:-f}\"\nshift\n\"$action\" \"$@\"\n", "functions f\nreads action\nprograms : shift\nruns its argument\n"},
		{"shifted", "f() { :; }\nshift\n\"$@\"\n", "functions f\nprograms : shift\n"},
		{"through main", "f() { :; }\nmain() { local a=\"$1\"; \"$a\"; }\nmain \"$@\"\n", "functions f main\nreads a\nprograms :\nruns its argument\n"},
		{"options first", "f() { :; }\nwhile [ $# -gt 0 ]; do case $1 in -v) shift;; esac; done\n\"$@\"\n", "functions f\nprograms : [ shift\n"},
		{"other arguments", "f() { :; }\nset -- f \"$@\"\n\"$@\"\n", "functions f\nprograms : set\n"},
		{"exec", "f() { :; }\nexec \"$@\"\n", "functions f\nprograms : exec\n"},
		{"case", "case \"$1\" in\n  install|setup) a;;\n  up*) b;;\nesac\n", "programs a b\ncases install setup\nhas another branch\n"},
		{"case without else", "case $1 in a) x;; esac\n", "programs x\ncases a\n"},
		{"guarded", "f() { :; }\nif [ -n \"$1\" ]; then \"$@\"; fi\n", "functions f\nprograms : [\nruns its argument\nperhaps\n"},
		{"exit before", "f() { :; }\nif [ $# -eq 0 ]; then exit 1; fi\n\"$@\" || exit 1\n", "functions f\nprograms : [ exit\nruns its argument\n"},
		{"variables", "echo ${A:-x} $((B + 1)) \"$C\" ${#D} <<X\n$E\nX\n[[ -n $F ]]\n", "reads A B C D E F\nprograms echo\n"},
		{"indirect", "#!/bin/bash\necho ${!A}\n", "reads A\nprograms echo\nopaque\n"},
		{"sources", ". ./lib.sh\nsource \"$DIR/x.sh\"\n", "reads DIR\nsources ./lib.sh (\"$DIR/x.sh\")\n"},
		{"outputs", "echo a > /cnab/app/outputs/one\ncp x \"outputs/two\"\ntee /cnab/app/porter/outputs/three\nls /my/outputs-dir\n", "programs echo cp tee ls\noutputs one(/cnab/app/outputs/one) two(\"outputs/two\") three(/cnab/app/porter/outputs/three)\nany output\n"},
		{"output by variable", "o=/cnab/app/outputs\necho > $o/x\n", "reads o\nprograms echo\nany output\n"},
		{"eval", "eval \"$1\"\n", "programs eval\nopaque\n"},
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
		{"half-typed", "echo ${ bundle.", "opaque\n"},
		{"arithmetic", "echo $((${bundle.parameters.n} + N))", "reads N\nprograms echo\n"},
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
			for _, names := range [][]shell.Name{s.Functions, s.Reads, s.Programs, s.Sources, s.Outputs, s.Dispatch.Words} {
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
