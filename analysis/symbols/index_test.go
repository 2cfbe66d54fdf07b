package symbols

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

const source = `schemaVersion: 1.0.1
name: example
mixins:
  - exec@^1.0
parameters:
  - name: port
    applyTo: [install]
  - name: address
    source:
      output: address
  - name: host
    source:
      dependency: db
      output: host
credentials:
  - name: token
    env: TOKEN
outputs:
  - name: address
    applyTo: [status]
state:
  - name: tfstate
    path: tfstate
images:
  web: {repository: example/web}
dependencies:
  requires:
    - name: db
      bundle: {reference: example/db:v1.0.0}
custom:
  app:
    version: 1
install:
  - exec:
      command: ./run.sh
      arguments:
        - ${ bundle.parameters.port } and ${bundle.credentials.token}
        - ${#bundle.custom.app.version}${ bundle.images.web.digest }${/bundle.custom.app.version}
      outputs:
        - name: address
  - exec:
      # ${ bundle.outputs.address }
      command: "${ bundle.outputs.address }${ HOME }"
status:
  - exec:
      command: "${=<% %>=}${x}<% bundle.dependencies.db.outputs.y %>"
      # ${ not.looked.at }
`

func index(src string) *Index {
	file := syntax.Parse([]byte(src), nil)
	return NewIndex(file, manifest.Decode(file.Root()))
}

func TestIndex(t *testing.T) {
	x := index(source)
	var got strings.Builder
	kinds := [...]string{"parameter", "credential", "output", "step output", "state", "image", "dependency", "mixin", "action", "custom"}
	for _, s := range x.Symbols {
		fmt.Fprintf(&got, "define %s %s %q", kinds[s.Kind], s.Name, s.Span.Of([]byte(source)))
		if s.Kind == StepOutput {
			fmt.Fprintf(&got, " %s[%d]", s.Action, s.Step)
		}
		got.WriteByte('\n')
	}
	for _, r := range x.Refs {
		fmt.Fprintf(&got, "use %s %s %q", kinds[r.Kind], r.Name, r.Span.Of([]byte(source)))
		if r.Action != "" {
			fmt.Fprintf(&got, " %s[%d]", r.Action, r.Step)
		}
		got.WriteByte('\n')
	}
	for _, u := range x.Uses {
		fmt.Fprintf(&got, "tag %s %s[%d]", u.Span.Of([]byte(source)), u.Action, u.Step)
		if u.Comment() {
			got.WriteString(" comment")
		}
		if u.Conditional {
			got.WriteString(" conditional")
		}
		got.WriteByte('\n')
	}
	want := `define mixin exec "exec"
define parameter port "port"
define parameter address "address"
define parameter host "host"
define credential token "token"
define output address "address"
define state tfstate "tfstate"
define image web "web"
define dependency db "db"
define custom app "app"
define custom app.version "version"
define action install "install"
define step output address "address" install[0]
define action status "status"
use action install "install"
use output address "address"
use dependency db "db"
use action status "status"
use mixin exec "exec" install[0]
use parameter port "port" install[0]
use credential token "token" install[0]
use custom app.version "app.version" install[0]
use image web "web" install[0]
use custom app.version "app.version" install[0]
use mixin exec "exec" install[1]
use output address "address" install[1]
use output address "address" install[1]
use mixin exec "exec" status[0]
use dependency db "db" status[0]
tag ${ bundle.parameters.port } install[0]
tag ${bundle.credentials.token} install[0]
tag ${#bundle.custom.app.version} install[0]
tag ${ bundle.images.web.digest } install[0] conditional
tag ${/bundle.custom.app.version} install[0]
tag ${ bundle.outputs.address } install[1]
tag ${ HOME } install[1]
tag ${ bundle.outputs.address } install[1] comment
tag ${=<% %>=} status[0]
tag <% bundle.dependencies.db.outputs.y %> status[0]
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, s := range x.Symbols {
		if s.Span.Of([]byte(source)) != s.Name && s.Kind != Custom {
			t.Errorf("the span of %s is that of %q", s.Name, s.Span.Of([]byte(source)))
		}
	}
	if s, ok := x.Lookup(StepOutput, "address"); !ok || s.Action != "install" {
		t.Errorf("Lookup of a step's output: %v, %v", s, ok)
	}
	if diff := cmp.Diff([]string{"port", "address", "host"}, x.Names(Parameter)); diff != "" {
		t.Errorf("Names: -want +got\n%s", diff)
	}
}

func FuzzIndex(f *testing.F) {
	f.Add(source)
	f.Add("install:\n- exec: ${")
	f.Add("custom: &a\n  b: *a\n")
	f.Fuzz(func(t *testing.T, src string) {
		x := index(src)
		for _, s := range x.Symbols {
			if s.Span.Start < 0 || s.Span.End < s.Span.Start || s.Span.End > len(src) {
				t.Fatalf("%s has the span %v of %d bytes", s.Name, s.Span, len(src))
			}
		}
		for _, r := range x.Refs {
			if r.Span.Start < 0 || r.Span.End < r.Span.Start || r.Span.End > len(src) {
				t.Fatalf("%s is used at %v of %d bytes", r.Name, r.Span, len(src))
			}
		}
	})
}
