package installation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/engine/store"
)

const bundleJSON = `{
  "schemaVersion": "1.2.0", "name": "web", "version": "1.2.0", "description": "",
  "invocationImages": [{"image": "localhost:5000/web:porter-1", "imageType": "docker"}],
  "definitions": {
    "port-parameter": {"type": "integer", "default": 80},
    "password-parameter": {"type": "string", "writeOnly": true},
    "porter-debug-parameter": {"$comment": "porter-internal", "$id": "https://porter.sh/generated-bundle/#porter-debug", "type": "boolean", "default": false},
    "address-output": {"type": "string"},
    "token-output": {"type": "string", "writeOnly": true},
    "porter-state": {"$comment": "porter-internal", "$id": "https://porter.sh/generated-bundle/#porter-state", "type": "string", "contentEncoding": "base64"}
  },
  "parameters": {
    "port": {"definition": "port-parameter", "destination": {"env": "PORT"}},
    "password": {"definition": "password-parameter", "destination": {"env": "PASSWORD"}},
    "porter-debug": {"definition": "porter-debug-parameter", "destination": {"env": "PORTER_DEBUG"}}
  },
  "outputs": {
    "address": {"definition": "address-output", "path": "/cnab/app/outputs/address"},
    "token": {"definition": "token-output", "path": "/cnab/app/outputs/token"},
    "porter-state": {"definition": "porter-state", "path": "/cnab/app/outputs/porter-state"}
  }
}`

// world records two installations and returns what commands run in.
func world(t *testing.T) (*commands.Env, *bytes.Buffer) {
	t.Helper()
	home := t.TempDir()
	s := store.Open(home)
	enter(t, s, "", "web", store.Succeeded, map[string][]byte{
		"address": []byte("http://localhost\n"), "token": []byte("s3cret"), "porter-state": []byte("H4sI"),
		"undeclared": []byte("who knows"), store.LogsOutput: []byte("lines"),
	})
	enter(t, s, "dev", "broken", store.Failed, nil)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	out := &bytes.Buffer{}
	return &commands.Env{
		Stdout: out, Stderr: &bytes.Buffer{}, Dir: t.TempDir(),
		Getenv: func(string) string { return "" },
		Engine: opener(t, home),
	}, out
}

