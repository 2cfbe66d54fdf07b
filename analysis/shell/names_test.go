package shell

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/template"
)

func TestNames(t *testing.T) {
	for _, c := range []struct{ name, src, functions, variables string }{
		{"reads", `echo $A "${B:-x}" ${#C} ${D[1]} "$(echo $E)" $1 $@ $? "\$F" '$G'`, "echo:r echo:r", "A:r B:r C:r D:r E:r"},
		{"writes", "A=1\nB+=x\nexport C=2 D\nlocal E\nfor F in a; do :; done\nread -r G \"H\"\nunset I\nprintf -v J x\n", "::r read:r unset:r printf:r", "A:w B:w C:w D:r E:w F:w G:w H:w I:w J:w"},
		{"default of its own", ": \"${A:=x}\"\n", "::r", "A:r"},
		{"for one program", "A=$B helm list\nf() { :; }\nC=1 f\n", "helm:r f:d ::r f:r", "B:r C:w"},
		{"arithmetic", "echo $((A + $B))\n((C++))\nlet D=1\nfor ((E=0; E<3; E++)); do :; done\n", "echo:r ::r", "A:r B:r C:r D:r E:r E:r E:r"},
		{"tests", "[[ -v A && -n $B ]]\ntest -v C\n[ -v D ]\n", "test:r [:r", "A:r B:r C:r D:r"},
		{"here-document", "cat <<EOF\n$A ${B}\nEOF\ncat <<'EOF'\n$C\nEOF\n", "cat:r cat:r", "A:r B:r"},
		{"functions", "f() { g \"$1\"; }\nfunction g { \"$@\"; }\ng f\ntrap f EXIT\ntrap 'f' EXIT\nhelm f\ndeclare -f f\nunset -f f\n", "f:d g:r g:d g:r f:r trap:r f:r trap:r f:r helm:r f:r unset:r f:r", ""},
		{"up to a mistake", "echo $A\nif then\necho $B", "echo:r", "A:r err"},
		{"another shell", "#!/usr/bin/env python3\nprint($A)", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := NamesIn([]byte(c.src))
			if d := cmp.Diff([]string{c.functions, c.variables}, []string{list(t, c.src, n.Functions, nil), list(t, c.src, n.Variables, n.Err)}); d != "" {
				t.Error(d)
			}
		})
	}
}

// What a template becomes is not known, and what is next to it has its place
// nevertheless.
func TestNamesInText(t *testing.T) {
	const src = `echo ${ bundle.name } $A$${!}{B} $C${ bundle.name } "${ x }$D"`
	if got := list(t, src, NamesInText(src, template.Dollar).Variables, nil); got != "A:r B:r D:r" {
		t.Error(got)
	}
	if n := NamesInText("echo ${#x}$A${/x}", template.Dollar); n.Err == nil {
		t.Error("sections may bring anything")
	}
}

func list(t *testing.T, src string, uses []Use, err *Error) string {
	t.Helper()
	var out []string
	for _, u := range uses {
		if src[u.Span.Start:u.Span.End] != u.Text {
			t.Errorf("%q stands at %q", u.Text, u.Span.Of([]byte(src)))
		}
		out = append(out, fmt.Sprintf("%s:%c", u.Text, "rwd"[u.Role]))
	}
	if err != nil {
		out = append(out, "err")
	}
	return strings.Join(out, " ")
}
