package commands

import (
	"io/fs"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/porter-ls/porter-ls/analysis"
)

// stamp is what a file system says of a file or a folder that cannot stay the
// same when its content or its list changes: where it is, its size, and when it
// was last changed, which unlike the time of its content nobody can set. It is
// "" where the file system does not say that, or where the last change is so
// recent that the next one might fall into the same tick of its clock.
type stamp string

// settling is longer than the tick of any file system's clock: FAT has two
// seconds.
const settling = 3 * time.Second

// stampOf returns the stamp of what is described; now is a time before it was
// asked for.
func stampOf(info fs.FileInfo, now time.Time) stamp {
	device, inode, changed, ok := identity(info)
	if !ok || now.Sub(changed) < settling {
		return ""
	}
	b := make([]byte, 0, 64)
	for _, n := range []uint64{device, inode, uint64(info.Size()), uint64(changed.UnixNano())} {
		b = append(strconv.AppendUint(b, n, 36), ' ')
	}
	return stamp(strconv.AppendInt(b, info.ModTime().UnixNano(), 36))
}

// stampedDisk is a Disk that notes the stamps of what is read. They are taken
// before the content: what changes in between has another one the next time.
type stampedDisk struct {
	Disk
	now func() time.Time

	mu     sync.Mutex
	stamps map[analysis.Read]stamp // guarded by mu; by kind and name
}

func newStampedDisk(dir string, seen *Seen, now func() time.Time) *stampedDisk {
	return &stampedDisk{Disk: Disk{dir, seen}, now: now, stamps: map[analysis.Read]stamp{}}
}

func (d *stampedDisk) note(kind analysis.ReadKind, name string, s stamp) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stamps[analysis.Read{Kind: kind, Name: name}] = s
}

// noted returns the stamp of what was read, ok is false where it was not.
func (d *stampedDisk) noted(r analysis.Read) (s stamp, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, ok = d.stamps[analysis.Read{Kind: r.Kind, Name: r.Name}]
	return s, ok
}

// ReadFile returns a file's content.
func (d *stampedDisk) ReadFile(name string) ([]byte, error) {
	now := d.now()
	content, info, err := d.Disk.read(name)
	if err == nil {
		d.note(analysis.FileRead, name, stampOf(info, now))
	}
	return content, err
}

// ReadDir returns what is in a folder.
func (d *stampedDisk) ReadDir(name string) ([]fs.DirEntry, error) {
	now := d.now()
	info, statErr := os.Stat(d.path(name))
	entries, err := d.Disk.ReadDir(name)
	if err == nil && statErr == nil {
		d.note(analysis.FolderRead, name, stampOf(info, now))
	}
	return entries, err
}

// same reports whether what was read has the stamp that it had then, and so the
// same content.
func (d *stampedDisk) same(r analysis.Read, was stamp) bool {
	if r.Kind == analysis.InputRead {
		return false
	}
	d.seen.note(d.path(r.Name))
	return sameStamp(d.path(r.Name), was, d.now())
}

func sameStamp(path string, was stamp, now time.Time) bool {
	if was == "" {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && stampOf(info, now) == was
}
