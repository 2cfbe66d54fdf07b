package manifest

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

// verdict is what real Porter read out of a manifest, with its version check
// off.
type verdict struct {
	Path string
	None struct {
		OK            bool
		Mixins        []string
		CustomActions []string
		NParams       int
		Reference     string
		SchemaVersion string
		Vars          []string
	}
}

// What is read of the manifests that Porter loads is what Porter reads.
func TestDecodeAgreesWithPorter(t *testing.T) {
	corpus := filepath.Join(shared(t), "corpus")
	f, err := os.Open(filepath.Join(corpus, "porter-says.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	count := 0
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var says verdict
		if err := json.Unmarshal(lines.Bytes(), &says); err != nil {
			t.Fatal(err)
		}
		src, err := os.ReadFile(filepath.Join(corpus, says.Path))
		if err != nil || !says.None.OK {
			continue
		}
		count++
		compareWithPorter(t, says, syntax.Parse(src, nil).Root())
	}
	if lines.Err() != nil || count < 100 {
		t.Errorf("compared %d manifests only: %v", count, lines.Err())
	}
}

func compareWithPorter(t *testing.T, says verdict, root syntax.Node) {
	m := Decode(root, nil)
	mixins := []string{}
	for _, x := range m.Mixins {
		if x.Name.Set() {
			mixins = append(mixins, x.Name.Value)
		}
	}
	reference, err := m.BundleReference()
	if err != nil {
		t.Errorf("%s: %v", says.Path, err)
	}
	got := []any{mixins, append([]string{}, m.CustomActionNames()...), len(m.BundleParameters()), reference, m.SchemaVersion.Value}
	slices.Sort(says.None.CustomActions)
	want := []any{says.None.Mixins, says.None.CustomActions, says.None.NParams, says.None.Reference, says.None.SchemaVersion}
	if d := cmp.Diff(show(want), show(got)); d != "" {
		t.Errorf("%s (-Porter +ours):\n%s", says.Path, d)
	}
	// Porter reads comments too, so it may see more variables.
	uses, errs := template.ScanNode(root, m.Delims)
	for _, e := range errs {
		t.Errorf("%s: %s", says.Path, e.Message)
	}
	depth := 0
	for _, u := range uses {
		switch u.Kind {
		case template.Section, template.Inverted:
			depth++
		case template.End:
			depth--
		case template.Variable, template.Raw:
			if depth == 0 && !slices.Contains(says.None.Vars, u.String()) {
				t.Errorf("%s: Porter sees no variable %s", says.Path, u.String())
			}
		}
	}
}

func show(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(out)
}
