package lsp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/porter-ls/porter-ls/lsp"
)

// An editor begins, says that it leaves, and leaves. The server answers the
// first two, by their numbers.
func ExampleServer_Serve() {
	var in, out bytes.Buffer
	for _, message := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`,
		`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`,
		`{"jsonrpc":"2.0","method":"exit"}`,
	} {
		fmt.Fprintf(&in, "Content-Length: %d\r\n\r\n%s", len(message), message)
	}
	err := lsp.New(lsp.Options{Version: "v1.2.3"}).Serve(context.Background(), &in, &out)

	var length int
	for range 2 {
		var answer struct {
			ID     int
			Result *struct {
				ServerInfo struct{ Name, Version string }
			}
		}
		if _, err := fmt.Fscanf(&out, "Content-Length: %d\r\n\r\n", &length); err != nil {
			fmt.Println(err)
			return
		}
		if err := json.Unmarshal(out.Next(length), &answer); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(answer.ID)
		if answer.Result != nil {
			fmt.Println(answer.Result.ServerInfo.Name, answer.Result.ServerInfo.Version)
		}
	}
	fmt.Println(out.Len(), err)
	// Output:
	// 1
	// porter-ls v1.2.3
	// 2
	// 0 <nil>
}
