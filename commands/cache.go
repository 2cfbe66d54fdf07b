package commands

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/porter-ls/porter-ls/analysis"
)

// Cache remembers on disk what checks of manifests have found, until the text of
// the manifest, anything that the check has read beside it, the settings or the
// program are others. It is safe for concurrent use, by several processes too.
// What cannot be read or written is as if it had never been remembered. A nil
// Cache remembers nothing.
//
// An entry lists what its check has read, by sum and, where the file system says
// enough, by stamp. Where the stamp is the same nothing is read again; anything
// else is compared by its content, which a fresh clone or a copy has had before
// too. As with git's index, it is taken for granted that a file that changes gets
// another time of change, so a network's file system that shows an old one for a
// while shows the old findings for as long.
type Cache struct {
	dir     string
	program string
	now     func() time.Time
}

// The bounds of a cache, which has 256 folders. An entry is the findings of one
// manifest.
const (
	mostEntries   = 64        // in a folder
	mostBytes     = 512 << 10 // in a folder
	largestEntry  = 128 << 10
	longestUnused = 30 * 24 * time.Hour
	touchedAgain  = 24 * time.Hour
	cacheFormat   = "2"
)

// NewCache returns the cache in a folder, which is made when there is something
// to remember. Programs with other rules or of another version remember nothing
// for each other, and neither do two builds of a version that stands for more
// than one; nil where those cannot be told apart.
func NewCache(dir, version string, rules []*analysis.Analyzer) *Cache {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00", cacheFormat, version)
	if version == "" || strings.Contains(version, "dev") || strings.Contains(version, "dirty") {
		executable, err := os.Executable()
		if err != nil {
			return nil
		}
		info, err := os.Stat(executable)
		if err != nil {
			return nil
		}
		fmt.Fprintf(h, "%s\x00%d\x00%d\x00", executable, info.Size(), info.ModTime().UnixNano())
	}
	for _, r := range rules {
		fmt.Fprintf(h, "%s\x00%s\x00", r.Name, strings.Join(r.Codes(), " "))
	}
	return &Cache{dir: dir, program: hex.EncodeToString(h.Sum(nil)), now: time.Now}
}

// clock returns what tells the time.
func (c *Cache) clock() func() time.Time {
	if c == nil {
		return time.Now
	}
	return c.now
}

// cacheEntry is what is remembered of one manifest.
type cacheEntry struct {
	Program  string // that has checked it
	Text     analysis.Sum
	Stamp    stamp // of the text
	Foreign  bool
	Reads    []analysis.Read
	Stamps   []stamp // of what was read, in the order of Reads
	Findings []analysis.Diagnostic
}

// at returns where the findings of a manifest are remembered: of each in one
// place for every way to name and to check it, whatever its text.
func (c *Cache) at(env *Env, f file) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s", env.absolute(f.name), f.name, f.config.Key())
	name := hex.EncodeToString(h.Sum(nil))
	return filepath.Join(c.dir, "check", name[:2], name[2:])
}

// find returns what is remembered of a file and still holds, nil where that is
// nothing. The error is that the context has ended.
func (c *Cache) find(ctx context.Context, s *subject, w World) (*cacheEntry, error) {
	if c == nil {
		return nil, nil
	}
	at := c.at(s.env, s.file)
	e, written := readEntry(at)
	if e == nil || e.Program != c.program || len(e.Stamps) != len(e.Reads) || !c.sameText(e, s) {
		return nil, nil
	}
	record := analysis.RecordOf(e.unseen(s))
	changed := record.Changed(s.files, w)
	if len(changed) > 0 {
		// What is asked for first may only be pending.
		can, err := w.wait(ctx)
		if err != nil {
			return nil, err
		}
		if !can || len(record.Changed(s.files, w)) > 0 {
			return nil, nil
		}
	}
	if e.restamp(s) {
		c.write(at, e)
	} else if now := time.Now(); now.Sub(written) > touchedAgain {
		_ = os.Chtimes(at, now, now) // else it only seems to be unused
	}
	return e, nil
}

