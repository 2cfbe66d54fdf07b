package rules

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
)

// TestDocuments checks what depends on how a document is called: JSON has its own
// rules of types and case, and Porter's settings are known by their place.
func TestDocuments(t *testing.T) {
	for _, c := range []struct {
		name, src string
		want      []string
	}{
		{"set.json", `{"schemaType": "CredentialSet", "SchemaVersion": "1.0.1", "Name": "a"}`, nil},
		{"set.yaml", `{"schemaType": "CredentialSet", "SchemaVersion": "1.0.1", "name": "a"}`, []string{
			"1 error document-schema-version", "32 warning invalid-document",
		}},
		{"set.json", `{"schemaType": "CredentialSet", "schemaVersion": "1.0.1", "name": 5, "labels": {"a": true}}`, []string{
			"66 error invalid-document", "85 error invalid-document",
		}},
		{"set.yaml", "schemaType: CredentialSet\nschemaVersion: 1.0.1\nname: 5\nlabels: {a: true}\n", nil},
		{"set.json", `{"schemaType": "CredentialSet", "schemaVersion": "1.0.1", "name": "a",}`, []string{"70 error yaml-syntax"}},
		{"set.json", `{"schemaType": "CredentialSet", "schemaVersion": "1.0.1", "name": "a", "name": "b"}`, []string{"71 warning yaml-syntax"}},
		{"plugins.json", `{"schemaType": "Plugins", "schemaVersion": "1.0.0", "plugins": {"a": {"feedURL": "https://x"}}}`, nil},
		{"set.yaml", "schemaType: CredentialSet\nschemaVersion: 1.0.1\nname: a\nnamespace:\n", []string{"55 error invalid-document"}},
		{"set.yaml", "schemaType: CredentialSet\nschemaVersion: 1.0.1\nname: a\ncredentials:\n- name: x\n  source: env\n", []string{"88 error set-source"}},
		{".porter/config.yaml", "namespase: x\n", []string{"0 warning invalid-document"}},
		{"config.yaml", "namespase: x\n", nil},
		{".porter/config.yaml", "verbosity: ${% if env.CI %}debug${% else %}info${% endif %}\nnamespase: x\n", nil},
		{".porter/config.yaml", "schemaVersion: 2.0.0\n", []string{"15 error invalid-document"}},
		{"set.yaml", "name: a\ncredentials:\n- name: x\n  source: {file: x}\n", nil}, // perhaps another product's
		{"set.yaml", "schemaType: CredentialSet\nschemaVersion: 1.0.1\nname: a\nlabels: {a: b\n", []string{"63 error yaml-syntax"}},
	} {
		placed := &analysis.Placed{Path: c.name, Document: analysis.Parse(c.name, []byte(c.src), nil)}
		if placed.Kind == analysis.BundleManifest {
			t.Errorf("%s is taken for a manifest: %s", c.name, c.src)
		}
		var got []string
		for _, d := range analysis.CheckPlaced(context.Background(), nil, placed, nil, All(), analysis.Config{Library: library, PropagatePanics: true}) {
			got = append(got, fmt.Sprintf("%d %s %s", d.Span.Start, d.Severity, d.Rule))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s: -want +got\n%s", c.name, c.src, diff)
		}
	}
}

// Porter reads a whole number of a parameter set that is JSON by way of a
// fraction, which shows from seven digits on.
func TestWholeNumbers(t *testing.T) {
	manifest := "schemaVersion: 1.0.1\nname: hello\nversion: 0.1.0\nregistry: ghcr.io/example\nmixins: [exec]\nparameters:\n- {name: n, type: integer}\ninstall:\n- exec: {command: x}\nuninstall:\n- exec: {command: x}\n"
	set := `{"schemaType": "ParameterSet", "schemaVersion": "1.1.0", "name": "a", "parameters": [{"name": "n", "source": {"value": %s}}]}`
	for _, c := range []struct {
		name, value string
		fits        bool
	}{
		{"set.json", "999999", true}, {"set.json", "1234567", false}, {"set.json", "1000000", false}, {"set.json", "21000000", false},
		{"set.json", `"1000000"`, true}, {"set.yaml", "1000000", true}, {"set.yaml", "1.0", true}, {"set.yaml", "1.5", false},
		{"set.yaml", "true", false}, {"set.yaml", `" 1"`, false}, {"set.json", "-3", true},
	} {
		files := analysis.NewFiles(fstest.MapFS{"porter.yaml": {Data: []byte(manifest)}, c.name: {Data: fmt.Appendf(nil, set, c.value)}}, nil)
		w := analysis.NewWorkspace(files, analysis.Search(files, "."))
		placed := &analysis.Placed{Path: c.name, Document: w.Document(c.name)}
		found := analysis.CheckPlaced(context.Background(), w, placed, nil, []*analysis.Analyzer{setTypeMismatch()}, analysis.Config{})
		if fits := len(found) == 0; fits != c.fits {
			t.Errorf("%s in %s fits: %v", c.value, c.name, fits)
		}
	}
}
