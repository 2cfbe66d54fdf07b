//go:build linux || darwin

package commands

import (
	"io/fs"
	"syscall"
	"time"
)

// identity returns where a file is and when it was last changed.
func identity(info fs.FileInfo) (device, inode uint64, changed time.Time, ok bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, changed, false
	}
	return uint64(s.Dev), s.Ino, changeTime(s), true
}
