// Porter-ls is a language server, linter and engine for Porter bundles.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// version is set by the linker.
var version string

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go cancelOnSignal(cancel)
	dir, err := os.Getwd()
	if err != nil {
		dir = "." // relative paths still work where the folder was moved away
	}
	cli := &CLI{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Dir: dir, Getenv: os.Getenv, Terminal: terminal(os.Stdout),
		GCPercent: debug.SetGCPercent,
	}
	os.Exit(cli.Main(ctx, os.Args[1:]))
}

// cancelOnSignal lets the first interrupt cancel what is being done, so that it
// can tidy up, and the second one end the program.
func cancelOnSignal(cancel context.CancelFunc) {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	<-signals
	cancel()
	<-signals
	os.Exit(exitCancelled)
}

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
