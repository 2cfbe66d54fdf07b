//go:build !embed_runtime

package main

import "io/fs"

func embeddedRuntimes() fs.FS { return nil }
