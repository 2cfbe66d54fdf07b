package analysis

import "path"

// Becoming returns files as some of them have become. edited returns what has
// become of a file, nil where it is as it was; created are files that were not
// there, by name.
func Becoming(files FS, edited func(*File) *File, created map[string]Created) FS {
	return becoming{files, edited, created}
}

// Created is a file that was not there.
type Created struct {
	*File
	Executable bool // it is a program
}

type becoming struct {
	FS
	edited  func(*File) *File
	created map[string]Created
}

// File returns a file as it has become.
func (b becoming) File(name string) (*File, error) {
	f, err := b.FS.File(name)
	if err != nil {
		if one, ok := b.created[path.Clean(name)]; ok {
			return one.File, nil
		}
		return nil, err
	}
	if now := b.edited(f); now != nil {
		return now, nil
	}
	return f, nil
}

// Folder returns what is in a folder, as it has become.
func (b becoming) Folder(name string) (*Folder, error) {
	f, err := b.FS.Folder(name)
	if err != nil {
		return nil, err
	}
	var more []Entry
	for at := range b.created {
		if path.Dir(at) == path.Clean(name) {
			more = append(more, Entry{Name: path.Base(at)})
		}
	}
	if more == nil {
		return f, nil
	}
	return NewFolder(append(more, f.Entries...)), nil
}

// Mode returns the mode of a file, as it has become.
func (b becoming) Mode(name string) Mode {
	switch one, ok := b.created[path.Clean(name)]; {
	case !ok:
		return b.FS.Mode(name)
	case one.Executable:
		return Executable
	}
	return NotExecutable
}
