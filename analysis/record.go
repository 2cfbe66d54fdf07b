package analysis

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/porter-ls/porter-ls/schema/cnab"
)

// Recorder stands between a check and its world and notes everything that the
// check asks for: files, their modes, folders and Inputs, what was there and what was not.
// It is an FS and an Inputs, and safe for concurrent use.
type Recorder struct {
	files  FS
	inputs Inputs

	mu    sync.Mutex
	reads map[subject]Sum // guarded by mu
}

// NewRecorder returns a Recorder with nothing noted. Either argument may be nil
// where nothing is to be had of it.
func NewRecorder(files FS, inputs Inputs) *Recorder {
	if inputs == nil {
		inputs = Offline{}
	}
	return &Recorder{files: files, inputs: inputs, reads: map[subject]Sum{}}
}

// note keeps the first answer: an FS gives no other, and of an Input that came
// in meanwhile the check may have seen only that it was pending.
func (r *Recorder) note(kind ReadKind, name string, sum Sum) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := subject{kind, name}
	if _, ok := r.reads[at]; !ok {
		r.reads[at] = sum
	}
}

// File returns a file and notes it.
func (r *Recorder) File(name string) (*File, error) {
	f, err := r.files.File(name)
	r.note(FileRead, path.Clean(name), sumOf(f, err))
	return f, err
}

// Folder returns what is in a folder and notes it.
func (r *Recorder) Folder(name string) (*Folder, error) {
	f, err := r.files.Folder(name)
	r.note(FolderRead, path.Clean(name), sumOf(f, err))
	return f, err
}

// Mode returns a file's mode and notes it.
func (r *Recorder) Mode(name string) Mode {
	mode := r.files.Mode(name)
	r.note(ModeRead, path.Clean(name), modeSum(mode))
	return mode
}

// MixinInstalled asks the Inputs and notes the answer.
func (r *Recorder) MixinInstalled(name string) (string, Known) {
	version, state := r.inputs.MixinInstalled(name)
	r.note(InputRead, MixinVersionInput(name), inputSum(state, version, nil))
	return version, state
}

// MixinSchema asks the Inputs and notes the answer.
func (r *Recorder) MixinSchema(name string) ([]byte, string, Known) {
	schema, version, state := r.inputs.MixinSchema(name)
	r.note(InputRead, MixinSchemaInput(name), inputSum(state, version, schema))
	return schema, version, state
}

// Dependency asks the Inputs and notes the answer.
func (r *Recorder) Dependency(reference string) (*cnab.Bundle, Known) {
	bundle, state := r.inputs.Dependency(reference)
	r.note(InputRead, DependencyInput(reference), bundleSum(bundle, state))
	return bundle, state
}

// Neighbour asks the Inputs and notes the answer.
func (r *Recorder) Neighbour(reference, versions string) (*Neighbour, Known) {
	n, state := r.inputs.Neighbour(reference, versions)
	r.note(InputRead, NeighbourInput(reference, versions), neighbourSum(n, state))
	return n, state
}

// Include notes what another check has read, on whose result this one builds.
func (r *Recorder) Include(other Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, read := range other.reads {
		at := subject{read.Kind, read.Name}
		if _, ok := r.reads[at]; !ok {
			r.reads[at] = read.Sum
		}
	}
}

// Record returns what was noted so far.
func (r *Recorder) Record() Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	reads := make([]Read, 0, len(r.reads))
	for at, sum := range r.reads {
		reads = append(reads, Read{at.kind, at.name, sum})
	}
	slices.SortFunc(reads, func(a, b Read) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	return Record{reads}
}

// subject is what a Read is about.
type subject struct {
	kind ReadKind
	name string
}

// ReadKind says what was asked for.
type ReadKind uint8

// The kinds of Read. The name of an InputRead is that of a method of Inputs and
// its argument, as MixinSchemaInput gives it.
const (
	FileRead ReadKind = iota
	FolderRead
	InputRead
	ModeRead
)

// Read is one thing that a check asked for, and what it was.
type Read struct {
	Kind ReadKind
	Name string
	Sum  Sum
}

// Record is all that a check learned of the world beside the manifest's text: as
// long as it has not Changed, the same text has the same findings. It is
// immutable; the zero Record is of a check that asked for nothing.
type Record struct{ reads []Read }

// RecordOf returns the Record that has these reads, each thing once.
func RecordOf(reads []Read) Record {
	r := Recorder{reads: map[subject]Sum{}}
	for _, read := range reads {
		r.note(read.Kind, read.Name, read.Sum)
	}
	return r.Record()
}

