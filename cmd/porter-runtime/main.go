// Command porter-runtime runs inside bundles, as /cnab/app/run and as the
// runtime of the exec mixin.
package main

import (
	"os"

	"github.com/porter-ls/porter-ls/engine/runtime"
)

func main() { os.Exit(runtime.Main(os.Args)) }