// opener opens an engine whose record is in home.
func opener(t *testing.T, home string) func(context.Context) (*engine.Engine, error) {
	return func(context.Context) (*engine.Engine, error) {
		e, err := engine.Open(engine.Options{Home: home})
		if err == nil {
			t.Cleanup(func() {
				if err := e.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		return e, err
	}
}

func enter(t *testing.T, s *store.Store, namespace, name string, status store.Status, outputs map[string][]byte) {
	t.Helper()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	i := &store.Installation{
		ID: store.NewID(), Namespace: namespace, Name: name,
		Status: store.InstallationStatus{
			Action: "install", ResultStatus: store.Running, Created: at, Modified: at,
			BundleReference: "localhost:5000/web:v1.2.0", BundleVersion: "1.2.0",
		},
	}
	r := store.Run{
		ID: store.NewID(), Created: at, Namespace: namespace, Installation: name, Revision: store.NewID(),
		Action: "install", Bundle: bundleJSON,
		Parameters: map[string]json.RawMessage{"port": json.RawMessage("8080"), "porter-debug": json.RawMessage("false")},
	}
	if err := s.Begin(context.Background(), i, r); err != nil {
		t.Fatal(err)
	}
	result := store.Result{ID: store.NewID(), Created: at, Namespace: namespace, Installation: name, RunID: r.ID, Status: status}
	if status == store.Failed {
		result.Message = "the step failed\nwith exit code 7"
	}
	err := s.Finish(context.Background(), result, outputs, func(i *store.Installation) {
		i.Status.ResultStatus = status
		if status == store.Succeeded {
			i.Status.Installed = at
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, env *commands.Env, name, flags string) (commands.Result, error) {
	t.Helper()
	for _, c := range Commands() {
		if c.Name == name {
			in, err := c.InputJSON([]byte(flags))
			if err != nil {
				t.Fatal(err)
			}
			return c.Run(context.Background(), env, in)
		}
	}
	t.Fatalf("there is no command %s", name)
	return commands.Result{}, nil
}

func TestPlaintext(t *testing.T) {
	for _, c := range []struct{ name, command, flags, want string }{
		{"list", "installations list", `{}`,
			"NAMESPACE  NAME  VERSION  STATE      STATUS     MODIFIED\n" +
				"           web   1.2.0    installed  succeeded  TIME\n"},
		{"list all", "installations list", `{"all-namespaces":true}`,
			"NAMESPACE  NAME    VERSION  STATE      STATUS     MODIFIED\n" +
				"           web     1.2.0    installed  succeeded  TIME\n" +
				"dev        broken  1.2.0    defined    failed     TIME\n"},
		{"show", "installations show", `{"args":["web"]}`,
			"Name:        web\n" +
				"Bundle:      localhost:5000/web:v1.2.0\n" +
				"Version:     1.2.0\n" +
				"State:       installed\n" +
				"Last action: install succeeded\n" +
				"Created:     TIME\n" +
				"Modified:    TIME\n" +
				"\nParameters:\n" +
				"NAME      TYPE     VALUE\n" +
				"password  string   ******\n" +
				"port      integer  8080\n" +
				"\nOutputs:\n" +
				"NAME     TYPE    VALUE\n" +
				"address  string  http://localhost\n" +
				"token    string  ******\n"},
		{"show failed", "installations show", `{"args":["broken"],"namespace":"dev"}`,
			"Name:        broken\n" +
				"Namespace:   dev\n" +
				"Bundle:      localhost:5000/web:v1.2.0\n" +
				"Version:     1.2.0\n" +
				"State:       defined\n" +
				"Last action: install failed\n" +
				"Message:     the step failed with exit code 7\n" +
				"Created:     TIME\n" +
				"Modified:    TIME\n" +
				"\nParameters:\n" +
				"NAME      TYPE     VALUE\n" +
				"password  string   ******\n" +
				"port      integer  8080\n"},
		{"outputs", "installations outputs", `{"args":["web"]}`,
			"NAME     TYPE    VALUE\n" +
				"address  string  http://localhost\n" +
				"token    string  ******\n"},
		{"one output", "installations outputs", `{"args":["web","address"]}`, "http://localhost\n"},
		{"one sensitive output", "installations outputs", `{"args":["web","token"]}`, "s3cret"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, out := world(t)
			if _, err := run(t, env, c.command, c.flags); err != nil {
				t.Fatal(err)
			}
			got := regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`).ReplaceAllString(out.String(), "TIME")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestSecrets looks for sensitive values in every form of list and show.
func TestSecrets(t *testing.T) {
	for _, command := range []string{"installations list", "installations show", "installations outputs"} {
		for _, format := range []string{"plaintext", "json"} {
			flags := `{"output":"` + format + `"`
			if command != "installations list" {
				flags += `,"args":["web"]`
			}
			env, out := world(t)
			result, err := run(t, env, command, flags+"}")
			if err != nil {
				t.Fatal(err)
			}
			raw, err := json.Marshal(result.Value)
			if err != nil {
				t.Fatal(err)
			}
			if text := out.String() + string(raw); strings.Contains(text, "s3cret") || strings.Contains(text, "who knows") {
				t.Errorf("%s -o %s shows a sensitive value:\n%s", command, format, text)
			}
		}
	}
}

func TestJSON(t *testing.T) {
	env, out := world(t)
	if _, err := run(t, env, "installations outputs", `{"args":["web"],"output":"json"}`); err != nil {
		t.Fatal(err)
	}
	want := `[
  {
    "name": "address",
    "type": "string",
    "sensitive": false,
    "value": "http://localhost\n"
  },
  {
    "name": "token",
    "type": "string",
    "sensitive": true,
    "value": "******"
  }
]
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("outputs: -want +got\n%s", diff)
	}
	out.Reset()
	if _, err := run(t, env, "installations list", `{"output":"json"}`); err != nil {
		t.Fatal(err)
	}
	var list []struct {
		SchemaType, Name string
		Status           struct{ BundleReference string }
		Calculated       struct {
			State string `json:"displayInstallationState"`
		} `json:"_calculated"`
	}
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || list[0].SchemaType != "Installation" || list[0].Name != "web" ||
		list[0].Calculated.State != "installed" || list[0].Status.BundleReference != "localhost:5000/web:v1.2.0" {
		t.Errorf("%+v", list)
	}
}

func TestNothingThere(t *testing.T) {
	env, out := world(t)
	env.Engine = opener(t, filepath.Join(env.Dir, "nothing"))
	result, err := run(t, env, "installations list", "")
	if err != nil || result.Message != "Nothing is installed here" {
		t.Errorf("%+v, %v", result, err)
	}
	if _, err := run(t, env, "installations list", `{"output":"json"}`); err != nil || out.String() != "[]\n" {
		t.Errorf("%q, %v", out, err)
	}
	if _, err := run(t, env, "installations show", `{"args":["web"]}`); err == nil || !strings.HasPrefix(err.Error(), "there is no installation web") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(env.Dir, "nothing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("looking made something: %v", err)
	}
}

func TestName(t *testing.T) {
	env, out := world(t)
	var usage *commands.UsageError
	if _, err := run(t, env, "installations outputs", ""); !errors.As(err, &usage) {
		t.Errorf("without a manifest: %v", err)
	}
	if err := os.WriteFile(filepath.Join(env.Dir, "porter.yaml"), []byte("name: web\ninstall: []\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t, env, "installations outputs", ""); err != nil || !strings.Contains(out.String(), "address") {
		t.Errorf("%q, %v", out, err)
	}
	if _, err := run(t, env, "installations outputs", `{"args":["web","adress"]}`); err == nil ||
		err.Error() != `the installation web has no output "adress"; did you mean "address"?` {
		t.Errorf("%v", err)
	}
}
