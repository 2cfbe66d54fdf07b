package lsp_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"go.lsp.dev/protocol"
)

func TestEncodings(t *testing.T) {
	const astral = "𝄞" // 4 bytes, 2 UTF-16 code units, 1 code point
	for _, tt := range []struct {
		offered []string
		chosen  string
		width   int // of astral
	}{
		{nil, "utf-16", 2},
		{[]string{}, "utf-16", 2},
		{[]string{"utf-7", "utf-8", "utf-16"}, "utf-8", 4},
		{[]string{"utf-32", "utf-16"}, "utf-32", 1},
		{[]string{"utf-16", "utf-8"}, "utf-16", 2},
		{[]string{"ebcdic"}, "utf-16", 2},
	} {
		for _, eol := range []string{"\n", "\r\n", "\r"} {
			t.Run(fmt.Sprintf("%q %q", tt.offered, eol), func(t *testing.T) {
				e := lsptest.Start(t, lsptest.Options{
					Server:    lsp.Options{Rules: []*analysis.Analyzer{marks(), quotes()}},
					Encodings: tt.offered,
				})
				var answer struct {
					Capabilities struct{ PositionEncoding string }
				}
				if err := json.Unmarshal(e.Result, &answer); err != nil {
					t.Fatal(err)
				}
				if got := answer.Capabilities.PositionEncoding; got != tt.chosen {
					t.Fatalf("the encoding is %s, want %s", got, tt.chosen)
				}
				e.Open(manifest, "yaml", "schemaVersion: 1.0.1"+eol+"b: "+astral+" x"+eol)
				col := uint32(len("b: ") + tt.width + len(" "))
				e.Change(manifest, 2, lsptest.At(1, int(col), 1, int(col)+1, "BAD"))
				got := e.Diagnostics(manifest, 2)
				whole := fmt.Sprintf("%q", "schemaVersion: 1.0.1"+eol+"b: "+astral+" BAD"+eol)
				if len(got) != 2 || fmt.Sprint(got[0].Message) != whole {
					t.Fatalf("diagnostics %+v, want the text %s and BAD", got, whole)
				}
				want := protocol.Range{Start: protocol.Position{Line: 1, Character: col}, End: protocol.Position{Line: 1, Character: col + 3}}
				if diff := cmp.Diff(want, got[1].Range); diff != "" {
					t.Errorf("the place of BAD (-want +got):\n%s", diff)
				}
			})
		}
	}
}