// Reads returns everything noted, sorted by kind and name.
func (r Record) Reads() []Read { return slices.Clone(r.reads) }

// Key returns a text that two Records share only if they are the same. It is
// stable from run to run.
func (r Record) Key() string {
	h := sha256.New()
	for _, read := range r.reads {
		b := binary.AppendUvarint([]byte{byte(read.Kind)}, uint64(len(read.Name)))
		_, _ = h.Write(append(append(b, read.Name...), read.Sum[:]...))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Changed returns what is another than it was when noted, in the order of
// Reads; nil where all is as it was. What cannot be asked for any more, because
// an argument is nil, is unknown.
func (r Record) Changed(files FS, inputs Inputs) []Read {
	now := NewRecorder(files, inputs)
	var changed []Read
	for _, read := range r.reads {
		if now.ask(read) != read.Sum {
			changed = append(changed, read)
		}
	}
	return changed
}

// ask asks for the same again and returns what it is now.
func (r *Recorder) ask(read Read) Sum {
	switch read.Kind {
	case FileRead:
		if r.files != nil {
			f, err := r.files.File(read.Name)
			return sumOf(f, err)
		}
	case FolderRead:
		if r.files != nil {
			f, err := r.files.Folder(read.Name)
			return sumOf(f, err)
		}
	case ModeRead:
		if r.files != nil {
			return modeSum(r.files.Mode(read.Name))
		}
	case InputRead:
		method, name, _ := strings.Cut(read.Name, " ")
		switch method {
		case mixinVersion:
			version, state := r.inputs.MixinInstalled(name)
			return inputSum(state, version, nil)
		case mixinSchema:
			schema, version, state := r.inputs.MixinSchema(name)
			return inputSum(state, version, schema)
		case dependency:
			return bundleSum(r.inputs.Dependency(name))
		case neighbour:
			reference, versions, _ := strings.Cut(name, " ")
			return neighbourSum(r.inputs.Neighbour(reference, versions))
		}
	}
	return Unreadable()
}

// Touches reports whether the change of a name may have changed what was read: a
// file or folder of that name or below it, and, where entries says that it may
// have come or gone, a folder above it, which then has another list.
func (r Record) Touches(name string, entries bool) bool {
	return slices.ContainsFunc(r.reads, func(read Read) bool {
		switch read.Kind {
		case FileRead, ModeRead:
			return Within(read.Name, name)
		case FolderRead:
			return entries && (Within(read.Name, name) || Within(name, read.Name))
		}
		return false
	})
}

// Asked reports whether the Inputs were asked for that.
func (r Record) Asked(input string) bool {
	return slices.ContainsFunc(r.reads, func(read Read) bool {
		return read.Kind == InputRead && read.Name == input
	})
}

const (
	mixinVersion = "mixin-version"
	mixinSchema  = "mixin-schema"
	dependency   = "dependency"
	neighbour    = "neighbour"
)

// MixinVersionInput names what MixinInstalled answers about a mixin.
func MixinVersionInput(mixin string) string { return mixinVersion + " " + mixin }

// MixinSchemaInput names what MixinSchema answers about a mixin.
func MixinSchemaInput(mixin string) string { return mixinSchema + " " + mixin }

// DependencyInput names what Dependency answers about a reference.
func DependencyInput(reference string) string { return dependency + " " + reference }

// NeighbourInput names what Neighbour answers about a reference, which has no
// blanks in it, and a range of versions.
func NeighbourInput(reference, versions string) string {
	return neighbour + " " + reference + " " + versions
}

// neighbourSum is the sum of an answer about a bundle of the workspace.
func neighbourSum(n *Neighbour, state Known) Sum {
	if n == nil {
		return inputSum(state, "", nil)
	}
	return inputSum(state, n.Reference+" "+n.Manifest.Name, n.Manifest.File.Source())
}

// bundleSum is the sum of an answer about a dependency. A bundle that cannot be
// written as JSON is like none.
func bundleSum(bundle *cnab.Bundle, state Known) Sum {
	if bundle == nil {
		return inputSum(state, "", nil)
	}
	data, _ := cnab.Marshal(bundle)
	return inputSum(state, "", data)
}

func modeSum(mode Mode) Sum { return Sum{byte(mode)} }

func inputSum(state Known, version string, data []byte) Sum {
	b := binary.AppendUvarint([]byte{byte(state)}, uint64(len(version)))
	return sha256.Sum256(append(append(b, version...), data...))
}
