package main

import (
	"bufio"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// watching is a program of a script that does not end by itself.
type watching struct {
	cmd    *exec.Cmd
	output *bufio.Scanner // standard output and standard error
}

type watchingKey struct{}

// watch starts a program, which the script then looks at and interrupts:
// watch 'porter-ls check --watch'
func watch(ts *testscript.TestScript, _ bool, args []string) {
	words := strings.Fields(args[0])
	program, err := exec.LookPath(words[0])
	ts.Check(err)
	w := &watching{cmd: exec.Command(program, words[1:]...)}
	w.cmd.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "HOME", "PORTER_LS_HOME", "TMPDIR"} {
		w.cmd.Env = append(w.cmd.Env, name+"="+ts.Getenv(name))
	}
	out, err := w.cmd.StdoutPipe()
	ts.Check(err)
	w.cmd.Stderr = w.cmd.Stdout
	w.output = bufio.NewScanner(out)
	ts.Check(w.cmd.Start())
	kill := func() { _ = w.cmd.Process.Kill() }
	stuck := time.AfterFunc(time.Minute, kill) // what does not come is then said
	ts.Defer(func() { stuck.Stop(); kill() })
	*ts.Value(watchingKey{}).(**watching) = w
}

// shows reads what the program writes up to a line: shows REGEXP
func shows(ts *testscript.TestScript, _ bool, args []string) {
	w := *ts.Value(watchingKey{}).(**watching)
	want := regexp.MustCompile(args[0])
	var seen strings.Builder
	for w.output.Scan() {
		if want.MatchString(w.output.Text()) {
			return
		}
		seen.WriteString(w.output.Text() + "\n")
	}
	ts.Fatalf("%q is not in\n%s", args[0], seen.String())
}

// change gives a file the content of another one in one step, as an editor does:
// change FROM TO
func change(ts *testscript.TestScript, _ bool, args []string) {
	next := ts.MkAbs("next")
	ts.Check(os.WriteFile(next, []byte(ts.ReadFile(args[0])), 0o755))
	ts.Check(os.Rename(next, ts.MkAbs(args[1])))
}

// interrupt interrupts the program, which must end with an exit code:
// interrupt 130
func interrupt(ts *testscript.TestScript, _ bool, args []string) {
	w := *ts.Value(watchingKey{}).(**watching)
	ts.Check(w.cmd.Process.Signal(os.Interrupt))
	for w.output.Scan() { // the rest
	}
	_ = w.cmd.Wait()
	if got := strconv.Itoa(w.cmd.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("exit code %s, not %s", got, args[0])
	}
}

// watches prepares a script for watch.
func watches(e *testscript.Env) { e.Values[watchingKey{}] = new(*watching) }
