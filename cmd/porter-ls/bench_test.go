package main

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// built is the porter-ls that `make build` made, which is what users run.
func built(b *testing.B) string {
	bin := os.Getenv("PORTER_LS_BIN")
	if bin == "" {
		bin = filepath.Join("..", "..", "bin", "porter-ls")
	}
	bin, err := filepath.Abs(bin)
	if err == nil {
		_, err = os.Stat(bin)
	}
	if err != nil {
		b.Skipf("%v; make build makes it", err)
	}
	return bin
}

// BenchmarkServe is the start of the language server as an editor sees it: from
// spawning the process to the answer of initialize. It also reports the memory
// that the process holds when it has published the findings of a manifest.
func BenchmarkServe(b *testing.B) {
	bin := built(b)
	file, err := filepath.Abs(filepath.Join("..", "..", "testdata", "bundles", "hello", "porter.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	src, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	uri := (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
	var toAnswer time.Duration
	var memory int
	for b.Loop() {
		cmd := exec.Command(bin, "serve")
		in, _ := cmd.StdinPipe()
		out, _ := cmd.StdoutPipe()
		start := time.Now()
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		send(b, in, `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`)
		r := bufio.NewReader(out)
		receive(b, r, `"id":1`)
		toAnswer += time.Since(start)
		send(b, in, `{"jsonrpc":"2.0","method":"initialized","params":{}}`)
		send(b, in, fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":%q,"languageId":"yaml","version":1,"text":%s}}}`,
			uri, strconv.Quote(string(src))))
		receive(b, r, "publishDiagnostics")
		memory += resident(cmd.Process.Pid)
		send(b, in, `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`)
		receive(b, r, `"id":2`)
		send(b, in, `{"jsonrpc":"2.0","method":"exit"}`)
		if err := cmd.Wait(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(toAnswer.Microseconds())/1000/float64(b.N), "ms-to-initialize")
	b.ReportMetric(float64(memory)/1024/float64(b.N), "MiB-resident")
}

func send(b *testing.B, w io.Writer, message string) {
	if _, err := fmt.Fprintf(w, "Content-Length: %d\r\n\r\n%s", len(message), message); err != nil {
		b.Fatal(err)
	}
}

// receive reads messages until one contains the text.
func receive(b *testing.B, r *bufio.Reader, want string) {
	for {
		length := 0
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				b.Fatal(err)
			}
			line = strings.TrimSpace(line)
			if line == "" {
				break
			}
			if v, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				length, _ = strconv.Atoi(v)
			}
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(r, body); err != nil {
			b.Fatal(err)
		}
		if strings.Contains(string(body), want) {
			return
		}
	}
}

var rss = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// resident returns the memory a process holds, in KiB; 0 where the system does
// not tell.
func resident(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	m := rss.FindSubmatch(status)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(string(m[1]))
	return n
}

// BenchmarkBundle times the verbs of a bundle as whole processes against the
// container engine at hand.
func BenchmarkBundle(b *testing.B) {
	bin := built(b)
	if exec.Command(bin, "engine").Run() != nil {
		b.Skip("no container engine answers: porter-ls engine says why")
	}
	dir := b.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "testdata", "bundles", "hello"))); err != nil {
		b.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "helpers.sh"), 0o755); err != nil {
		b.Fatal(err)
	}
	home := b.TempDir()
	run := func(b *testing.B, args ...string) {
		cmd := exec.Command(bin, args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "PORTER_LS_HOME="+home)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	run(b, "build")
	for _, verb := range []struct {
		name string
		args []string
	}{
		{"check", []string{"check"}},
		{"build-no-cache", []string{"build", "--no-cache"}},
		{"build-warm", []string{"build"}},
		{"install", []string{"install", "--force"}},
	} {
		b.Run(verb.name, func(b *testing.B) {
			for b.Loop() {
				run(b, verb.args...)
			}
		})
	}
}

// BenchmarkCheckProcess is the check of one manifest of 300 lines as a pipeline
// sees it: anew and, when nothing has changed, remembered. PORTER, where it is
// set, is a porter with the mixin exec, whose lint of the same is run beside it.
func BenchmarkCheckProcess(b *testing.B) {
	bin := built(b)
	dir, home := b.TempDir(), b.TempDir()
	var src strings.Builder
	src.WriteString("schemaVersion: 1.0.1\nname: measured\nversion: 0.1.0\nregistry: localhost:5000\nmixins:\n  - exec\n")
	steps := func(action string, n int) {
		fmt.Fprintf(&src, "%s:\n", action)
		for i := range n {
			fmt.Fprintf(&src, "  - exec:\n      description: \"%s service %d\"\n      command: echo\n      arguments:\n        - service-%[2]d\n        - ${ bundle.parameters.host }\n", action, i)
		}
	}
	src.WriteString("parameters:\n  - name: host\n    type: string\n    default: localhost\n")
	for _, action := range []string{"install", "upgrade", "uninstall"} {
		steps(action, 16)
	}
	if err := os.WriteFile(filepath.Join(dir, "porter.yaml"), []byte(src.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name, bin string
		args      []string
	}{
		{"of=anew", bin, []string{"check", "--no-cache"}},
		{"of=remembered", bin, []string{"check"}},
		{"of=porter", os.Getenv("PORTER"), []string{"lint"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			if c.bin == "" {
				b.Skip("PORTER is not set")
			}
			for b.Loop() {
				cmd := exec.Command(c.bin, c.args...)
				cmd.Dir, cmd.Env = dir, append(os.Environ(), "PORTER_LS_HOME="+home)
				if out, err := cmd.CombinedOutput(); err != nil {
					b.Fatalf("%v: %v\n%s", c.args, err, out)
				}
			}
		})
	}
}
