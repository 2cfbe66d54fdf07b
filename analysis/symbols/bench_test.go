package symbols

import (
	"fmt"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"gopkg.in/yaml.v3"
)

// large is a manifest of that many steps.
func large(steps int) string {
	var b strings.Builder
	b.WriteString("schemaVersion: 1.0.0\nname: big\nversion: 0.1.0\nregistry: localhost:5000\nmixins:\n  - exec\nparameters:\n")
	for i := range steps / 5 {
		fmt.Fprintf(&b, "  - name: parameter-%d\n    type: string\n    default: \"value %d\"\n    applyTo: [install]\n", i, i)
	}
	b.WriteString("install:\n")
	for i := range steps {
		fmt.Fprintf(&b, "  - exec:\n      description: \"Step %d\"\n      command: ./helpers.sh\n      arguments:\n        - ${ bundle.parameters.parameter-%d }\n", i, i%(steps/5+1))
	}
	return b.String()
}

func BenchmarkIndex(b *testing.B) {
	for _, steps := range []int{10, 150, 800, 8000} {
		src := large(steps)
		lines := strings.Count(src, "\n")
		at := strings.Index(src, fmt.Sprintf("Step %d", steps/2)) + 5
		first := syntax.Parse([]byte(src), nil)
		second := syntax.Parse([]byte(src[:at]+"x"+src[at:]), first)
		m, n := manifest.Decode(first.Root(), nil), manifest.Decode(second.Root(), nil)
		b.Run(fmt.Sprintf("anew-%d", lines), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				NewIndex(first, m, nil)
			}
		})
		b.Run(fmt.Sprintf("keystroke-%d", lines), func(b *testing.B) {
			x := NewIndex(first, m, nil)
			b.ReportAllocs()
			for b.Loop() {
				NewIndex(second, n, x)
			}
		})
	}
}

// BenchmarkAll is all that is made of a text that is opened, beside what
// yaml.v3 takes for its tree of nodes alone.
func BenchmarkAll(b *testing.B) {
	for _, steps := range []int{17, 170, 8600} {
		src := []byte(large(steps))
		lines := strings.Count(string(src), "\n")
		b.Run(fmt.Sprintf("ours-%d", lines), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				file := syntax.Parse(src, nil)
				NewIndex(file, manifest.Decode(file.Root(), nil), nil)
			}
		})
		b.Run(fmt.Sprintf("yaml.v3-%d", lines), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				var n yaml.Node
				if err := yaml.Unmarshal(src, &n); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
