//go:build !unix

// Package process starts programs so that they can be ended with all that they
// have started.
package process

import (
	"os/exec"
	"syscall"
)

// OwnGroup does nothing: there are no groups, and the end of the command's
// context kills it alone.
func OwnGroup(*exec.Cmd, syscall.Signal) {}

// KillGroup does nothing.
func KillGroup(*exec.Cmd) {}
