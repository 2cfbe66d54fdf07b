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
  - source: {output: "host", dependency: 'db'}
    name: "host"
  - name: config
    type: object
    properties:
      app: {type: object, properties: {debug: {type: boolean}}}
  - name: kept
    persistent: true
    type: integer
credentials:
  - name: token
    env: TOKEN
outputs:
  - name: address
    applyTo: [status]
    type: string
state:
  - name: tfstate
    path: tfstate
images:
  web: {repository: example/web}
dependencies:
  requires:
    - name: db
      bundle: {reference: example/db:v1.0.0}
      parameters:
        port: "it's ${ bundle.parameters.port }"
      outputs:
        url: http://${ outputs.host }
required:
  - docker
custom:
  app:
    version: 1
customActions:
  status: {modifies: false}
install:
  - exec:
      command: ./run.sh
      arguments:
        - ${ bundle.parameters.port } and ${bundle.credentials.token}
        - ${#bundle.custom.app.version}${ bundle.images.web.digest }${/bundle.custom.app.version}
        - "\t${ bundle.parameters.config.app.debug } ${ env.HOME } ${ installation.id }"
      outputs:
        - name: address
        - name: 'only'
  - exec:
      # ${ bundle.outputs.address }
      command: "${ bundle.outputs.kept }${ HOME }"
status:
  - exec:
      command: "${=<% %>=}${x}<% bundle.dependencies.db.outputs.y %>" # <% bundle.name %>
      # ${ not.looked.at }
`

func index(src string, prev *Index) *Index {
	var before *syntax.File
	if prev != nil {
		before = prev.file
	}
	file := syntax.Parse([]byte(src), before)
	return NewIndex(file, manifest.Decode(file.Root(), nil), prev)
}

// showSymbol and the two below write what an index has on a line.
func showSymbol(src string, s Symbol) string {
	out := fmt.Sprintf("define %s %s %q", s.Kind, s.Name, s.Span.Of([]byte(src)))
	if s.Type != "" {
		out += " " + s.Type
	}
	if s.Kind == StepOutput {
		out += fmt.Sprintf(" %s[%d]", s.Action, s.Step)
	}
	return out + "\n"
}

func showRef(src string, r Ref) string {
	out := fmt.Sprintf("use %s %s %q", r.Kind, r.Name, r.Span.Of([]byte(src)))
	if r.Action != "" {
		out += fmt.Sprintf(" %s[%d]", r.Action, r.Step)
	}
	return out + "\n"
}

func showUse(src string, u Use) string {
	out := fmt.Sprintf("tag %s %s[%d]", u.Span.Of([]byte(src)), u.Action, u.Step)
	if u.Comment {
		out += " comment"
	}
	if u.Conditional {
		out += " conditional"
	}
	return out + "\n"
}

func show(src string, x *Index) string {
	var b strings.Builder
	for _, s := range x.Symbols {
		b.WriteString(showSymbol(src, s))
	}
	for _, r := range x.Refs {
		b.WriteString(showRef(src, r))
	}
	for u := range x.Uses() {
		b.WriteString(showUse(src, u))
	}
	return b.String()
}

func TestIndex(t *testing.T) {
	x := index(source, nil)
	want := `define mixin exec "exec"
define parameter port "port" string
define parameter address "address" string
define parameter host "host" string
define parameter config "config" object
define field config.app "app" object
define field config.app.debug "debug" boolean
define parameter kept "kept" integer
define output kept "kept" integer
define credential token "token" string
define output address "address" string
define state variable tfstate "tfstate" file
define image web "web" object
define dependency db "db"
define extension docker "docker"
define custom value app "app" object
define custom value app.version "version" integer
define action install "install"
define step output address "address" string install[0]
define step output only "only" string install[0]
define action status "status"
use action install "install"
use output address "address"
use dependency output db.host "host"
use dependency db "db"
use action status "status"
use parameter port "port"
use dependency output db.host "host"
use action status "status"
use mixin exec "exec" install[0]
use parameter port "port" install[0]
use credential token "token" install[0]
use custom value app "app" install[0]
use custom value app.version "version" install[0]
use image web "web" install[0]
use built-in variable bundle.images.web.digest "digest" install[0]
use custom value app "app" install[0]
use custom value app.version "version" install[0]
use parameter config "config" install[0]
use field config.app "app" install[0]
use field config.app.debug "debug" install[0]
use built-in variable env.HOME "HOME" install[0]
use built-in variable installation.id "id" install[0]
use mixin exec "exec" install[1]
use output address "address" install[1]
use output kept "kept" install[1]
use mixin exec "exec" status[0]
use dependency db "db" status[0]
use dependency output db.y "y" status[0]
use built-in variable bundle.name "name" status[0]
tag ${ bundle.parameters.port } install[0]
tag ${bundle.credentials.token} install[0]
tag ${#bundle.custom.app.version} install[0]
tag ${ bundle.images.web.digest } install[0] conditional
tag ${/bundle.custom.app.version} install[0]
tag ${ bundle.parameters.config.app.debug } install[0]
tag ${ env.HOME } install[0]
tag ${ installation.id } install[0]
tag ${ bundle.outputs.address } install[1] comment
tag ${ bundle.outputs.kept } install[1]
tag ${ HOME } install[1]
tag ${=<% %>=} status[0]
tag <% bundle.dependencies.db.outputs.y %> status[0]
tag <% bundle.name %> status[0] comment
`
	if diff := cmp.Diff(want, show(source, x)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if s, ok := x.Lookup(StepOutput, "address"); !ok || s.Action != "install" {
		t.Errorf("Lookup of a step's output: %v, %v", s, ok)
	}
	if diff := cmp.Diff([]string{"port", "address", "host", "config", "kept"}, x.Names(Parameter)); diff != "" {
		t.Errorf("Names: -want +got\n%s", diff)
	}
}

// Names in every style of scalar, with dots, and through aliases and merge keys
// have the place where their text stands.
func TestIndexSpans(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"parameters:\n- name: a.b\n- name: c\ninstall:\n- exec: {x: '${bundle.parameters.a.b.f} ${bundle.parameters.c.d.e} ${bundle.parameters.a.x}'}\n",
			`define parameter a.b "a.b" string
define parameter c "c" string
define action install "install"
use mixin exec "exec" install[0]
use parameter a.b "a.b" install[0]
use field a.b.f "f" install[0]
use parameter c "c" install[0]
use field c.d "d" install[0]
use field c.d.e "e" install[0]
use parameter a "a" install[0]
use field a.x "x" install[0]
`},
		{"x: &n 'a'\np: &p {name: b, applyTo: [install]}\nparameters:\n- name: *n\n- <<: *p\n",
			`define parameter a "a" string
define parameter b "b" string
use action install "install"
`},
		{"parameters:\n- name: |-\n    a\n- name: \"b\\u0063\"\n- name: >-\n    d\n",
			"define parameter a \"a\" string\ndefine parameter bc \"b\\\\u0063\" string\ndefine parameter d \"d\" string\n"},
		{"parameters: [{name: a}, {name: 'b'}, {name: }, {}, x]\ncredentials: {name: c}\n",
			"define parameter a \"a\" string\ndefine parameter b \"b\" string\n"},
		{"outputs:\n- name: o\n\"install\":\n- \"exec\":\n    x: |\n      ${ bundle.outputs.o }\n    outputs: &o\n    - name: p\nuninstall:\n- exec:\n    outputs: *o\n",
			`define output o "o" string
define action install "install"
define step output p "p" string install[0]
define step output p "p" string uninstall[0]
define action uninstall "uninstall"
use mixin exec "exec" install[0]
use output o "o" install[0]
use mixin exec "exec" uninstall[0]
`},
	} {
		src := "schemaVersion: 1.0.0\n" + c.src
		got := show(src, index(src, nil))
		got, _, _ = strings.Cut(got, "tag ")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s-want +got\n%s", c.src, diff)
		}
	}
}

// What is defined elsewhere stays while a text is being typed.
func TestIndexHalfTyped(t *testing.T) {
	for _, typed := range []string{"${", "${ bundle.", "\"${ bundle.par", "[a, ${ bundle.", "{", "'", "\t", "- -", "!!", "&", "*", "|", "a: b: c"} {
		src := strings.Replace(source, "./run.sh", typed, 1)
		x := index(src, nil)
		for _, k := range []Kind{Parameter, Credential, Output, State, Image, Dependency, Mixin, Custom} {
			if diff := cmp.Diff(index(source, nil).Names(k), x.Names(k)); diff != "" {
				t.Errorf("%q typed in a step: %s (-want +got):\n%s", typed, k, diff)
			}
		}
	}
}
