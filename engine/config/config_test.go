package config

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func contextDir(kind, name string) string {
	sum := sha256.Sum256([]byte(name))
	return "/home/u/.docker/contexts/" + kind + "/" + hex.EncodeToString(sum[:])
}

func TestFindEngine(t *testing.T) {
	const docker, rootless = "unix:///var/run/docker.sock", "unix:///run/user/1000/docker.sock"
	meta := func(host string) string {
		return `{"Name":"far","Metadata":{},"Endpoints":{"docker":{"Host":"` + host + `","SkipTLSVerify":false}}}`
	}
	for _, test := range []struct {
		name  string
		os    string
		env   map[string]string
		files map[string]string // sockets too
		alive string            // hosts that answer
		want  Endpoint
		err   []string // parts of the error's message
	}{
		{name: "nothing", err: []string{"no container engine answers", "DOCKER_HOST", "install Docker"}},
		{name: "nothing on macOS", os: "darwin", err: []string{"Colima"}},
		{name: "nothing on Windows", os: "windows", err: []string{"Docker Desktop"}},
		{name: "the usual socket", files: map[string]string{"/var/run/docker.sock": ""}, alive: docker,
			want: Endpoint{Host: docker, Via: "Docker"}},
		{name: "a dead socket is passed over", files: map[string]string{"/var/run/docker.sock": "", "/run/user/1000/docker.sock": ""}, alive: rootless,
			want: Endpoint{Host: rootless, Via: "rootless Docker", Notes: []string{"Docker at " + docker + " does not answer: refused"}}},
		{name: "only dead sockets", files: map[string]string{"/var/run/docker.sock": ""},
			err: []string{"Docker at " + docker + " does not answer: refused", "usermod"}},
		{name: "XDG_RUNTIME_DIR", env: map[string]string{"XDG_RUNTIME_DIR": "/x"}, files: map[string]string{"/x/podman/podman.sock": ""}, alive: "unix:///x/podman/podman.sock",
			want: Endpoint{Host: "unix:///x/podman/podman.sock", Via: "Podman"}},
		{name: "Podman of root", files: map[string]string{"/run/podman/podman.sock": ""}, alive: "unix:///run/podman/podman.sock",
			want: Endpoint{Host: "unix:///run/podman/podman.sock", Via: "Podman"}},
		{name: "Colima", os: "darwin", files: map[string]string{"/home/u/.colima/default/docker.sock": ""}, alive: "unix:///home/u/.colima/default/docker.sock",
			want: Endpoint{Host: "unix:///home/u/.colima/default/docker.sock", Via: "Colima"}},
		{name: "Rancher Desktop", files: map[string]string{"/home/u/.rd/docker.sock": ""}, alive: "unix:///home/u/.rd/docker.sock",
			want: Endpoint{Host: "unix:///home/u/.rd/docker.sock", Via: "Rancher Desktop"}},
		{name: "a pipe", os: "windows", files: map[string]string{"//./pipe/dockerDesktopLinuxEngine": ""}, alive: "npipe:////./pipe/dockerDesktopLinuxEngine",
			want: Endpoint{Host: "npipe:////./pipe/dockerDesktopLinuxEngine", Via: "Docker Desktop"}},
		{name: "DOCKER_HOST", env: map[string]string{"DOCKER_HOST": "tcp://far:2375"}, alive: "tcp://far:2375",
			want: Endpoint{Host: "tcp://far:2375", Via: "DOCKER_HOST"}},
		{name: "DOCKER_HOST is dead", env: map[string]string{"DOCKER_HOST": "tcp://far:2375"}, files: map[string]string{"/var/run/docker.sock": ""}, alive: docker,
			err: []string{"DOCKER_HOST says tcp://far:2375", "refused"}},
		{name: "DOCKER_HOST with certificates", env: map[string]string{"DOCKER_HOST": "tcp://far:2376", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/certs"}, alive: "tcp://far:2376",
			want: Endpoint{Host: "tcp://far:2376", Via: "DOCKER_HOST", CertDir: "/certs"}},
		{name: "DOCKER_HOST with certificates, unchecked", env: map[string]string{"DOCKER_HOST": "tcp://far:2376", "DOCKER_CERT_PATH": "/certs"}, alive: "tcp://far:2376",
			want: Endpoint{Host: "tcp://far:2376", Via: "DOCKER_HOST", CertDir: "/certs", SkipVerify: true}},
		{name: "DOCKER_TLS_VERIFY alone", env: map[string]string{"DOCKER_HOST": "tcp://far:2376", "DOCKER_TLS_VERIFY": "1"}, alive: "tcp://far:2376",
			want: Endpoint{Host: "tcp://far:2376", Via: "DOCKER_HOST", CertDir: "/home/u/.docker"}},
		{name: "certificates do not matter to a socket", env: map[string]string{"DOCKER_HOST": docker, "DOCKER_TLS_VERIFY": "1"}, alive: docker,
			want: Endpoint{Host: docker, Via: "DOCKER_HOST"}},
		{name: "current context", alive: "ssh://far " + docker,
			files: map[string]string{"/home/u/.docker/config.json": `{"auths":{},"currentContext":"far"}`, contextDir("meta", "far") + "/meta.json": meta("ssh://far"), "/var/run/docker.sock": ""},
			want:  Endpoint{Host: "ssh://far", Via: `the Docker context "far"`}},
		{name: "current context is dead", alive: docker,
			files: map[string]string{"/home/u/.docker/config.json": `{"currentContext":"far"}`, contextDir("meta", "far") + "/meta.json": meta("ssh://far"), "/var/run/docker.sock": ""},
			want:  Endpoint{Host: docker, Via: "Docker", Notes: []string{`the Docker context "far" at ssh://far does not answer: refused`}}},
		{name: "current context with certificates", alive: "tcp://far:1",
			files: map[string]string{"/home/u/.docker/config.json": `{"currentContext":"far"}`, contextDir("meta", "far") + "/meta.json": meta("tcp://far:1"), contextDir("tls", "far") + "/docker/ca.pem": "x"},
			want:  Endpoint{Host: "tcp://far:1", Via: `the Docker context "far"`, CertDir: contextDir("tls", "far") + "/docker"}},
		{name: "default context", alive: docker,
			files: map[string]string{"/home/u/.docker/config.json": `{"currentContext":"default"}`, "/var/run/docker.sock": ""},
			want:  Endpoint{Host: docker, Via: "Docker"}},
		{name: "the context's own configuration", env: map[string]string{"DOCKER_CONFIG": "/c"}, alive: docker,
			files: map[string]string{"/home/u/.docker/config.json": `{"currentContext":"far"}`, "/c/config.json": `{}`, "/var/run/docker.sock": ""},
			want:  Endpoint{Host: docker, Via: "Docker"}},
		{name: "broken configuration", alive: docker,
			files: map[string]string{"/home/u/.docker/config.json": `{`, "/var/run/docker.sock": ""},
			want:  Endpoint{Host: docker, Via: "Docker", Notes: []string{"reading the Docker configuration: unexpected end of JSON input"}}},
		{name: "DOCKER_CONTEXT", env: map[string]string{"DOCKER_CONTEXT": "far"}, alive: "ssh://far",
			files: map[string]string{contextDir("meta", "far") + "/meta.json": meta("ssh://far")},
			want:  Endpoint{Host: "ssh://far", Via: `DOCKER_CONTEXT "far"`}},
		{name: "DOCKER_CONTEXT is dead", env: map[string]string{"DOCKER_CONTEXT": "far"}, alive: docker,
			files: map[string]string{contextDir("meta", "far") + "/meta.json": meta("ssh://far"), "/var/run/docker.sock": ""},
			err:   []string{`DOCKER_CONTEXT "far" says ssh://far`}},
		{name: "DOCKER_CONTEXT is unknown", env: map[string]string{"DOCKER_CONTEXT": "far"}, alive: docker, files: map[string]string{"/var/run/docker.sock": ""},
			err: []string{`the Docker context "far"`, "docker context ls"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Machine{OS: test.os, Home: "/home/u", UID: 1000, Getenv: func(k string) string { return test.env[k] },
				ReadFile: func(p string) ([]byte, error) {
					if s, ok := test.files[p]; ok {
						return []byte(s), nil
					}
					return nil, fs.ErrNotExist
				},
				Exists: func(p string) bool { _, ok := test.files[p]; return ok },
				Ping: func(_ context.Context, at Endpoint) error {
					for _, a := range strings.Fields(test.alive) {
						if a == at.Host {
							return nil
						}
					}
					return errors.New("refused\n") // ssh says several lines
				},
			}
			if m.OS == "" {
				m.OS = "linux"
			}
			got, err := FindEngine(t.Context(), m)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			none, ok := errors.AsType[*NoEngineError](err)
			if (err != nil) != ok || ok != (test.err != nil) {
				t.Fatalf("error %v", err)
			}
			for _, part := range test.err {
				if !strings.Contains(none.Error(), part) || strings.Contains(none.Error(), "\n") {
					t.Errorf("%q does not say %q in one line", none, part)
				}
			}
		})
	}
}

func TestFindEngineStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m := Machine{OS: "linux", Getenv: func(string) string { return "" }, ReadFile: func(string) ([]byte, error) { return nil, fs.ErrNotExist },
		Exists: func(string) bool { return true },
		Ping:   func(context.Context, Endpoint) error { cancel(); return ctx.Err() }}
	if _, err := FindEngine(ctx, m); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the cancellation", err)
	}
}

