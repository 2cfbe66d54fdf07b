package lsp_test

import (
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

// What a file with settings above a manifest says counts as soon as it is there,
// and no longer when it cannot be followed, of which the user is told.
func TestSettingsComeAndGo(t *testing.T) {
	const changed = 2
	disk := newDisk(t)
	disk.write(".git/HEAD", "ref: refs/heads/main\n")
	disk.write("bundle/porter.yaml", templated)
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}, Watches: true})
	e.Watched()
	uri := disk.uri("bundle/porter.yaml")
	missing := func(want bool) func(lsptest.Published) bool {
		return func(p lsptest.Published) bool {
			found := false
			for _, line := range wire(t, p.Diagnostics) {
				found = found || strings.Contains(line, "dockerfile-missing")
			}
			return found == want
		}
	}
	e.Open(uri, "yaml", templated)
	e.WaitShown(uri, missing(true))
	for _, step := range []struct {
		settings string
		want     bool
	}{
		{"ignore: [dockerfile-missing]\n", false},
		{"ignore: [dockerfile-mising]\n", true},
		{"severity: {dockerfile-missing: hint}\noverrides: [{paths: [bundle], ignore: ['dockerfile-*']}]\n", false},
	} {
		disk.write(".porter-ls.yaml", step.settings)
		e.Disk(disk.uri(".porter-ls.yaml"), changed)
		e.WaitShown(uri, missing(step.want))
	}
	said := 0
	for _, m := range e.Messages() {
		if strings.Contains(m.Message, `1:10: there is no rule "dockerfile-mising"; did you mean "dockerfile-missing"?`) {
			said++
		}
	}
	if said != 1 {
		t.Errorf("the mistake was said %d times in %v", said, e.Messages())
	}
}
