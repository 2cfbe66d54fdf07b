package template_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

// Each comment is one that Porter writes out with the step that is said, or with
// none: what it does was asked of Porter itself.
func TestExtent(t *testing.T) {
	const first, second, upgrade = "install:\n  - exec:\n      a: 1\n", "  - exec:\n      a: 2\n", "upgrade:\n  - exec:\n      a: 3\n"
	for _, c := range []struct{ src, want string }{
		{first + "  # x\n" + second, "install[1]: x"},
		{first + "\n  # x\n\n" + second, "install[1]: x"},
		{first + "  # x\n\n  # y\n\n" + second, "install[1]: x y"},
		{"install:\n  # x\n\n  - exec:\n      a: 1\n", "install[0]: x"},
		{"install: # y\n  # x\n  - exec:\n      a: 1\n", "install[0]: x"},
		{"install:\n# x\n- exec:\n    a: 1\n\n# y\n\n- exec:\n    a: 2\n\n# z\n\n" + upgrade, "install[0]: x, install[1]: y"},
		{first + "  # x\n" + upgrade, "install[0]: x"},
		{first + "\n  # x\n" + upgrade, "install[0]: x"},
		{first + "\n  # x\n\n" + upgrade, "install[0]: x"},
		{first + "\n  # x\n\n  # y\n\n# z\n" + upgrade, "install[0]: x y"},
		{first + "  # x\n\n" + upgrade, ""},
		{first + "  # x\n\n  # y\n\n" + upgrade, ""},
		{first + "  # x\n  # y\n" + upgrade, "install[0]: x y"},
		{first + "\n# x\n\n" + upgrade, ""},
		{first + "\n  # x\n", ""},
		{first + "      # x\n\n" + upgrade, "install[0]: x"},
		{first + "\n    # x\n\n" + second, "install[0]: x"},
		{first + "\n      # x\n  # y\n\n" + upgrade, "install[0]: x"},
		{first + "      # x\n  # y\n" + second, "install[0]: x, install[1]: y"},
		{first + "  # x # x\n# z\n" + second, ""},
		{"install:\n  - exec:\n      a: |\n        1\n      # x\n\n  # y\n" + second, "install[0]: x, install[1]: y"},
		{"install:\n  - exec:\n      a: |\n        1\n\n  # x\n\n" + upgrade, "install[0]: x"},
		{"install:\n  - {exec: {a: 1}}\n\n  # x\n\n" + upgrade, "install[0]: x"},
		{"install:\n  - exec:\n      a: 1 # y\n\n  # x\n" + upgrade, "install[0]: y x"},
		{"install:\n- {exec: {a: 1}}\n  # x\n" + upgrade, ""},
		{"install:\n  - {exec: {a: 1}}\n    # x\n" + second, ""},
		{"install:\n  - {exec: {a: 1}}\n  # x\n\n" + second, ""},
		{"install:\n  - exec:\n      a: {b: 1}\n  # x\n\n  - {exec: {a: 1}}\n", ""},
		{"install:\n  - exec:\n      a: {b: 1}\n      # x\n  # y\n\n  - {exec: {a: 1}}\n", "install[0]: x"},
		{first + "\n      # x\n\n      # y\n" + second, ""},
		{"install:\n- exec:\n    a:\n      - 1\n    # x\n  # y\n    # z\n" + upgrade, "install[0]: x"},
	} {
		for _, breaks := range []string{"\n", "\r\n"} {
			f := syntax.Parse([]byte(strings.ReplaceAll(c.src, "\n", breaks)), nil)
			var got []string
			for k, list := range f.Root().Pairs() {
				for i, step := range list.Items() {
					var marks []string
					for _, comment := range f.Comments() {
						if template.Extent(step).Covers(comment) {
							marks = append(marks, strings.Fields(comment.Of(f.Source()))[1])
						}
					}
					if len(marks) > 0 {
						got = append(got, fmt.Sprintf("%s[%d]: %s", k.Value(), i, strings.Join(marks, " ")))
					}
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, ", ")); diff != "" {
				t.Errorf("%q: -want +got\n%s", c.src, diff)
			}
		}
	}
}
