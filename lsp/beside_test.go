package lsp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

// What a check finds in a file beside the manifest is shown on that file,
// whether it is open or not, as long as the manifest is open.
func TestFindingsBeside(t *testing.T) {
	disk := newDisk(t)
	disk.write("porter.yaml", templated)
	disk.write("custom.Dockerfile", "FROM debian\n# PORTER_INIT\nRUNN ls\n")
	manifest, dockerfile := disk.uri("porter.yaml"), disk.uri("custom.Dockerfile")
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}, Watches: true})
	on := func(line uint32, what string) func(lsptest.Published) bool {
		return func(p lsptest.Published) bool {
			return len(p.Diagnostics) == 1 && p.Diagnostics[0].Range.Start.Line == line &&
				strings.Contains(fmt.Sprint(p.Diagnostics[0].Message), what)
		}
	}
	none := func(p lsptest.Published) bool { return len(p.Diagnostics) == 0 }

	e.Open(manifest, "yaml", templated)
	e.WaitShown(dockerfile, on(2, "RUNN"))
	e.Open(dockerfile, "dockerfile", "FROM debian\n# PORTER_INIT\nRUNN ls\n")
	e.Change(dockerfile, 2, lsptest.At(1, 0, 1, 0, "\n"))
	e.WaitShown(dockerfile, on(3, "RUNN"))
	e.Change(dockerfile, 3, lsptest.At(3, 2, 3, 3, ""), lsptest.At(3, 4, 3, 6, "x"))
	e.WaitShown(dockerfile, none)
	e.Change(dockerfile, 4, lsptest.At(3, 0, 3, 3, "ARGH"))
	e.WaitShown(dockerfile, on(3, "ARGH"))
	e.CloseFile(dockerfile)
	e.WaitShown(dockerfile, on(2, "RUNN"))
	e.CloseFile(manifest)
	e.WaitShown(dockerfile, none)
}
