package schema_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/desired"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func TestDocuments(t *testing.T) {
	library := schema.NewLibrary()
	for _, c := range []struct {
		name     string
		document schema.Document
		src      string
		want     []string
	}{
		{"a credential set", schema.CredentialSet, "schemaType: credentialset\nschemaVersion: 1.0.1\nnamespace: \"\"\nname: x\nlabels: {a: 1}\ncredentials:\n- name: a\n  source: {env: A}\n", nil},
		{"a credential set with mistakes", schema.CredentialSet, "schemaType: CredentialsSet\nschemaVersion: 1.0.2\ncredentials:\n- name: a\n  source: {environment: A}\n- source: {env: A, path: B}\n- name: b\n", []string{
			"missing  name",
			"no match schemaType schemaType: ^[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll][Ss][Ee][Tt]$",
			"not allowed schemaVersion schemaVersion",
			"unknown credentials[0].source.environment environment",
			"missing credentials[1] name",
			"wrong size credentials[1].source source: 1",
			"missing credentials[2] source",
		}},
		{"a parameter set with a value of any type", schema.ParameterSet, "schemaVersion: 1.1.0\nname: x\nparameters:\n- name: a\n  source: {value: {b: [1]}}\n- name: c\n  source: {value: 3}\n", nil},
		{"an installation", schema.Installation, "schemaType: Installation\nschemaVersion: 1.0.2\nname: x\nbundle: {repository: a/b, version: 0.1}\ncredentialSets: [a]\nparameters: {p: {q: 1}}\nuninstalled: true\n", nil},
		{"an installation with mistakes", schema.Installation, "schemaVersion: 1.0.1\nname: x\nbundle: {repository: a/b}\ncredentialSets: a\nparamaters: {}\n", []string{
			"not allowed schemaVersion schemaVersion",
			"missing choice bundle: version, digest, tag",
			"wrong type credentialSets credentialSets: array",
			"unknown paramaters paramaters",
		}},
		{"plugins", schema.Plugins, "schemaType: Plugins\nschemaVersion: 1.0.0\nplugins:\n  azure:\n  kubernetes: {version: v1, url: https://x}\n", nil},
		{"flat settings with templates", schema.Config, "verbosity: ${ env.LEVEL }\nallow-docker-host-access: ${env.ALLOW}\nexperimental: [dependencies-v2]\nsecrets: [{name: a, plugin: azure.keyvault, config: {vault: x}}]\n", nil},
		{"settings in contexts", schema.Config, "schemaVersion: 2.0.0\ncurrent-context: a\ncontexts:\n- name: a\n  config: {logs: {level: debug, structured: yes}}\n- name: b\n", nil},
		{"settings with mistakes", schema.Config, "verbosity: loud\nsigner: []\nlogs: {log-to-file: maybe}\ncontexts: [{config: {namespase: x}}]\n", []string{
			"not allowed verbosity verbosity",
			"unknown signer signer",
			"wrong type logs.log-to-file log-to-file: boolean",
			"missing contexts[0] name",
			"unknown contexts[0].config.namespase namespase",
		}},
	} {
		var got []string
		for _, p := range library.DocumentSet(c.document).Check(syntax.Parse([]byte(c.src), nil).Root()) {
			got = append(got, p.String())
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.name, diff)
		}
	}
}

// TestDocumentCorpus holds the schemas against sets and installations that
// people keep. Of those since Porter 1.0 only these have mistakes.
func TestDocumentCorpus(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "sets")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no sets and installations: %v", err)
	}
	library := schema.NewLibrary()
	documents := map[desired.Kind]schema.Document{
		desired.CredentialSet: schema.CredentialSet, desired.ParameterSet: schema.ParameterSet,
		desired.Installation: schema.Installation, desired.PluginList: schema.Plugins,
	}
	want := []string{
		"getporter__porter/pkg/porter/testdata/invalid-plugins.json: unknown invalid-field invalid-field",
		"getporter__porter/pkg/porter/testdata/invalid-plugins.json: unknown plugins.plugin1.random-field random-field",
		"getporter__porter/pkg/storage/testdata/staging-unix.yaml: not allowed schemaVersion schemaVersion",
		"getporter__porter/pkg/storage/testdata/staging-windows.yaml: not allowed schemaVersion schemaVersion",
		"microsoft__AzureTRE/templates/workspace_services/openai/parameters.json: not allowed schemaVersion schemaVersion",
	}
	var got []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		root := syntax.Parse(src, nil).Root()
		d := desired.Decode(root)
		if d == nil || !strings.HasPrefix(d.SchemaVersion.Value, "1.") || strings.Contains(d.SchemaVersion.Value, "-") {
			return nil
		}
		for _, p := range library.DocumentSet(documents[d.Kind]).Check(root) {
			// What Porter shows of an installation from a file has no repository.
			if shown := strings.Contains(path, "migration"); !shown {
				name, _ := filepath.Rel(dir, path)
				got = append(got, filepath.ToSlash(name)+": "+p.String())
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
