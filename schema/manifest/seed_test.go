package manifest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

// seed returns the example in the notes on file format 1.1.0, where they are at
// hand.
func seed(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(corpus.Shared(), "spec", "seeds", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(src), "title: Porter Manifest File Format 1.1.0") {
			continue
		}
		_, example, _ := strings.Cut(string(src), "```yaml\n")
		example, _, ok := strings.Cut(example, "```")
		if !ok {
			t.Fatalf("%s has no example", file)
		}
		return example
	}
	t.Skip("the notes on file format 1.1.0 are not at hand")
	return ""
}

// mistakes are what is wrong with the seed's example, each with what tells it.
// Rules can be written on these alone.
var mistakes = []struct {
	what string
	tell func(m *Manifest) []string
	want []string
}{
	{
		"sharing.mode is a word where Porter reads a bool: Validate",
		func(m *Manifest) (out []string) {
			for _, p := range Validate(m, Options{Features: DependenciesV2}) {
				out = append(out, string(p.Cause)+" "+string(p.Span.Of(m.Root.File().Source())))
			}
			return out
		},
		[]string{"wrong-type group"},
	},
	{
		"steps read a parameter that is not there: ScanNode and Parameter",
		func(m *Manifest) (out []string) {
			for _, a := range m.Actions {
				uses, _ := template.ScanNode(a.Node, m.Delims)
				for _, u := range uses {
					if len(u.Path) != 3 || u.Path[1].Name != "parameters" {
						continue
					}
					if _, ok := m.Parameter(u.Path[2].Name); !ok {
						out = append(out, a.Name.Value+" "+u.Path[2].Name)
					}
				}
			}
			return out
		},
		[]string{"install release", "upgrade release", "uninstall release"},
	},
	{
		"a dependency's output has a name in braces without the delimiter before it: Dependency.Outputs and Scan",
		func(m *Manifest) (out []string) {
			for _, p := range m.Dependencies[0].Outputs {
				rest := p.Value.Value
				tags, _ := template.Scan(rest, m.Delims)
				for _, tag := range slices.Backward(tags) {
					rest = rest[:tag.Span.Start] + rest[tag.Span.End:]
				}
				if _, after, ok := strings.Cut(rest, "{"); ok {
					name, _, _ := strings.Cut(after, "}")
					out = append(out, name)
				}
			}
			return out
		},
		[]string{"outputs.database"},
	},
	{
		"a dependency's outputs feed an output that is not declared: Dependency.Outputs and Output",
		func(m *Manifest) (out []string) {
			for _, p := range m.Dependencies[0].Outputs {
				if _, ok := m.Output(p.Key.Value); !ok {
					out = append(out, p.Key.Value)
				}
			}
			return out
		},
		[]string{"admin-connstr"},
	},
	{
		"applyTo names an action that is not there: ApplyTo and ActionNames",
		func(m *Manifest) (out []string) {
			lists := [][]String{}
			for _, p := range m.Parameters {
				lists = append(lists, p.ApplyTo)
			}
			for _, c := range m.Credentials {
				lists = append(lists, c.ApplyTo)
			}
			for _, o := range m.Outputs {
				lists = append(lists, o.ApplyTo)
			}
			for _, action := range slices.Concat(lists...) {
				if !slices.Contains(m.ActionNames(), action.Value) {
					out = append(out, action.Value)
				}
			}
			return out
		},
		[]string{"release"},
	},
	{
		"one maintainer's name and address are two maintainers: Maintainers",
		func(m *Manifest) (out []string) {
			for _, p := range m.Maintainers {
				if !p.Name.Set() {
					out = append(out, p.Email.Value)
				}
			}
			return out
		},
		[]string{"sal@example.com"},
	},
	{
		"an output that nothing makes, by a path or by a step: Outputs and Step.Outputs",
		func(m *Manifest) (out []string) {
			made := []string{}
			for _, a := range m.Actions {
				for _, s := range a.Steps {
					for _, o := range s.Outputs {
						made = append(made, o.Name.Value)
					}
				}
			}
			for _, o := range m.Outputs {
				if !o.Path.Set() && !slices.Contains(made, o.Name.Value) {
					out = append(out, o.Name.Value)
				}
			}
			return out
		},
		[]string{"ip-address"},
	},
	{
		"registry beside reference, which takes its place: Registry and Reference",
		func(m *Manifest) (out []string) {
			if m.Registry.Set() && m.Reference.Set() {
				out = append(out, m.Registry.Value)
			}
			return out
		},
		[]string{"localhost:5000"},
	},
	{
		"a stateless action that a credential applies to, though it gets none: ActionProperties and AppliesTo",
		func(m *Manifest) (out []string) {
			for _, a := range m.CustomActionNames() {
				for _, c := range m.BundleCredentials() {
					if m.ActionProperties(a).Stateless && c.Required && c.AppliesTo(a) {
						out = append(out, a+" "+c.Name.Value)
					}
				}
			}
			return out
		},
		[]string{"status kubeconfig"},
	},
	{
		"parameters that no step and no dependency reads: ScanNode; their variables may still be read by a script",
		func(m *Manifest) (out []string) {
			uses, _ := template.ScanNode(m.Root, m.Delims)
			for _, p := range m.Parameters {
				if !slices.ContainsFunc(uses, func(u template.Use) bool { return u.String() == "bundle.parameters."+p.Name.Value }) {
					out = append(out, p.Name.Value)
				}
			}
			return out
		},
		[]string{"connstr", "release-name"},
	},
}

