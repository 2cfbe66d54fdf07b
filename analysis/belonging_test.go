package analysis

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/text"
)

func install(version, sets string) string {
	return "schemaType: Installation\nschemaVersion: 1.0.2\nname: x\nbundle: {repository: ghcr.io/example/hello, " + version + "}\n" + sets
}

// TestBundlesFor says which documents are for which bundles.
func TestBundlesFor(t *testing.T) {
	files := NewFiles(mapFS(
		"hello/porter.yaml", exampleManifest,
		"hello/beside.yaml", set("ParameterSet", "beside", ""),
		"hello/sets/below.yaml", set("ParameterSet", "below", ""),
		"other/porter.yaml", otherManifest,
		"other/more.porter.yaml", otherManifest+"name: more\nreference: docker.io/library/more:v1\n",
		"other/shared.yaml", set("ParameterSet", "nobody", ""),
		"i/version.yaml", install("version: v0.1.0", "credentialSets: [one]\n"),
		"i/newer.yaml", install("version: 0.2.0", "credentialSets: [newer, two]\n"),
		"i/latest.yaml", install("tag: latest", "credentialSets: [two]\n"),
		"i/tag.yaml", install("tag: v0.1.0", ""),
		"i/other-tag.yaml", install("tag: v0.1.1", ""),
		"i/digest.yaml", install("digest: 'sha256:00', version: 0.1.0", ""),
		"sets/one.yaml", set("CredentialSet", "one", ""),
		"sets/two.yaml", set("CredentialSet", "two", ""),
		"sets/newer.yaml", set("CredentialSet", "newer", ""),
		"sets/unused.yaml", set("CredentialSet", "unused", ""),
	), nil)
	w := NewWorkspace(files, Search(files, "."))
	got := map[string][]string{}
	for _, p := range w.desired {
		for _, b := range w.BundlesFor(p) {
			got[p.Path] = append(got[p.Path], b.Path)
		}
	}
	want := map[string][]string{
		"hello/beside.yaml":     {"hello/porter.yaml"},
		"hello/sets/below.yaml": {"hello/porter.yaml"},
		"other/shared.yaml":     {"other/more.porter.yaml", "other/porter.yaml"},
		"i/version.yaml":        {"hello/porter.yaml"},
		"i/latest.yaml":         {"hello/porter.yaml"},
		"i/tag.yaml":            {"hello/porter.yaml"},
		"sets/one.yaml":         {"hello/porter.yaml"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bundles: -want +got\n%s", diff)
	}
}

// A rule is asked about the kinds of document that it names, and about manifests
// where it names none.
func TestDocuments(t *testing.T) {
	files := NewFiles(mapFS(
		"porter.yaml", exampleManifest,
		"set.yaml", "schemaType: ParameterSet\nname: p\n",
		"plugins.yaml", "schemaType: Plugins\n",
		".porter/config.yaml", "verbosity: debug\n",
		"config.yaml", "verbosity: debug\n",
		"app/config.yaml", "default-storage-plugin: mongodb\n",
		"kube/config.yaml", "current-context: here\ncontexts: [{name: here, context: {}}]\n",
		"contexts/config.json", `{"schemaVersion": "2.0.0", "contexts": [{"name": "here"}]}`,
		"untold.yaml", "name: x\nparameters: [{name: p, source: {env: P}}]\n",
	), nil)
	rule := func(name string, kinds ...DocumentKind) *Analyzer {
		return &Analyzer{Name: name, Severity: Hint, Documents: kinds, Run: func(p *Pass) {
			of := "none"
			if p.Bundle != nil {
				of = p.Bundle.Path
			}
			p.Report(text.Span{}, "of "+of)
		}}
	}
	rules := []*Analyzer{
		rule("manifests"), rule("sets", CredentialSet, ParameterSet), rule("plugins", PluginList), rule("config", PorterConfig),
	}
	w := NewWorkspace(files, Search(files, "."))
	got := map[string][]string{}
	for _, name := range Search(files, ".") {
		f, err := files.File(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range CheckPlaced(context.Background(), w, &Placed{name, f.Document()}, nil, rules, Config{}) {
			if d.File != name {
				t.Errorf("a finding in %s is said to be in %s", name, d.File)
			}
			got[name] = append(got[name], d.Rule+" "+d.Message)
		}
	}
	want := map[string][]string{
		"porter.yaml":          {"manifests of porter.yaml"},
		"set.yaml":             {"sets of porter.yaml"},
		"plugins.yaml":         {"plugins of none"},
		".porter/config.yaml":  {"config of none"},
		"app/config.yaml":      {"config of none"},
		"contexts/config.json": {"config of none"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings: -want +got\n%s", diff)
	}
}
