package docker_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis/docker"
)

// A template has an instruction that is none, and a secret in the image.
func ExampleLint() {
	template := "FROM debian\n# PORTER_INIT\nENV API_TOKEN=1234\nHEALTCHECK NONE\n"
	for _, f := range docker.Lint([]byte(template)).Findings {
		fmt.Println(f.Span.Of([]byte(template)), "|", f.Message)
	}
	// Output:
	// HEALTCHECK | unknown instruction: HEALTCHECK (did you mean HEALTHCHECK?)
}