func TestHome(t *testing.T) {
	env := func(v string) func(string) string { return func(string) string { return v } }
	if got, err := Home(env(""), "/home/u"); got != filepath.Join("/home/u", ".porter-ls") || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := Home(env("here"), "/home/u"); !filepath.IsAbs(got) || filepath.Base(got) != "here" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := Home(env(""), ""); err == nil || !strings.Contains(err.Error(), HomeEnv) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestCacheDir(t *testing.T) {
	at := func(elem ...string) string {
		return filepath.Join(append([]string{string(filepath.Separator)}, elem...)...)
	}
	for _, c := range []struct {
		os   string
		env  map[string]string
		want string
	}{
		{"linux", map[string]string{"HOME": at("u")}, at("u", ".cache", "porter-ls")},
		{"darwin", map[string]string{"HOME": at("u")}, at("u", "Library", "Caches", "porter-ls")},
		{"windows", map[string]string{"HOME": at("u"), "LocalAppData": at("l")}, at("l", "porter-ls")},
		{"linux", map[string]string{"HOME": at("u"), "XDG_CACHE_HOME": "not/absolute"}, at("u", ".cache", "porter-ls")},
		{"linux", map[string]string{"HomeUnset": at("u")}, ""},
	} {
		got, err := CacheDir(func(name string) string { return c.env[name] }, c.os)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s with %v: %q, %v", c.os, c.env, got, err)
		}
	}
	for name, want := range map[string]string{"XDG_CACHE_HOME": "porter-ls", HomeEnv: "cache"} {
		dir := t.TempDir()
		got, err := CacheDir(func(asked string) string { return map[string]string{name: dir, "HOME": at("u")}[asked] }, "linux")
		if got != filepath.Join(dir, want) || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
