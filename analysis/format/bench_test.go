package format

import (
	"fmt"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// long is a manifest of about so many lines that all have to change.
func long(lines int) []byte {
	var b strings.Builder
	b.WriteString("schemaVersion: 1.0.1\nname: long\nmixins:\n- exec\ninstall:\n")
	for i := range lines / 10 {
		fmt.Fprintf(&b, "-   exec:\n        description:  Step %d  # of many\n        command: bash\n        flags: {a: 1,b: [ 2,3 ]}\n        arguments:\n        -  one\n        - |\n             echo ${ bundle.parameters.x }\n             exit 0\n\n", i)
	}
	return []byte(b.String())
}

func BenchmarkFile(b *testing.B) {
	for _, lines := range []int{500, 5000, 50000} {
		f := syntax.Parse(long(lines), nil)
		b.Run(fmt.Sprint(lines), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				File(f, Options{})
			}
		})
	}
}
