package lsp

import (
	"context"
	"errors"
	"os"
	"runtime"
	"syscall"
	"time"

	"github.com/porter-ls/porter-ls/lsp/rpc"
)

// shutdown ends all work; only exit is obeyed after it.
func (e *editor) shutdown(context.Context, *rpc.Request) (any, error) {
	e.state = shutDown
	e.tasks.cancelAll()
	return nil, nil
}

// parentPoll is how often the editor's process is looked for. Its end of our
// standard input usually tells sooner.
const parentPoll = 5 * time.Second

// watchParent ends the connection when the editor's process is gone. A process
// that cannot be seen at the start is not watched: it runs elsewhere, as when
// the server is in a container.
func (e *editor) watchParent(pid int) {
	if pid <= 0 || !alive(pid) {
		return
	}
	e.background.Go(func() {
		tick := time.NewTicker(parentPoll)
		defer tick.Stop()
		for {
			select {
			case <-e.ctx.Done():
				return
			case <-tick.C:
			}
			if !alive(pid) {
				e.opts.Log.Info("the editor's process is gone", "pid", pid)
				e.conn.Close()
				return
			}
		}
	})
}

func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer func() { _ = p.Release() }()
	if runtime.GOOS == "windows" {
		return true // FindProcess fails for a process that is gone
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, os.ErrPermission)
}
