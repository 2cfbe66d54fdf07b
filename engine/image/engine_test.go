package image

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestPodman shows that an engine without BuildKit is told by what it says of
// itself, before anything is sent to it.
func TestPodman(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "/_ping"):
			w.Header().Set("API-Version", "1.41")
		case strings.HasSuffix(r.URL.Path, "/version"):
			_, _ = w.Write([]byte(`{"ApiVersion":"1.41","Components":[{"Name":"Podman Engine","Version":"5.4.0"}]}`))
		default:
			t.Errorf("asked for %s", r.URL.Path)
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer s.Close()
	e, err := Connect(Endpoint{Host: "tcp" + strings.TrimPrefix(s.URL, "http")})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	err = e.Build(t.Context(), Request{Image: "x", Context: Folder{Dir: t.TempDir()}, Dockerfile: []byte("FROM scratch")})
	if none, ok := errors.AsType[*NoBuildKitError](err); !ok || none.Engine != "Podman 5.4.0" {
		t.Errorf("got %v", err)
	}
}

func TestConnectErrors(t *testing.T) {
	for _, at := range []Endpoint{
		{Host: "nonsense"},
		{Host: "ssh://user:password@host"},
		{Host: "tcp://127.0.0.1:1", CertDir: t.TempDir()},
	} {
		if e, err := Connect(at); err == nil {
			e.Close()
			t.Errorf("%+v was taken", at)
		}
	}
	e, err := Connect(Endpoint{Host: "unix:///nowhere/docker.sock"})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Ping(t.Context()); err == nil {
		t.Error("nothing answered")
	}
	if err := e.Build(t.Context(), Request{}); err == nil {
		t.Error("nothing built")
	}
}
