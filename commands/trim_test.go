package commands

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestTrim leaves the newest entries, as many as there is room for.
func TestTrim(t *testing.T) {
	for _, c := range []struct {
		name  string
		count int
		size  int64
		age   time.Duration // between one and the next
		want  int
	}{
		{"few", 10, 1, time.Hour, 10},
		{"many", mostEntries + 5, 1, time.Hour, mostEntries},
		{"large", 10, mostBytes / 4, time.Hour, 4},
		{"old", 10, 1, longestUnused / 4, 4},
	} {
		dir := t.TempDir()
		var want, got []string
		for i := range c.count {
			at := filepath.Join(dir, fmt.Sprintf("%03d", i))
			written := time.Now().Add(-time.Minute - time.Duration(i)*c.age)
			if err := os.WriteFile(at, make([]byte, c.size), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(at, written, written); err != nil {
				t.Fatal(err)
			}
			if i < c.want {
				want = append(want, filepath.Base(at))
			}
		}
		trim(dir)
		left, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range left {
			got = append(got, e.Name())
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}
