package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/spf13/cobra"
)

var update = flag.Bool("update", false, "rewrite docs/verbs.md and the scripts' expected output")

const verbsPage = "../../docs/verbs.md"

// A porterVerb is a verb of Porter, or one flag of it.
type porterVerb struct{ section, verb, flag, status, note string }

func porterVerbs(t *testing.T) []porterVerb {
	t.Helper()
	data, err := os.ReadFile("testdata/verbs.txt")
	if err != nil {
		t.Fatal(err)
	}
	var verbs []porterVerb
	section := ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(line, "["); ok {
			section = strings.TrimSuffix(name, "]")
			continue
		}
		if line == "" || line[0] == '#' {
			continue
		}
		f := append(strings.Split(line, "\t"), "", "", "")
		v := porterVerb{section, f[0], f[1], f[2], f[3]}
		if !slices.Contains([]string{"done", "later", "refused"}, v.status) || v.status != "done" && v.note == "" {
			t.Errorf("verbs.txt: %q: the status is done, later or refused, the latter two with a note", line)
		}
		verbs = append(verbs, v)
	}
	return verbs
}

// TestVerbs holds the table of Porter's verbs against the commands that there
// are: what is done must be there, and what is there must be done.
func TestVerbs(t *testing.T) {
	cli := &CLI{Stdin: strings.NewReader(""), Stdout: os.Stderr, Stderr: os.Stderr, Getenv: func(string) string { return "" }}
	env, _ := cli.env()
	root := cli.root(env, new(int))
	root.InitDefaultHelpFlag()
	root.InitDefaultVersionFlag()
	root.InitDefaultCompletionCmd()
	for _, v := range porterVerbs(t) {
		if there := there(root, v); there != (v.status == "done") {
			t.Errorf("verbs.txt says %s %s is %s, but whether porter-ls has it: %v", v.verb, v.flag, v.status, there)
		}
	}
}

func there(root *cobra.Command, v porterVerb) bool {
	words := strings.Fields(v.verb)
	if words[0] == "porter" {
		words = nil
	}
	cmd, rest, err := root.Find(words)
	if err != nil || len(rest) > 0 {
		return false
	}
	if len(words) > 0 && !cmd.HasParent() {
		return false
	}
	return v.flag == "" || cmd.Flags().Lookup(strings.TrimPrefix(v.flag, "--")) != nil
}

// TestVerbsPage holds docs/verbs.md against the table; -update writes it.
func TestVerbsPage(t *testing.T) {
	want := verbsDocument(porterVerbs(t))
	if *update {
		if err := os.WriteFile(verbsPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(verbsPage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), want); diff != "" {
		t.Errorf("docs/verbs.md is stale, run go generate ./cmd/porter-ls: -page +table\n%s", diff)
	}
}

func verbsDocument(verbs []porterVerb) string {
	var b strings.Builder
	b.WriteString("# Porter's verbs and flags\n\n" +
		"<!-- Made from cmd/porter-ls/testdata/verbs.txt by go generate ./cmd/porter-ls. Do not edit. -->\n\n" +
		"What `porter` 1.x has and whether `porter-ls` has it: *done*, *later* with the part of porter-ls that it comes with, or *refused* with the reason.\n\n")
	count := map[string]int{}
	for _, v := range verbs {
		count[v.status]++
	}
	fmt.Fprintf(&b, "%d are done, %d come later, %d are refused.\n", count["done"], count["later"], count["refused"])
	section := ""
	for i := 0; i < len(verbs); {
		if verbs[i].section != section {
			section = verbs[i].section
			fmt.Fprintf(&b, "\n## %s\n\n| verb | flags | status | |\n|---|---|---|---|\n", section)
		}
		// Flags of one verb with one status and note share a row.
		v, flags := verbs[i], []string(nil)
		for ; i < len(verbs) && verbs[i].verb == v.verb && (verbs[i].flag == "") == (v.flag == "") &&
			verbs[i].status == v.status && verbs[i].note == v.note; i++ {
			if verbs[i].flag != "" {
				flags = append(flags, "`"+verbs[i].flag+"`")
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", v.verb, strings.Join(flags, " "), v.status, v.note)
	}
	b.WriteString("\n## Of porter-ls alone\n\n| verb | flags |\n|---|---|\n")
	for _, c := range table() {
		own, verb := ownFlags(c, verbs)
		if verb || len(own) > 0 {
			fmt.Fprintf(&b, "| `%s` | %s |\n", c.Name, strings.Join(own, " "))
		}
	}
	b.WriteString("| `serve` | `--" + commands.InstalledMixinsFlag + "` |\n")
	return b.String()
}

// ownFlags returns a command's flags that Porter's verb of the same name does
// not have, and whether Porter has no such verb.
func ownFlags(c *commands.Command, verbs []porterVerb) (own []string, verb bool) {
	names := append([]string{c.Name}, c.Aliases...)
	porters := func(flag string) bool {
		return slices.ContainsFunc(verbs, func(v porterVerb) bool {
			return slices.Contains(names, v.verb) && strings.TrimPrefix(v.flag, "--") == flag
		})
	}
	for _, f := range c.Flags {
		if !porters(f.Name) {
			own = append(own, "`--"+f.Name+"`")
		}
	}
	return own, !slices.ContainsFunc(verbs, func(v porterVerb) bool { return v.verb == c.Name })
}

// TestTable holds the command table to what every command must have.
func TestTable(t *testing.T) {
	ids := map[string]bool{}
	for _, c := range table() {
		if c.Name == "" || c.Short == "" || c.Group == "" || c.Run == nil {
			t.Errorf("%q lacks a name, a line of help, a group or a function", c.Name)
		}
		if ids[c.ID()] {
			t.Errorf("%s is there twice", c.ID())
		}
		ids[c.ID()] = true
		if c.Flag("args") != nil {
			t.Errorf("%s has a flag args, which executeCommand means the arguments by", c.Name)
		}
		for _, f := range c.Flags {
			if f.Doc == "" || f.Kind != commands.BoolFlag && f.Value == "" {
				t.Errorf("%s --%s lacks its doc or what its value is", c.Name, f.Name)
			}
			if f.Default != "" && f.Choices != nil && !slices.Contains(f.Choices, f.Default) {
				t.Errorf("%s --%s does not take its default %q", c.Name, f.Name, f.Default)
			}
		}
		if _, err := c.Input(nil, nil); err != nil {
			t.Errorf("%s without flags: %v", c.Name, err)
		}
	}
}
