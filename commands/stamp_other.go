//go:build !linux && !darwin

package commands

import (
	"io/fs"
	"time"
)

// identity knows nothing here: there is no time of the last change that nobody
// can set, so contents are always compared.
func identity(fs.FileInfo) (device, inode uint64, changed time.Time, ok bool) { return }
