package config_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/porter-ls/porter-ls/engine/config"
)

// A machine has the sockets of Docker and Podman, of which only the latter
// answers.
func ExampleFindEngine() {
	const docker, podman = "/var/run/docker.sock", "/run/podman/podman.sock"
	found, err := config.FindEngine(context.Background(), config.Machine{
		OS:       "linux",
		Home:     "/root",
		Getenv:   func(string) string { return "" },
		ReadFile: func(string) ([]byte, error) { return nil, fs.ErrNotExist },
		Exists:   func(path string) bool { return path == docker || path == podman },
		Ping: func(_ context.Context, at config.Endpoint) error {
			if at.Host != "unix://"+podman {
				return errors.New("connection refused")
			}
			return nil
		},
	})
	fmt.Println(found.Via, found.Host, err)
	fmt.Println(found.Notes)
	// Output:
	// Podman unix:///run/podman/podman.sock <nil>
	// [Docker at unix:///var/run/docker.sock does not answer: connection refused]
}
