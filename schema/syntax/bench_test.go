package syntax

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// manifestLines is a text like a manifest, of about n lines.
func manifestLines(n int) string {
	var b strings.Builder
	b.WriteString("schemaVersion: 1.0.0\nname: big\nversion: 0.1.0\nregistry: localhost:5000\n\nmixins:\n  - exec\n\nparameters:\n")
	for i := range n / 9 {
		fmt.Fprintf(&b, "  # parameter %d\n  - name: parameter-%d\n    type: string\n    default: \"value %d\"\n", i, i, i)
	}
	b.WriteString("\ninstall:\n")
	for i := range n / 9 {
		fmt.Fprintf(&b, "  - exec:\n      description: \"Step %d\"\n      command: ./helpers.sh\n      arguments:\n        - ${ bundle.parameters.parameter-%d }\n", i, i)
	}
	return b.String()
}

func BenchmarkParse(b *testing.B) {
	for _, lines := range []int{100, 1000, 5000, 50000} {
		src := []byte(manifestLines(lines))
		b.Run(fmt.Sprintf("ours-%d", lines), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for range b.N {
				Parse(src, nil)
			}
		})
		b.Run(fmt.Sprintf("yaml.v3-%d", lines), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for range b.N {
				var n yaml.Node
				if err := yaml.Unmarshal(src, &n); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReparse(b *testing.B) {
	for name, src := range map[string]string{
		"manifest-5000": manifestLines(5000),
		"flat-5000":     flatKeys(5000),
		"nested-5000":   "install:\n" + strings.ReplaceAll("  "+flatKeys(5000), "\n", "\n  "),
	} {
		at := len(src) / 2
		a, c := []byte(src), []byte(src[:at]+"x"+src[at:])
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			f := Parse(a, nil)
			for i := range b.N {
				if i%2 == 0 {
					f = Parse(c, f)
				} else {
					f = Parse(a, f)
				}
			}
		})
	}
}

func flatKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "key-%d: value %d\n", i, i)
	}
	return b.String()
}

func BenchmarkHeap(b *testing.B) {
	for _, lines := range []int{100, 1000, 50000} {
		src := []byte(manifestLines(lines))
		b.Run(fmt.Sprint(lines), func(b *testing.B) {
			const files = 8
			var before, after runtime.MemStats
			keep := make([]*File, files)
			runtime.GC()
			runtime.ReadMemStats(&before)
			for i := range keep {
				keep[i] = Parse(src, nil)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/files/float64(len(src)), "heap/byte")
			runtime.KeepAlive(keep)
		})
	}
}
