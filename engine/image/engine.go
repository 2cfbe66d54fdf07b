// Package image is the build seam: it makes the bundle's image, through the
// BuildKit that is part of a container engine, and answers what images the
// engine has.
package image

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/cli/cli/connhelper"
	"github.com/docker/go-connections/tlsconfig"
	"github.com/moby/moby/client"
)

// Endpoint is how to reach a container engine.
type Endpoint struct {
	Host       string // unix:///…, npipe:///…, tcp://… or ssh://…
	CertDir    string // holds ca.pem, cert.pem and key.pem; "" means no TLS
	SkipVerify bool   // with CertDir: the engine's certificate is not checked
}

// Engine is a connection to a Docker-compatible container engine. It is safe
// for concurrent use; nothing is dialled before it is used.
type Engine struct {
	Client *client.Client
}

// Connect prepares a connection.
func Connect(at Endpoint) (*Engine, error) {
	opts, err := at.options()
	if err != nil {
		return nil, err
	}
	c, err := client.New(opts...)
	if err != nil {
		return nil, fmt.Errorf("connecting to the container engine at %s: %w", at.Host, err)
	}
	return &Engine{Client: c}, nil
}

func (at Endpoint) options() ([]client.Opt, error) {
	if strings.HasPrefix(at.Host, "ssh://") {
		h, err := connhelper.GetConnectionHelper(at.Host)
		if err != nil {
			return nil, fmt.Errorf("connecting to the container engine at %s: %w", at.Host, err)
		}
		return []client.Opt{client.WithHost(h.Host), client.WithDialContext(h.Dialer)}, nil
	}
	if at.CertDir == "" {
		return []client.Opt{client.WithHost(at.Host)}, nil
	}
	tls, err := tlsconfig.Client(tlsconfig.Options{
		CAFile:             filepath.Join(at.CertDir, "ca.pem"),
		CertFile:           filepath.Join(at.CertDir, "cert.pem"),
		KeyFile:            filepath.Join(at.CertDir, "key.pem"),
		InsecureSkipVerify: at.SkipVerify,
		ExclusiveRootPools: true,
	})
	if err != nil {
		return nil, fmt.Errorf("reading the certificates for the container engine at %s: %w", at.Host, err)
	}
	hc := &http.Client{Transport: &http.Transport{TLSClientConfig: tls}, CheckRedirect: client.CheckRedirect}
	return []client.Opt{client.WithHTTPClient(hc), client.WithHost(at.Host)}, nil
}

// Close gives back the connection.
func (e *Engine) Close() error { return e.Client.Close() }

// pingTimeout bounds the question whether an engine is there at all. Engines
// that are there answer in milliseconds, over ssh in a second or two.
const pingTimeout = 10 * time.Second

// Ping asks whether the engine answers.
func (e *Engine) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	_, err := e.Client.Ping(ctx, client.PingOptions{})
	return err
}

// ID returns the ID of an image that the engine has; "" where it has no image
// of that name.
func (e *Engine) ID(ctx context.Context, name string) (string, error) {
	r, err := e.Client.ImageInspect(ctx, name)
	if cerrdefs.IsNotFound(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("looking for the image %s: %w", name, err)
	}
	return r.ID, nil
}

// podman is the name of the component by which Podman can be told.
const podman = "Podman Engine"

// checkBuilder refuses an engine that cannot build as we do.
func (e *Engine) checkBuilder(ctx context.Context) error {
	v, err := e.Client.ServerVersion(ctx, client.ServerVersionOptions{})
	if err != nil {
		return fmt.Errorf("asking the container engine for its version: %w", err)
	}
	for _, c := range v.Components {
		if c.Name == podman {
			return &NoBuildKitError{Host: e.Client.DaemonHost(), Engine: "Podman " + c.Version}
		}
	}
	return nil
}
