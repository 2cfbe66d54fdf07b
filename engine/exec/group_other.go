//go:build !unix

package exec

import "os/exec"

// ownGroup does nothing: there is no signal to end with, so a cancel kills.
func ownGroup(*exec.Cmd) {}

func endGroup(*exec.Cmd) {}
