package installation_test

import (
	"context"
	"fmt"
	"os"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/installation"
	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/engine/store"
)

// The outputs of an installation are listed, without the value of the sensitive
// one.
func ExampleCommands() {
	home, err := os.MkdirTemp("", "home")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(home)
	ctx := context.Background()
	if err := record(ctx, home); err != nil {
		fmt.Println(err)
		return
	}
	e, err := engine.Open(engine.Options{Home: home})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()

	verb := commands.Find(installation.Commands(), "porter-ls.installations.outputs")
	in, err := verb.Input([]string{"hello"}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	env := &commands.Env{
		Stdout: os.Stdout,
		Engine: func(context.Context) (*engine.Engine, error) { return e, nil },
	}
	if _, err := verb.Run(ctx, env, in); err != nil {
		fmt.Println(err)
	}
	// Output:
	// NAME     TYPE    VALUE
	// address  string  http://localhost
	// token    string  ******
}

// record records an installation with two outputs in home.
func record(ctx context.Context, home string) error {
	s := store.Open(home)
	defer s.Close()
	i := store.Installation{Name: "hello"}
	run := store.Run{ID: store.NewID(), Installation: i.Name, Action: "install", Bundle: `{
		"schemaVersion": "1.2.0", "name": "hello", "version": "0.1.0", "invocationImages": [],
		"definitions": {"text": {"type": "string"}, "secret": {"type": "string", "writeOnly": true}},
		"outputs": {
			"address": {"definition": "text", "path": "/cnab/app/outputs/address"},
			"token": {"definition": "secret", "path": "/cnab/app/outputs/token"}
		}
	}`}
	if err := s.Begin(ctx, &i, run); err != nil {
		return err
	}
	return s.Finish(ctx, store.Result{ID: store.NewID(), Installation: i.Name, RunID: run.ID, Status: store.Succeeded},
		map[string][]byte{"address": []byte("http://localhost"), "token": []byte("s3cret")},
		func(i *store.Installation) { i.Status.ResultStatus = store.Succeeded })
}
