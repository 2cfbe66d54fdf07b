package analysis

import (
	"errors"
	"io/fs"
	"path"
	"strings"
)

// Bundle is a manifest and the files beside it, as one check sees them. What is
// beside the manifest is read and parsed when first asked for; a File is shared
// by everyone who was given the same state of it, so nothing is parsed twice.
type Bundle struct {
	Manifest *Document
	Files    FS // of the manifest's folder; nil where only the manifest is known

	// Path is the manifest's name in a Workspace's file system, "" where the
	// bundle is part of none.
	Path string
}

// Presence says whether a file of the bundle is there.
type Presence uint8

// The presences. NotKnown is also that of a name that leads out of the bundle's
// folder.
const (
	NotKnown Presence = iota
	NotNamed          // the manifest names none, and needs none
	NotThere
	There
)

// File returns a file of the bundle by its slash path from the bundle's folder,
// as authors write it: "./helpers.sh" is one.
func (b *Bundle) File(name string) (*File, Presence) {
	name, ok := Local(name)
	if !ok || b.Files == nil {
		return nil, NotKnown
	}
	f, err := b.Files.File(name)
	switch {
	case err == nil:
		return f, There
	case !errors.Is(err, fs.ErrNotExist):
		return nil, NotKnown
	}
	// A folder that cannot be listed is no folder to miss a file in: it is not
	// on this disk, or not yet.
	if _, err := b.Files.Folder("."); err != nil {
		return nil, NotKnown
	}
	return nil, NotThere
}

// LacksFolder reports whether it is known that the bundle has no folder, nor
// anything else, of that slash path.
func (b *Bundle) LacksFolder(name string) bool {
	if _, presence := b.File(name); presence != NotThere {
		return false
	}
	_, err := b.Files.Folder(name)
	return errors.Is(err, fs.ErrNotExist)
}

// Local returns a path that an author wrote as an FS takes it; ok is false where
// it leads out of the folder or means another place on another system.
func Local(name string) (clean string, ok bool) {
	if name == "" || path.IsAbs(name) || strings.ContainsAny(name, "\\:\x00") {
		return "", false
	}
	clean = path.Clean(name)
	return clean, fs.ValidPath(clean) && clean != "."
}

// Template returns the template of the Dockerfile, for File.Template.
func (b *Bundle) Template() (*File, Presence) {
	if b.Manifest.Manifest.Dockerfile.Value == "" {
		return nil, NotNamed
	}
	return b.File(b.Manifest.Manifest.Dockerfile.Value)
}

// IgnoreFile is the name of the file, at the top of a bundle's folder, that
// says what stays out of a build.
const IgnoreFile = ".dockerignore"

// Ignore returns the .dockerignore, for File.Ignore.
func (b *Bundle) Ignore() (*File, Presence) { return b.File(IgnoreFile) }

// Entries returns what is at the top of the bundle's folder, in order of name;
// ok is false where the folder is not known.
func (b *Bundle) Entries() (entries []Entry, ok bool) {
	if b.Files == nil {
		return nil, false
	}
	folder, err := b.Files.Folder(".")
	if err != nil {
		return nil, false
	}
	return folder.Entries, true
}

// Scripts returns the shell scripts at the top of the bundle's folder, in order
// of name; nil where the folder is not known.
func (b *Bundle) Scripts() []*File {
	entries, _ := b.Entries()
	var scripts []*File
	for _, e := range entries {
		if e.Dir || !IsScript(e.Name) {
			continue
		}
		if f, presence := b.File(e.Name); presence == There {
			scripts = append(scripts, f)
		}
	}
	return scripts
}

// IsScript reports whether a file is called like a shell script.
func IsScript(name string) bool {
	switch path.Ext(name) {
	case ".sh", ".bash":
		return true
	}
	return false
}
