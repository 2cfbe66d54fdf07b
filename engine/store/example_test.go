package store_test

import (
	"context"
	"fmt"
	"os"

	"github.com/porter-ls/porter-ls/engine/store"
)

// A run is recorded when it begins and when it ends, and the installation that
// it made is listed with what it left.
func ExampleStore() {
	dir, err := os.MkdirTemp("", "home")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	s := store.Open(dir)
	defer s.Close()
	ctx := context.Background()

	i := store.Installation{Namespace: "dev", Name: "hello", Bundle: store.BundleRef{Version: "0.1.0"}}
	run := store.Run{ID: store.NewID(), Created: store.Now(), Namespace: i.Namespace, Installation: i.Name, Action: "install"}
	if err := s.Begin(ctx, &i, run); err != nil {
		fmt.Println(err)
		return
	}
	result := store.Result{ID: store.NewID(), Created: store.Now(), Namespace: i.Namespace, Installation: i.Name, RunID: run.ID, Status: store.Succeeded}
	outputs := map[string][]byte{"address": []byte("http://localhost")}
	err = s.Finish(ctx, result, outputs, func(i *store.Installation) {
		i.Status.ResultStatus = result.Status
		i.Status.Installed = result.Created
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	all, err := s.Installations(ctx, "dev", false)
	for _, i := range all {
		fmt.Println(store.FullName(i.Namespace, i.Name), i.Bundle.Version, i.Status.ResultStatus, i.IsInstalled())
	}
	left, lastErr := s.LastOutputs(ctx, "dev", "hello")
	for _, o := range left {
		fmt.Printf("%s=%s\n", o.Name, o.Value)
	}
	fmt.Println(err, lastErr)
	// Output:
	// dev/hello 0.1.0 succeeded true
	// address=http://localhost
	// <nil> <nil>
}
