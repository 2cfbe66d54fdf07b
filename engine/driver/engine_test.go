package driver_test

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/moby/moby/client"
	"go.uber.org/goleak"

	"github.com/porter-ls/porter-ls/engine/driver"
)

// connect returns a driver on the container engine at $DOCKER_HOST or the
// usual socket, whose client's connections end with the test. Afterwards
// nothing may run any more.
func connect(t *testing.T) driver.Docker {
	t.Helper()
	goleak.VerifyNone(t) // what an earlier test left is not this one's
	t.Cleanup(func() { goleak.VerifyNone(t) })
	c := engine(t)
	t.Cleanup(func() { c.Close() })
	return driver.Docker{Client: c}
}

func engine(t testing.TB) *client.Client {
	t.Helper()
	c, err := client.New(client.FromEnv)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Ping(context.WithoutCancel(t.Context()), client.PingOptions{}); err != nil {
		c.Close()
		if os.Getenv("CI") != "" {
			t.Fatalf("no container engine: %v", err)
		}
		t.Skipf("no container engine: %v", err)
	}
	return c
}

var program struct {
	sync.Once
	content []byte
	err     error
}

// image imports an image of the test bundle that runs as user and returns its
// name. without leaves out the program.
func image(t *testing.T, user string, without bool) string {
	t.Helper()
	program.Do(func() {
		bin := filepath.Join(t.TempDir(), "run")
		cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", bin, "./testdata/action")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Logf("%s", out)
			program.err = err
			return
		}
		program.content, program.err = os.ReadFile(bin)
	})
	if program.err != nil {
		t.Fatal(program.err)
	}
	c := engine(t)
	defer c.Close()
	name := "porter-ls-test/driver:" + strings.NewReplacer("/", "-", ":", "-").Replace(strings.ToLower(t.Name()))
	var changes []string
	if user != "" {
		changes = append(changes, "USER "+user)
	}
	r, err := c.ImageImport(t.Context(), client.ImageImportSource{Source: rootfs(without), SourceName: "-"}, name,
		client.ImageImportOptions{Changes: changes})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if out, err := io.ReadAll(r); err != nil || bytes.Contains(out, []byte("errorDetail")) {
		t.Fatalf("importing the image: %s %v", out, err)
	}
	t.Cleanup(func() {
		c := engine(t)
		defer c.Close()
		if _, err := c.ImageRemove(context.WithoutCancel(t.Context()), name, client.ImageRemoveOptions{Force: true}); err != nil {
			t.Error(err)
		}
	})
	return name
}

func rootfs(without bool) io.Reader {
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	dir := func(name string, mode int64) {
		_ = w.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: name, Mode: mode})
	}
	file := func(name string, mode int64, content []byte) {
		_ = w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: mode, Size: int64(len(content))})
		_, _ = w.Write(content)
	}
	dir("etc/", 0o755)
	file("etc/passwd", 0o644, []byte("root:x:0:0::/root:/bin/sh\nann:x:4711:4711::/home/ann:/bin/sh\n"))
	dir("home/", 0o755)
	dir("cnab/", 0o755)
	dir("cnab/app/", 0o755)
	if !without {
		file("cnab/app/run", 0o755, program.content)
	}
	_ = w.Close()
	return &buf
}

// left returns how many containers with that label there still are.
func left(t *testing.T, id string) []string {
	t.Helper()
	c := engine(t)
	defer c.Close()
	l, err := c.ContainerList(context.WithoutCancel(t.Context()), client.ContainerListOptions{
		All: true, Filters: client.Filters{}.Add("label", driver.Label+"="+id)})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, x := range l.Items {
		ids = append(ids, x.ID)
	}
	return ids
}

// watch is a writer that keeps what it gets and calls back once a word is in it.
type watch struct {
	bytes.Buffer
	word string
	then func()
	once sync.Once
}

func (w *watch) Write(p []byte) (int, error) {
	n, err := w.Buffer.Write(p)
	if strings.Contains(w.String(), w.word) {
		w.once.Do(w.then)
	}
	return n, err
}

// relay passes connections on to the container engine until it is cut.
type relay struct {
	listener net.Listener
	mu       sync.Mutex
	conns    []net.Conn // nil once cut
	isCut    bool
	wg       sync.WaitGroup
}

func newRelay(t *testing.T, dial func(context.Context) (net.Conn, error)) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{listener: l}
	r.wg.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := dial(context.Background())
			if err != nil || !r.keep(in, out) {
				in.Close()
				continue
			}
			pass := func(to, from net.Conn) { _, _ = io.Copy(to, from); to.Close(); from.Close() }
			r.wg.Go(func() { pass(in, out) })
			r.wg.Go(func() { pass(out, in) })
		}
	})
	t.Cleanup(r.cut)
	t.Cleanup(func() { r.cut(); r.wg.Wait() })
	return r
}

func (r *relay) keep(c ...net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.isCut {
		for _, c := range c {
			c.Close()
		}
		return false
	}
	r.conns = append(r.conns, c...)
	return true
}

func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.isCut = true
	r.listener.Close()
	for _, c := range r.conns {
		c.Close()
	}
}
