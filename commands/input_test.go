package commands

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func testCommand() *Command {
	return &Command{
		Name: "bundles try",
		Args: "[PATH...]",
		Flags: []Flag{
			{Name: "format", Default: "text", Choices: []string{"text", "json"}},
			{Name: "param", Kind: ListFlag},
			{Name: "no-cache", Kind: BoolFlag},
			{Name: "name"},
		},
	}
}

func TestInputJSON(t *testing.T) {
	for _, c := range []struct {
		raw     string
		want    Input
		refused string
	}{
		{"", Input{Flags: map[string][]string{"format": {"text"}}}, ""},
		{"null", Input{Flags: map[string][]string{"format": {"text"}}}, ""},
		{"{}", Input{Flags: map[string][]string{"format": {"text"}}}, ""},
		{
			`{"args":["a","b"],"format":"json","param":["x=1","y=2"],"no-cache":true,"name":""}`,
			Input{Args: []string{"a", "b"}, Flags: map[string][]string{
				"format": {"json"}, "param": {"x=1", "y=2"}, "no-cache": {"true"}, "name": {""}}},
			"",
		},
		{`{"param":"x=1","no-cache":"false"}`, Input{Flags: map[string][]string{"format": {"text"}, "param": {"x=1"}, "no-cache": {"false"}}}, ""},
		{`{"formt":"json"}`, Input{}, `bundles try has no flag "formt"; did you mean "format"?`},
		{`{"format":"yaml"}`, Input{}, `--format is one of text, json, not "yaml"`},
		{`{"format":["json","text"]}`, Input{}, `format cannot be ["json","text"]`},
		{`{"format":true}`, Input{}, "format cannot be true"},
		{`{"no-cache":"yes"}`, Input{}, `--no-cache is true or false, not "yes"`},
		{`{"no-cache":1}`, Input{}, "no-cache cannot be 1"},
		{`{"param":[1]}`, Input{}, "param takes strings, not 1"},
		{`{"args":"a"}`, Input{}, `args is a list of strings, not "a"`},
		{`["a"]`, Input{}, `porter-ls.bundles.try takes one object of flags, not ["a"]`},
	} {
		got, err := testCommand().InputJSON([]byte(c.raw))
		var usage *UsageError
		switch {
		case c.refused == "" && err != nil:
			t.Errorf("%s: %v", c.raw, err)
		case c.refused != "" && !errors.As(err, &usage):
			t.Errorf("%s: no usage error, but %v", c.raw, err)
		case c.refused != "" && usage.Message != c.refused:
			t.Errorf("%s: %q, want %q", c.raw, usage.Message, c.refused)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.raw, diff)
		}
	}
}

func TestInput(t *testing.T) {
	in, err := testCommand().Input([]string{"a"}, map[string][]string{"param": {"1", "2"}, "no-cache": {"true"}})
	if err != nil {
		t.Fatal(err)
	}
	if in.String("format") != "text" || !in.Bool("no-cache") || len(in.List("param")) != 2 || in.String("name") != "" {
		t.Errorf("%v", in)
	}
	none := &Command{Name: "none"}
	var usage *UsageError
	if _, err := none.Input([]string{"a"}, nil); !errors.As(err, &usage) {
		t.Errorf("an argument where none is taken: %v", err)
	}
}

func TestFind(t *testing.T) {
	table := []*Command{{Name: "check"}, {Name: "installations list"}}
	if c := Find(table, "porter-ls.installations.list"); c != table[1] {
		t.Errorf("found %v", c)
	}
	if c := Find(table, "porter-ls.no"); c != nil {
		t.Errorf("found %v", c)
	}
}
