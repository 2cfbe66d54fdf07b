//go:build !unix

package mixin

import "os/exec"

// ownGroup does nothing: a cancel kills the process alone.
func ownGroup(*exec.Cmd) {}

func endGroup(*exec.Cmd) {}