// sameText reports whether a file has the text that an entry is about. It is read
// where something is to be shown in it.
func (c *Cache) sameText(e *cacheEntry, s *subject) bool {
	if s.stdin == nil && !s.read && len(e.Findings) == 0 && sameStamp(s.env.Path(s.name), e.Stamp, c.now()) {
		return true
	}
	src, err := s.source()
	return err == nil && sha256.Sum256(src) == e.Text
}

// unseen returns what must be asked for again to know that it is the same: what
// has another stamp or none, and the files that something is to be shown in.
func (e *cacheEntry) unseen(s *subject) []analysis.Read {
	shown := map[string]bool{}
	for _, d := range e.Findings {
		shown[d.File] = true
		for _, r := range d.Related {
			shown[r.File] = true
		}
	}
	var unseen []analysis.Read
	name := beside(s.name)
	for i, read := range e.Reads {
		if read.Kind == analysis.FileRead && shown[name(read.Name)] || !s.disk.same(read, e.Stamps[i]) {
			unseen = append(unseen, read)
		}
	}
	return unseen
}

// restamp takes over the stamps of what was read for a subject, and reports
// whether anything has another one now that the next run can go by.
func (e *cacheEntry) restamp(s *subject) bool {
	news := false
	take := func(to *stamp, now stamp) {
		if now != "" && now != *to {
			*to, news = now, true
		}
	}
	if s.read {
		take(&e.Stamp, s.stamp)
	}
	for i, read := range e.Reads {
		now, _ := s.disk.noted(read)
		take(&e.Stamps[i], now)
	}
	return news
}

// readEntry reads an entry, and says how old it is; nil where the file is none.
func readEntry(at string) (e *cacheEntry, written time.Time) {
	f, err := os.Open(at)
	if err != nil {
		return nil, written
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > largestEntry || info.Size() < sha256.Size {
		return nil, written
	}
	content := make([]byte, info.Size())
	if _, err := io.ReadFull(f, content); err != nil {
		return nil, written
	}
	sum, body := content[:sha256.Size], content[sha256.Size:]
	if sha256.Sum256(body) != [sha256.Size]byte(sum) {
		return nil, written
	}
	e = &cacheEntry{}
	if err := json.Unmarshal(body, e); err != nil {
		return nil, written
	}
	return e, info.ModTime()
}

// keep remembers what a check has found in a file.
func (c *Cache) keep(s *subject, e cacheEntry) {
	if c == nil {
		return
	}
	e.Program, e.Text = c.program, sha256.Sum256(s.text)
	e.Stamps = make([]stamp, len(e.Reads))
	e.restamp(s)
	c.write(c.at(s.env, s.file), &e)
}

func (c *Cache) write(at string, e *cacheEntry) {
	// What is not UTF-8 would not come back as it was, and is an error here.
	body, err := json.Marshal(e, json.FormatNilSliceAsNull(true))
	if err != nil || len(body) > largestEntry-sha256.Size {
		return
	}
	sum := sha256.Sum256(body)
	folder := filepath.Dir(at)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return
	}
	if err := replaceFile(at, append(sum[:], body...), false); err != nil {
		return
	}
	trim(folder)
}

// trim removes the oldest entries of a folder that has too many, those that
// nobody has asked for in a long time, and what was left of a process that ended
// while it wrote one.
func trim(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	var infos []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			infos = append(infos, info)
		}
	}
	slices.SortFunc(infos, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	now, size := time.Now(), int64(0)
	for i, info := range infos {
		size += info.Size()
		if i >= mostEntries || size > mostBytes || now.Sub(info.ModTime()) > longestUnused {
			_ = os.Remove(filepath.Join(folder, info.Name()))
		}
	}
}
