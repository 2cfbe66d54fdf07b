package analysis

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/dockerfile"
	"github.com/porter-ls/porter-ls/schema/text"
)

// FS is what a check sees of the files beside a manifest. Names are clean slash
// paths relative to the file system's top, which is ".". Implementations are
// safe for concurrent use and answer the same for as long as they are used, so
// that what one rule saw the next one sees too.
type FS interface {
	// File returns a file. The error wraps fs.ErrNotExist where there is none,
	// and something else where that is not known.
	File(name string) (*File, error)
	// Folder returns what is in a folder, with errors as File's.
	Folder(name string) (*Folder, error)
	// Mode returns what is known of a file's mode.
	Mode(name string) Mode
}

// Mode says whether a file may be run as a program.
type Mode uint8

// The modes. UnknownMode is that of what is not on a disk, or on one that does
// not tell.
const (
	UnknownMode Mode = iota
	NotExecutable
	Executable
)

// Reader is where files come from: a disk, or a test's fstest.MapFS. Errors wrap
// fs.ErrNotExist for what is not there.
type Reader interface {
	// ReadFile is as that of fs.ReadFileFS.
	ReadFile(name string) ([]byte, error)
	// ReadDir is as that of fs.ReadDirFS.
	ReadDir(name string) ([]fs.DirEntry, error)
}

// ModeReader is a Reader that knows the modes of its files.
type ModeReader interface {
	// Mode is as that of FS.
	Mode(name string) Mode
}

// Sum is the SHA-256 of a content; see also Missing and Unreadable.
type Sum [sha256.Size]byte

// Missing is the Sum of what is not there.
func Missing() Sum { return Sum{} }

// Unreadable is the Sum of what may be there and could not be read.
func Unreadable() Sum { return Sum{0xff} }

// File is one state of one file. It is immutable: what is derived from the
// content is made when first asked for, once for everyone who has the File.
type File struct {
	// Name is the file as the user knows it, a path or an address: what
	// Diagnostic.File is for a finding in it.
	Name string

	content  []byte
	sum      func() Sum
	lines    func() *text.Lines
	document func() *Document
	template func() *dockerfile.Template
	ignore   func() *dockerfile.Ignore
	script   func() *shell.Script
	place    func() *published // as a manifest
	mayBe    func() bool       // what MayBeDocument says
	facts    sync.Map          // what FileFacts found out, by FileFact
}

// NewFile returns a file with that content, which must not be changed any more.
// document, where it is not nil, takes the place of Parse.
func NewFile(name string, content []byte, document func() *Document) *File {
	if document == nil {
		document = sync.OnceValue(func() *Document { return Parse(name, content, nil) })
	}
	return &File{
		Name:     name,
		content:  content,
		sum:      sync.OnceValue(func() Sum { return sha256.Sum256(content) }),
		lines:    sync.OnceValue(func() *text.Lines { return text.NewLines(content) }),
		document: document,
		template: sync.OnceValue(func() *dockerfile.Template { return dockerfile.ParseTemplate(content) }),
		ignore:   sync.OnceValue(func() *dockerfile.Ignore { return dockerfile.ParseIgnore(content) }),
		script:   sync.OnceValue(func() *shell.Script { return shell.Parse(content) }),
		place:    sync.OnceValue(func() *published { return publishedAs(document()) }),
		mayBe:    sync.OnceValue(func() bool { return MayBeDocument(name, content) }),
	}
}

// Content returns the bytes, which must not be changed.
func (f *File) Content() []byte { return f.content }

// Sum returns the content's sum.
func (f *File) Sum() Sum { return f.sum() }

// Lines returns the mapper between offsets and lines and columns.
func (f *File) Lines() *text.Lines { return f.lines() }

// Document returns the file read as YAML or JSON.
func (f *File) Document() *Document { return f.document() }

// Template returns the file read as a Dockerfile's template.
func (f *File) Template() *dockerfile.Template { return f.template() }

// Ignore returns the file read as a .dockerignore.
func (f *File) Ignore() *dockerfile.Ignore { return f.ignore() }

// Script returns the file read as a shell script.
func (f *File) Script() *shell.Script { return f.script() }

// Folder is what is in a folder at one time. It is immutable.
type Folder struct {
	Entries []Entry // in order of name
	sum     func() Sum
}

// Entry is one entry of a folder. Dir is false for a symbolic link, wherever it
// leads to, so that a walk cannot run in a circle.
type Entry struct {
	Name string
	Dir  bool
}

// NewFolder returns a folder with these entries, in whatever order.
func NewFolder(entries []Entry) *Folder {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	entries = slices.CompactFunc(entries, func(a, b Entry) bool { return a.Name == b.Name })
	return &Folder{Entries: entries, sum: sync.OnceValue(func() Sum {
		h := sha256.New()
		for _, e := range entries {
			kind := "f" // no name has a slash or a zero byte
			if e.Dir {
				kind = "d"
			}
			_, _ = h.Write([]byte(kind + e.Name + "\x00"))
		}
		return Sum(h.Sum(nil))
	})}
}

