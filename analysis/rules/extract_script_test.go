package rules

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/template"
)

// TestExtractScriptFixed shows what becomes of examples, with the files that are
// created.
func TestExtractScriptFixed(t *testing.T) {
	_, all := examples(t, "embedded-bash")
	want := map[string]string{
		"into-a-file": `    - exec:
        description: Say hello
        command: bash
        arguments:
          - install-2.sh
          - ${ bundle.parameters.who }
    - exec:
        command: bash # not sh
        # why so
        arguments:
          - install-3.sh
          - ${ bundle.parameters.log-level }
          - ${ bundle.parameters.who }
==> install-2.sh
#!/usr/bin/env bash
who="${1}"

echo hello ${who} \"$HOME\" | tee /tmp/x
==> install-3.sh
#!/usr/bin/env bash
log_level="${1}"
who="${2}"

set -e
level=1
printf '%s' 'at '"${log_level}"' for '"${who}"'' >/tmp/${who}.txt
cat /tmp/x
`,
	}
	for _, e := range all {
		after, _ := fix(t, e, true)
		got := difference(e, after)
		switch shown, ok := want[e.name]; {
		case e.name == "not-the-same-in-a-file" && got != "":
			t.Errorf("%s becomes %s", e.name, got)
		case ok:
			_, got, _ = strings.Cut(got, "\ninstall:\n")
			steps, rest, _ := strings.Cut(got, "uninstall:\n")
			_, created, _ := strings.Cut(rest, "==> ")
			got = "  " + strings.ReplaceAll(strings.TrimSuffix(steps, "\n"), "\n", "\n  ") + "\n==> " + created
			if diff := cmp.Diff(shown, got); diff != "" {
				t.Errorf("%s: -want +got\n%s", e.name, diff)
			}
		}
	}
}

// TestExtractedScriptsDoTheSame runs texts as bash gets them from exec, and the
// scripts that the fix makes of them with the values as arguments.
func TestExtractedScriptsDoTheSame(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash to run scripts")
	}
	values := strings.NewReplacer("${ bundle.parameters.who }", "two words", "${ bundle.parameters.n }", "7")
	for in, offered := range map[string]bool{
		`echo hello`: true,
		"set -e\nfor x in ${ bundle.parameters.who } b; do echo \"<$x>\"; done":                                  true,
		`printf '<%s>' ${ bundle.parameters.who } "${ bundle.parameters.who }" 'a ${ bundle.parameters.who } b'`: true,
		`f() { echo "$x"; }; x="${ bundle.parameters.who }" f; false || echo $?`:                                 true,
		`echo $((${ bundle.parameters.n } + 1))`:                                                                 false,
		`echo "$(echo "${ bundle.parameters.n }")"`:                                                              true,
		"cat <<E\n${ bundle.parameters.n }\nE\n":                                                                 false,
		`echo who=${ bundle.parameters.who }`:                                                                    true,
		`echo "$1"`:                                                                                              false,
		`echo "$#"`:                                                                                              false,
		`exit 3`:                                                                                                 true,
		`if then`:                                                                                                false,
	} {
		script, arguments, ok := scriptOf(in, template.Dollar)
		if ok != offered {
			t.Errorf("%q: offered is %t", in, ok)
		}
		if !ok {
			continue
		}
		name := filepath.Join(t.TempDir(), "s.sh")
		if err := os.WriteFile(name, []byte(script), 0o644); err != nil {
			t.Fatal(err)
		}
		for i, a := range arguments {
			arguments[i] = values.Replace(a)
		}
		run := func(args ...string) string {
			out, err := exec.CommandContext(t.Context(), bash, args...).CombinedOutput()
			if err != nil {
				return string(out) + err.Error()
			}
			return string(out)
		}
		if diff := cmp.Diff(run("-c", values.Replace(in)), run(append([]string{name}, arguments...)...)); diff != "" {
			t.Errorf("%q does something else as\n%s\n-text +script\n%s", in, script, diff)
		}
	}
}
