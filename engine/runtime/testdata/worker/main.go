// Command worker is the only other program in the image of the container test.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	switch os.Args[1] {
	case "greet":
		fmt.Println("hello", os.Args[2])
		if err := os.WriteFile("made", []byte("by "+fmt.Sprint(os.Getuid())), 0o600); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "wait":
		term := make(chan os.Signal, 1)
		signal.Notify(term, syscall.SIGTERM)
		fmt.Println("ready")
		<-term
		fmt.Println("bye")
		os.Exit(7)
	}
}
