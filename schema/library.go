package schema

import (
	"bytes"
	"embed"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/porter-ls/porter-ls/schema/jsonschema"
)

//go:embed manifest.json documents/*.json mixins/*.json
var files embed.FS

// Document says which of the documents it is that there are schemas of.
type Document uint8

// The documents.
const (
	Manifest Document = iota
	CredentialSet
	ParameterSet
	Installation
	Plugins
	Config
	documents
)

// file returns where a document's schema is.
func (d Document) file() string {
	return [documents]string{
		"manifest.json", "documents/credential-set.json", "documents/parameter-set.json",
		"documents/installation.json", "documents/plugins.json", "documents/config.json",
	}[d]
}

// Library holds the schemas that come with the program, and those that installed
// mixins printed. Each is read when it is first asked for, once. A Library may be
// used from many goroutines.
type Library struct {
	documents [documents]func() *jsonschema.Schema
	mixins    map[string]func() *Mixin

	mu        sync.Mutex
	installed map[string]installed // guarded by mu; by name
}

// installed is what an installed mixin printed last, and what it was read as.
type installed struct {
	version string
	printed []byte
	mixin   *Mixin
	err     error
}

// NewLibrary returns a library in which nothing has been read yet.
func NewLibrary() *Library {
	l := &Library{mixins: map[string]func() *Mixin{}, installed: map[string]installed{}}
	for d := range documents {
		l.documents[d] = sync.OnceValue(func() *jsonschema.Schema { return readDocument(d.file()) })
	}
	entries, err := files.ReadDir("mixins")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	for _, e := range entries {
		file := path.Join("mixins", e.Name())
		name := strings.TrimSuffix(e.Name(), ".json")
		l.mixins[name] = sync.OnceValue(func() *Mixin { return builtin(name, file) })
	}
	return l
}

// Mixin returns the built-in schema of a mixin, nil where there is none.
func (l *Library) Mixin(name string) *Mixin {
	if read := l.mixins[name]; read != nil {
		return read()
	}
	return nil
}

// Installed returns what [ParseMixin] reads in the schema that an installed
// mixin of that version printed, which must not be changed. The same schema of
// the same version is read once.
func (l *Library) Installed(name, version string, printed []byte) (*Mixin, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	last, ok := l.installed[name]
	if !ok || last.version != version || !bytes.Equal(last.printed, printed) {
		last = installed{version: version, printed: printed}
		last.mixin, last.err = ParseMixin(name, version, printed)
		l.installed[strings.Clone(name)] = last
	}
	return last.mixin, last.err
}

// MixinNames returns the mixins that there are built-in schemas of, sorted.
func (l *Library) MixinNames() []string {
	names := make([]string, 0, len(l.mixins))
	for name := range l.mixins {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// readDocument reads our schema of a document; it is part of the program, and
// tests read every one of them.
func readDocument(file string) *jsonschema.Schema {
	doc, err := files.ReadFile(file)
	if err != nil {
		panic(err)
	}
	s, err := jsonschema.Parse(doc)
	if err != nil {
		panic(err)
	}
	return s
}

// builtin reads a schema of the program itself; a test reads every one of them.
func builtin(name, file string) *Mixin {
	doc, err := files.ReadFile(file)
	if err != nil {
		panic(err)
	}
	m, err := ParseMixin(name, "", doc)
	if err != nil {
		panic(err)
	}
	return m
}
