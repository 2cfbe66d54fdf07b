//go:build unix

// Package process starts programs so that they can be ended with all that they
// have started.
package process

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// OwnGroup puts a command that is yet to be started in a process group of its own
// and makes the end of its context send that signal to all of it: a shell that
// is ended alone leaves its children behind. Where there are no groups, the
// command alone is killed.
func OwnGroup(cmd *exec.Cmd, end syscall.Signal) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		err := syscall.Kill(-cmd.Process.Pid, end)
		if errors.Is(err, syscall.ESRCH) {
			return os.ErrProcessDone
		}
		return err
	}
}

// KillGroup kills what is left of a started command's group.
func KillGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