// Sum returns a sum of the names and which of them are folders.
func (f *Folder) Sum() Sum { return f.sum() }

// Files is an FS that reads from a Reader when first asked for something and
// from then on remembers the answer, also that there is none.
type Files struct {
	reader  Reader
	display func(name string) string

	mu      sync.Mutex
	files   map[string]*answer[*File]   // guarded by mu; by name
	folders map[string]*answer[*Folder] // guarded by mu; by name
	modes   map[string]*answer[Mode]    // guarded by mu; by name
}

// answer is what was read under one name, or is just being read.
type answer[T any] struct {
	once  sync.Once
	value T
	err   error
}

// NewFiles returns the files of a Reader. display says what a name is to the
// user, nil where the two are the same.
func NewFiles(r Reader, display func(name string) string) *Files {
	if display == nil {
		display = func(name string) string { return name }
	}
	return &Files{reader: r, display: display, files: map[string]*answer[*File]{}, folders: map[string]*answer[*Folder]{}, modes: map[string]*answer[Mode]{}}
}

// remembered returns the answer under a name. It is read outside of the lock:
// a slow disk holds up only who asks for the same.
func remembered[T any](mu *sync.Mutex, all map[string]*answer[T], name string, read func() (T, error)) (T, error) {
	mu.Lock()
	a := all[name]
	if a == nil {
		a = &answer[T]{}
		all[name] = a
	}
	mu.Unlock()
	a.once.Do(func() { a.value, a.err = read() })
	return a.value, a.err
}

// File returns a file as it was when first asked for.
func (f *Files) File(name string) (*File, error) {
	name = path.Clean(name)
	return remembered(&f.mu, f.files, name, func() (*File, error) {
		content, err := f.reader.ReadFile(name)
		if err != nil {
			return nil, err
		}
		return NewFile(f.display(name), content, nil), nil
	})
}

// Folder returns what was in a folder when first asked for it.
func (f *Files) Folder(name string) (*Folder, error) {
	name = path.Clean(name)
	return remembered(&f.mu, f.folders, name, func() (*Folder, error) {
		read, err := f.reader.ReadDir(name)
		if err != nil {
			return nil, err
		}
		entries := make([]Entry, len(read))
		for i, e := range read {
			entries[i] = Entry{Name: e.Name(), Dir: e.IsDir()}
		}
		return NewFolder(entries), nil
	})
}

// Mode returns a file's mode as it was when first asked for.
func (f *Files) Mode(name string) Mode {
	reader, ok := f.reader.(ModeReader)
	if !ok {
		return UnknownMode
	}
	name = path.Clean(name)
	mode, _ := remembered(&f.mu, f.modes, name, func() (Mode, error) { return reader.Mode(name), nil })
	return mode
}

// Without returns files that remember the same but for what the change of a name
// may have made stale: the name itself, what is below it, and the folders above
// it.
func (f *Files) Without(names ...string) *Files {
	f.mu.Lock()
	defer f.mu.Unlock()
	next := NewFiles(f.reader, f.display)
	for name, a := range f.files {
		if !slices.ContainsFunc(names, func(changed string) bool { return Within(name, changed) }) {
			next.files[name] = a
		}
	}
	for name, a := range f.modes {
		if !slices.ContainsFunc(names, func(changed string) bool { return Within(name, changed) }) {
			next.modes[name] = a
		}
	}
	for name, a := range f.folders {
		if !slices.ContainsFunc(names, func(changed string) bool { return Within(name, changed) || Within(changed, name) }) {
			next.folders[name] = a
		}
	}
	return next
}

// Within reports whether a name is the folder's own or that of something below
// it.
func Within(name, folder string) bool {
	rest, ok := strings.CutPrefix(name, folder)
	return folder == "." || ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(folder, "/"))
}

// Sub returns the part of a file system that is below a folder, which becomes
// its top. Names that lead out of it are refused with fs.ErrInvalid.
func Sub(files FS, folder string) FS { return sub{files, folder} }

type sub struct {
	files  FS
	folder string
}

// File returns a file below the folder.
func (s sub) File(name string) (*File, error) {
	name, err := s.name(name)
	if err != nil {
		return nil, err
	}
	return s.files.File(name)
}

// Folder returns what is in a folder below the folder.
func (s sub) Folder(name string) (*Folder, error) {
	name, err := s.name(name)
	if err != nil {
		return nil, err
	}
	return s.files.Folder(name)
}

// Mode returns the mode of a file below the folder.
func (s sub) Mode(name string) Mode {
	name, err := s.name(name)
	if err != nil {
		return UnknownMode
	}
	return s.files.Mode(name)
}

func (s sub) name(name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return path.Join(s.folder, name), nil
}

// sumOf returns the sum of what an FS answered.
func sumOf(s interface{ Sum() Sum }, err error) Sum {
	switch {
	case err == nil:
		return s.Sum()
	case errors.Is(err, fs.ErrNotExist):
		return Missing()
	}
	return Unreadable()
}
