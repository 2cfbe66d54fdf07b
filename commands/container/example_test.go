package container_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/container"
	"github.com/porter-ls/porter-ls/engine"
)

// The container engine that DOCKER_HOST names is found; here it is a server
// that answers and does nothing more.
func ExampleCommand() {
	home, err := os.MkdirTemp("", "home")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(home)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	host := strings.Replace(server.URL, "http", "tcp", 1)
	variables := map[string]string{"DOCKER_HOST": host}
	e, err := engine.Open(engine.Options{Home: home, Getenv: func(name string) string { return variables[name] }})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()

	var out strings.Builder
	result, err := container.Command().Run(context.Background(), &commands.Env{
		Stdout: &out,
		Engine: func(context.Context) (*engine.Engine, error) { return e, nil },
	}, commands.Input{})
	found, _ := result.Value.(engine.Container)
	fmt.Print(strings.Replace(out.String(), host, "tcp://HOST", 1))
	fmt.Println(found.Host == host, found.Notes, err)
	// Output:
	// tcp://HOST, found by DOCKER_HOST
	// true [] <nil>
}
