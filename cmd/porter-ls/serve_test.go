package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestLoopback(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:7000": "127.0.0.1:7000", "127.9.9.9:0": "127.9.9.9:0", "[::1]:7000": "[::1]:7000",
		"localhost:7000": "127.0.0.1:7000", ":7000": "127.0.0.1:7000",
		"0.0.0.0:7000": "", "[::]:7000": "", "192.168.0.1:7000": "", "example.com:7000": "", "127.0.0.1": "", "7000": "",
		"localhost.example.com:7000": "", "127.0.0.1.example.com:7000": "", "[::ffff:192.168.0.1]:7000": "",
	} {
		got, err := loopback(listen)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%s: %q, %v", listen, got, err)
		}
	}
}

const framed = "Content-Length: %d\r\n\r\n%s"

func frame(body string) string { return fmt.Sprintf(framed, len(body), body) }

// listening starts a server that editors connect to, and returns its address, the
// file that it traces to, and what it ends with.
func listening(t *testing.T) (address, trace string, stop func() int) {
	t.Helper()
	trace = filepath.Join(t.TempDir(), "trace")
	out, in := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	cli := &CLI{Stdin: strings.NewReader(""), Stdout: in, Stderr: io.Discard, Dir: t.TempDir(), Getenv: func(string) string { return "" }}
	code := make(chan int, 1)
	go func() { code <- cli.Main(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--trace", trace}) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !ok {
		t.Fatalf("it says %q", line)
	}
	return address, trace, func() int { cancel(); return <-code }
}

// connected is an editor's connection.
type connected struct {
	net.Conn
	in *bufio.Reader
}

func connect(t *testing.T, address string) connected {
	t.Helper()
	var d net.Dialer
	c, err := d.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return connected{c, bufio.NewReader(c)}
}

// call sends a message and returns the next one that comes.
func (c connected) call(t *testing.T, body string) string {
	t.Helper()
	if _, err := io.WriteString(c, frame(body)); err != nil {
		t.Fatal(err)
	}
	var length int
	if _, err := fmt.Fscanf(c.in, "Content-Length: %d\r\n\r\n", &length); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, length)
	if _, err := io.ReadFull(c.in, answer); err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

const begin = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`

// Editors are served at once and one after the other, each by itself; what is no
// editor is not; and every message is in the trace.
func TestListen(t *testing.T) {
	address, trace, stop := listening(t)
	first, second := connect(t, address), connect(t, address)
	for _, c := range []connected{first, second} {
		if got := c.call(t, begin); !strings.Contains(got, `"serverInfo"`) {
			t.Errorf("initialize is answered with %s", got)
		}
	}
	if got := first.call(t, `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`); !strings.Contains(got, `"result":null`) {
		t.Errorf("shutdown is answered with %s", got)
	}
	if _, err := io.WriteString(first, frame(`{"jsonrpc":"2.0","method":"exit"}`)); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(first.in); err != nil || len(rest) > 0 {
		t.Errorf("after exit came %q, %v", rest, err)
	}
	if got := second.call(t, `{"jsonrpc":"2.0","id":"x","method":"no/such"}`); !strings.Contains(got, `-32601`) {
		t.Errorf("the other editor is answered with %s", got)
	}
	third := connect(t, address)
	if got := third.call(t, begin); !strings.Contains(got, `"serverInfo"`) {
		t.Errorf("a later editor is answered with %s", got)
	}

	page := connect(t, address)
	body := strings.Replace(begin, `"id":1`, `"id":"of a page"`, 1)
	request := fmt.Sprintf("POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s", address, len(body), body)
	if _, err := io.WriteString(page, request); err != nil {
		t.Fatal(err)
	}
	if answer, _ := io.ReadAll(page.in); len(answer) > 0 {
		t.Errorf("a page in a browser is answered with %s", answer)
	}

	if code := stop(); code != 0 {
		t.Errorf("interrupted, it exits with %d", code)
	}
	content, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	shape := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \d (<-|->) \{`)
	ways := map[string]int{}
	for _, line := range lines {
		if !shape.MatchString(line) {
			t.Errorf("the trace has %q", line)
		}
		ways[strings.Join(strings.Fields(line)[1:3], " ")]++
	}
	if ways["1 <-"]+ways["2 <-"] != 5 || ways["3 <-"] != 1 || ways["3 ->"] != 1 || strings.Contains(string(content), "of a page") {
		t.Errorf("the trace has %v", ways)
	}
}
