//go:build embed_runtime

package main

import (
	"embed"
	"io/fs"
)

//go:embed runtimes/porter-runtime-linux-amd64.gz runtimes/porter-runtime-linux-arm64.gz
var packedRuntimes embed.FS

func embeddedRuntimes() fs.FS { return packedRuntimes }
