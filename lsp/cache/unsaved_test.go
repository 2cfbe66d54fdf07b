//go:build unix

package cache

import (
	"context"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/porter-ls/porter-ls/schema/text"
)

// What is no file, or far larger than what is open, is another text; that is
// known without reading, which might never end.
func TestUnsavedReadsNoPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "porter.yaml")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	s := NewSession(context.Background(), text.UTF16, nil)
	for _, path := range []string{pipe, filepath.Dir(pipe), "/dev/zero", filepath.Join(filepath.Dir(pipe), "none")} {
		if !s.Open(URI(path), "yaml", 1, nil).Unsaved() {
			t.Errorf("%s is as in the editor", path)
		}
	}
}
