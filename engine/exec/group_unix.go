//go:build unix

package exec

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// ownGroup puts the command in a process group of its own and makes a cancel
// reach all of it: a shell that is ended alone leaves its children behind.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		err := syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		if errors.Is(err, syscall.ESRCH) {
			return os.ErrProcessDone
		}
		return err
	}
}

// endGroup kills what is left of the command's group.
func endGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
