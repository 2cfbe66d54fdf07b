package config

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Endpoint is how to reach a container engine, and how it was found.
type Endpoint struct {
	Host       string // unix:///…, npipe:///…, tcp://… or ssh://…
	CertDir    string // holds ca.pem, cert.pem and key.pem; "" means no TLS
	SkipVerify bool   // with CertDir: the engine's certificate is not checked

	Via   string   // how it was found, as in "DOCKER_HOST"
	Notes []string // what was tried before it and did not answer
}

// Machine is what finding an engine asks of the machine.
type Machine struct {
	OS     string              // as runtime.GOOS
	Home   string              // the user's home folder; "" where there is none
	UID    int                 // the user's number; -1 on Windows
	Getenv func(string) string // as os.Getenv

	ReadFile func(path string) ([]byte, error) // as os.ReadFile
	Exists   func(path string) bool            // whether a socket or pipe is there
	// Ping asks the engine at an endpoint whether it answers.
	Ping func(context.Context, Endpoint) error
}

// NoEngineError says that no container engine answers.
type NoEngineError struct {
	Tried   []string // what was found and did not answer, with why
	Install string   // what to do on this system
}

// Error says in one line what was tried and what to install.
func (e *NoEngineError) Error() string {
	tried := "DOCKER_HOST, the Docker context and the sockets of Docker, Podman, Colima and Rancher Desktop were looked for and are not there"
	if len(e.Tried) > 0 {
		tried = strings.Join(e.Tried, "; ")
	}
	return fmt.Sprintf("no container engine answers (%s): %s", tried, e.Install)
}

// FindEngine finds the container engine as the docker command does: DOCKER_HOST,
// then DOCKER_CONTEXT or the current context of its configuration, then where
// engines usually listen. What is there but does not answer is passed over, with
// a note, except what was named by the environment: that is an error, because
// working on another engine than was asked for would be worse.
func FindEngine(ctx context.Context, m Machine) (Endpoint, error) {
	if host := m.Getenv("DOCKER_HOST"); host != "" {
		return m.named(ctx, m.fromEnv(host))
	}
	var notes []string
	at, asked, err := m.context()
	switch {
	case err != nil && asked:
		return Endpoint{}, &NoEngineError{Tried: []string{err.Error()}, Install: "unset DOCKER_CONTEXT or name a context that `docker context ls` shows"}
	case err != nil:
		notes = append(notes, err.Error())
	case at.Host != "" && asked:
		return m.named(ctx, at)
	}
	candidates := m.usual()
	if at.Host != "" {
		candidates = append([]Endpoint{at}, candidates...)
	}
	seen := map[string]bool{}
	for _, c := range candidates {
		if socket, ok := socketPath(c.Host); seen[c.Host] || ok && !m.Exists(socket) {
			continue
		}
		seen[c.Host] = true
		err := m.Ping(ctx, c)
		if err == nil {
			c.Notes = notes
			return c, nil
		}
		if ctx.Err() != nil {
			return Endpoint{}, context.Cause(ctx)
		}
		notes = append(notes, fmt.Sprintf("%s at %s does not answer: %s", c.Via, c.Host, oneLine(err)))
	}
	return Endpoint{}, &NoEngineError{Tried: notes, Install: m.install()}
}

// named takes an endpoint that the user named: it or nothing.
func (m Machine) named(ctx context.Context, at Endpoint) (Endpoint, error) {
	err := m.Ping(ctx, at)
	if err == nil {
		return at, nil
	}
	if ctx.Err() != nil {
		return Endpoint{}, context.Cause(ctx)
	}
	return Endpoint{}, &NoEngineError{
		Tried:   []string{fmt.Sprintf("%s says %s, where none answers: %s", at.Via, at.Host, oneLine(err))},
		Install: "start the engine there or change " + at.Via,
	}
}

// oneLine is what an error says; what ssh printed has several.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

func (m Machine) fromEnv(host string) Endpoint {
	at := Endpoint{Host: host, Via: "DOCKER_HOST"}
	// As the docker command reads them: the certificates count where a check is
	// asked for, and where they are named.
	if dir := m.Getenv("DOCKER_CERT_PATH"); dir != "" && strings.HasPrefix(host, "tcp://") {
		at.CertDir, at.SkipVerify = dir, m.Getenv("DOCKER_TLS_VERIFY") == ""
	} else if m.Getenv("DOCKER_TLS_VERIFY") != "" && strings.HasPrefix(host, "tcp://") {
		at.CertDir = m.dockerDir()
	}
	return at
}

func (m Machine) dockerDir() string {
	if dir := m.Getenv("DOCKER_CONFIG"); dir != "" {
		return dir
	}
	return m.join(m.Home, ".docker")
}

// join joins with slashes: every system's own calls take them.
func (m Machine) join(elem ...string) string {
	return path.Join(append([]string{strings.ReplaceAll(elem[0], `\`, "/")}, elem[1:]...)...)
}

// contextMeta is the part of a context's meta.json that matters here.
type contextMeta struct {
	Endpoints map[string]struct {
		Host          string
		SkipTLSVerify bool
	}
}

// context returns the endpoint of the Docker context, an empty one where none
// is in use. asked says that the environment named it.
func (m Machine) context() (at Endpoint, asked bool, err error) {
	name, via := m.Getenv("DOCKER_CONTEXT"), "DOCKER_CONTEXT"
	asked = name != ""
	dir := m.dockerDir()
	if !asked {
		via = "the Docker context"
		var c struct{ CurrentContext string }
		b, err := m.ReadFile(m.join(dir, "config.json"))
		if errors.Is(err, fs.ErrNotExist) {
			return at, false, nil
		}
		if err == nil {
			err = json.Unmarshal(b, &c)
		}
		if err != nil {
			return at, false, fmt.Errorf("reading the Docker configuration: %w", err)
		}
		name = c.CurrentContext
	}
	if name == "" || name == "default" {
		return at, false, nil
	}
	sum := sha256.Sum256([]byte(name))
	id := hex.EncodeToString(sum[:])
	b, err := m.ReadFile(m.join(dir, "contexts", "meta", id, "meta.json"))
	if err != nil {
		return at, asked, fmt.Errorf("reading the Docker context %q: %w", name, err)
	}
	var meta contextMeta
	if err := json.Unmarshal(b, &meta); err != nil {
		return at, asked, fmt.Errorf("reading the Docker context %q: %w", name, err)
	}
	d, ok := meta.Endpoints["docker"]
	if !ok || d.Host == "" {
		return at, asked, fmt.Errorf("the Docker context %q has no Docker endpoint", name)
	}
	at = Endpoint{Host: d.Host, Via: fmt.Sprintf("%s %q", via, name), SkipVerify: d.SkipTLSVerify}
	tls := m.join(dir, "contexts", "tls", id, "docker")
	if _, err := m.ReadFile(m.join(tls, "ca.pem")); err == nil {
		at.CertDir = tls
	}
	return at, asked, nil
}
