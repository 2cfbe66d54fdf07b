// Command action is the program of the test bundle: CNAB_ACTION says what it
// does.
package main

import (
	"bufio"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const outputs = "/cnab/app/outputs"

func main() {
	if err := os.MkdirAll(outputs+"/sub", 0o755); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(9)
	}
	switch os.Getenv("CNAB_ACTION") {
	case "install":
		fmt.Println("hello", os.Getenv("WHO"))
		fmt.Fprintln(os.Stderr, "careful")
		write("msg", "done")
		write("sub/deep", "down")
		write("undeclared", "x")
		_ = os.Symlink("/etc/passwd", outputs+"/link")
	case "fail":
		write("msg", "partial")
		os.Exit(3)
	case "flood":
		out, errs := bufio.NewWriter(os.Stdout), bufio.NewWriter(os.Stderr)
		for i := range 30000 {
			fmt.Fprintln(out, "out", i)
			fmt.Fprintln(errs, "err", i)
		}
		out.Flush()
		errs.Flush()
		fmt.Print("the end, without a line break")
	case "look":
		look(strings.Split(os.Getenv("LOOK"), ","))
	case "wait":
		term := make(chan os.Signal, 1)
		signal.Notify(term, syscall.SIGTERM)
		fmt.Println("ready")
		<-term
		fmt.Println("stopping")
		write("msg", "stopped")
		os.Exit(7)
	case "deaf":
		signal.Ignore(syscall.SIGTERM)
		write("msg", "deaf")
		fmt.Println("ready")
		time.Sleep(5 * time.Minute)
	case "large":
		write("small", "ok")
		write("large", strings.Repeat("x", 3<<20))
	}
}

func write(name, content string) {
	if err := os.WriteFile(outputs+"/"+name, []byte(content), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(9)
	}
}

// look prints who owns what, and what is in files that can be read.
func look(paths []string) {
	for _, p := range paths {
		fi, err := os.Stat(p)
		if err != nil {
			fmt.Println(p, "missing")
			continue
		}
		st := fi.Sys().(*syscall.Stat_t)
		fmt.Printf("%s %v %d:%d", p, fi.Mode(), st.Uid, st.Gid)
		if fi.Mode().IsRegular() {
			content, err := os.ReadFile(p)
			fmt.Printf(" %q %v", content, err)
		}
		fmt.Println()
	}
	if err := os.WriteFile("/cnab/app/written", nil, 0o600); err != nil {
		fmt.Println(err)
	}
}
