package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// deepManifests are texts of about 5,000 lines each, of which the greatest part
// is deep below one key.
func deepManifests() map[string]string {
	var arguments, custom, set, steps strings.Builder
	head := manifestLines(2700)
	arguments.WriteString(head + "upgrade:\n  - exec:\n      command: ./helpers.sh\n      arguments:\n")
	for i := range 2300 {
		fmt.Fprintf(&arguments, "        - --option-%d=${ bundle.parameters.parameter-%d }\n", i, i)
	}
	custom.WriteString(head + "custom:\n")
	for i := range 46 {
		fmt.Fprintf(&custom, "  area%d:\n", i)
		for j := range 7 {
			fmt.Fprintf(&custom, "    part%d:\n      title: \"Part %d\"\n      sizes:\n        - small\n        - large\n      more:\n        enabled: true\n", j, j)
		}
	}
	set.WriteString(head + "upgrade:\n  - helm3:\n      description: \"Upgrade\"\n      name: release\n      chart: ./chart\n      set:\n")
	for i := range 100 {
		fmt.Fprintf(&set, "        service%d:\n          image:\n            repository: localhost:5000/service%d\n            tag: 1.0.%d\n          replicas: %d\n", i, i, i, i)
		for j := range 6 {
			fmt.Fprintf(&set, "          env%d:\n            name: NAME_%d\n            value: ${ bundle.parameters.parameter-%d }\n", j, j, j)
		}
	}
	steps.WriteString(manifestLines(5000))
	all := map[string]string{"arguments": arguments.String(), "custom": custom.String(), "set": set.String(), "steps": steps.String()}
	for name, src := range all {
		all[name] = src + "\noutputs:\n  - name: last\n    type: string\n"
	}
	return all
}

// BenchmarkReparseDeep types a character at fifty places of manifests, spread
// evenly; ns/op is that of one.
func BenchmarkReparseDeep(b *testing.B) {
	for name, src := range deepManifests() {
		was := Parse([]byte(src), nil)
		var edited [][]byte
		for i := range 50 {
			at := (2*i + 1) * len(src) / 100
			edited = append(edited, []byte(src[:at]+"x"+src[at:]))
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				Parse(edited[i%len(edited)], was)
			}
		})
	}
}
