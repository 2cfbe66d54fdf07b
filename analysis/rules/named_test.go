package rules

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
)

// TestNamed holds what is said of files that are no manifests: of those that are
// not text one thing, of those that are not YAML one thing where the user named
// them, and of readable ones of other products nothing.
func TestNamed(t *testing.T) {
	const (
		binary = "the file is no text that is saved as UTF-8: it has a zero byte here, so nothing in it is checked"
		noYAML = "the file is no bundle, and it cannot be read as YAML either: "
	)
	for _, c := range []struct {
		name, src     string
		met, andNamed []string // what is found in a file that was met, and in one that was named
	}{
		{"another product's", "kind: Pod\n", nil, nil},
		{"another product's, broken", "kind: [Pod\nspec: {\n", nil, []string{noYAML + "this [ is never closed"}},
		{"a program", "\x7fELF: \x00\xff\n\x00: {\n", []string{binary}, []string{binary}},
		{"a damaged manifest", "schemaVersion: 1.0.1\ninstall: wrong\x00\n", []string{binary}, []string{binary}},
		{"UTF-16", "\xff\xfen\x00:\x00", []string{"this text is UTF-16; save it as UTF-8"}, []string{"this text is UTF-16; save it as UTF-8"}},
		{
			"another encoding", "install: []\n# caf\xe9\n# th\xe9\n",
			[]string{"these bytes are no UTF-8; save the file as UTF-8"}, []string{"these bytes are no UTF-8; save the file as UTF-8"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, named := range []bool{false, true} {
				b := &analysis.Bundle{Manifest: analysis.Parse("porter.yaml", []byte(c.src), nil)}
				var got []string
				for _, d := range analysis.Check(context.Background(), b, nil, All(), analysis.Config{PropagatePanics: true, Named: named}) {
					got = append(got, d.Message)
				}
				want := c.met
				if named {
					want = c.andNamed
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("named %t: -want +got\n%s", named, diff)
				}
			}
		})
	}
}