func TestSeed(t *testing.T) {
	src := seed(t)
	f := syntax.Parse([]byte(src), nil)
	m := Decode(f.Root(), nil)
	if len(f.Errors()) > 0 || m.SchemaVersion.Value != "1.1.0" {
		t.Fatalf("the example is of version %q: %v", m.SchemaVersion.Value, f.Errors())
	}
	for _, mistake := range mistakes {
		if d := cmp.Diff(mistake.want, mistake.tell(m)); d != "" {
			t.Errorf("%s (-want +got):\n%s", mistake.what, d)
		}
	}
	complete(t, m)
}

// complete checks that every part of file format 1.1.0 is read from an example
// that has them all.
func complete(t *testing.T, m *Manifest) {
	t.Helper()
	d := m.Dependencies[0]
	for what, ok := range map[string]bool{
		"maintainers": len(m.Maintainers) > 0, "custom": !m.Custom.IsZero(), "required": len(m.Required) == 1 && !m.Required[0].Config.IsZero(),
		"mixins": len(m.Mixins) > 0, "credentials": len(m.Credentials) == 2 && m.Credentials[1].ApplyTo != nil, "state": len(m.State) == 1,
		"parameters": len(m.Parameters) > 1 && m.Parameters[1].Source.Output.Set(), "provides": m.Provides.InterfaceID.Set(),
		"reference": d.Reference.Set(), "interface": d.Interface.ID.Set(), "sharing": d.Sharing.Mode && d.Sharing.Text.Set() && d.Sharing.Group.Set(),
		"mappings": len(d.Parameters) > 0 && len(d.Credentials) > 0 && len(d.Outputs) > 0, "outputs": len(m.Outputs) == 2,
		"images": len(m.Images) == 1 && m.Images[0].Digest.Set(), "customActions": len(m.CustomActions) == 1, "actions": len(m.Actions) > 3,
		"dockerfile": m.Dockerfile.Set(), "schemaType": m.SchemaType.Set(),
	} {
		if !ok {
			t.Errorf("%s is not read whole", what)
		}
	}
}

func TestFormat110(t *testing.T) {
	i := slices.IndexFunc(corpus.Own(t), func(m corpus.Manifest) bool { return m.Name == "format-1.1.0/porter.yaml" })
	if i < 0 {
		t.Fatal("the manifest of file format 1.1.0 is missing")
	}
	src := corpus.Own(t)[i].Source
	m := Decode(syntax.Parse(src, nil).Root(), nil)
	complete(t, m)
	document := m.Dependencies[0].Interface.Document
	if len(document.Parameters) != 1 || len(document.Credentials) != 1 || len(document.Outputs) != 1 || document.Parameters[0].Schema.Type.Value != "integer" {
		t.Errorf("the interface's document is %+v", document)
	}
	if got := found(t, string(src), Options{}); got != "unknown-version@1.1.0" {
		t.Errorf("without the feature: %s", got)
	}
	if got := found(t, string(src), Options{Features: DependenciesV2}); got != "" {
		t.Errorf("with the feature: %s", got)
	}
}
