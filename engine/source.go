package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// source is a bundle's sources, read once.
type source struct {
	file string // the manifest, as the caller named it
	dir  string // the bundle's folder

	src      []byte             // the author's porter.yaml
	manifest *manifest.Manifest // of src: its nodes are what errors point at

	internal []byte             // the porter.yaml that goes into the bundle: src with another name or version
	built    *manifest.Manifest // of internal

	template     []byte // of the Dockerfile; nil where the bundle has none
	templateFile string
}

// load reads a bundle's sources.
func load(file, name, version string) (*source, error) {
	s := &source{file: file, dir: filepath.Dir(file)}
	info, err := os.Stat(file)
	if err == nil && info.IsDir() {
		err = errors.New("it is a folder")
	}
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no regular file") // reading from a pipe may never end
	}
	if err == nil && info.Size() > manifest.Largest {
		err = fmt.Errorf("it has %d bytes, more than a manifest can", info.Size())
	}
	if err == nil {
		s.src, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, &Error{Op: "read " + file, Err: err}
	}
	f := syntax.Parse(s.src, nil)
	if errs := f.RootErrors(); len(errs) > 0 {
		return nil, s.at(errs[0].Span, "read the manifest", errors.New(errs[0].Message), "")
	}
	if !manifest.IsBundle(f.Root()) {
		return nil, &Error{Op: "read " + file, Err: errors.New("it is no bundle's manifest")}
	}
	s.manifest = manifest.Decode(f.Root(), nil)
	s.internal, s.built = s.src, s.manifest
	if name != "" || version != "" {
		s.internal = override(s.src, s.manifest, name, version)
		f := syntax.Parse(s.internal, nil)
		if len(f.RootErrors()) > 0 {
			return nil, &Error{Op: "give the bundle another name or version", File: file, Err: errors.New("the manifest is written in a way that this cannot be done in")}
		}
		s.built = manifest.Decode(f.Root(), nil)
	}
	return s, s.loadTemplate()
}

func (s *source) loadTemplate() error {
	d := s.manifest.Dockerfile
	if d.Value == "" {
		return nil
	}
	s.templateFile = filepath.Join(s.dir, filepath.FromSlash(d.Value))
	content, err := os.ReadFile(s.templateFile)
	if errors.Is(err, fs.ErrNotExist) {
		return s.at(d.Span(), "read the Dockerfile template", fmt.Errorf("there is no file %s", s.templateFile), "")
	}
	if err != nil {
		return s.at(d.Span(), "read the Dockerfile template", err, "")
	}
	s.template = content
	if s.template == nil {
		s.template = []byte{} // an empty one is one
	}
	return nil
}

// override returns a manifest's text with another name and version, each where
// it is not "". All else stays as it is.
func override(src []byte, m *manifest.Manifest, name, version string) []byte {
	out := string(src)
	set := func(key string, at syntax.Node, value string) {
		if value == "" {
			return
		}
		if at.IsZero() {
			root := m.Root.Span().Start
			out = out[:root] + key + ": " + strconv.Quote(value) + "\n" + out[root:]
			return
		}
		out = out[:at.Span().Start] + " " + strconv.Quote(value) + out[at.Span().End:]
	}
	// From the end on, so that the places before stay what they are.
	n, v := m.Name.Node, m.Version.Node
	if n.IsZero() || !v.IsZero() && v.Span().Start > n.Span().Start {
		set("version", v, version)
		set("name", n, name)
	} else {
		set("name", n, name)
		set("version", v, version)
	}
	return []byte(out)
}

// at returns an error at a place of the author's manifest.
func (s *source) at(span text.Span, op string, err error, hint string) *Error {
	return &Error{Op: op, File: s.file, Span: &span, Hint: hint, Err: err}
}

// invalid returns why the manifest makes no bundle.
func (s *source) invalid(err error) error {
	const op = "build the bundle"
	all, ok := errors.AsType[cnab.Errors](err)
	if !ok || len(all) == 0 {
		return &Error{Op: op, File: s.file, Err: err}
	}
	first := fmt.Errorf("%s", all[0].Message)
	if len(all) > 1 {
		first = fmt.Errorf("%s (and %d more)", all[0].Message, len(all)-1)
	}
	if s.built != s.manifest {
		return &Error{Op: op, File: s.file, Err: first} // its places are not the author's
	}
	return s.at(all[0].Span, op, first, "")
}

// execMixin is the one mixin that is built in.
const execMixin = "exec"

// refuse returns what this version cannot build yet. Leaving it out of the
// bundle would make one that does something else than is written.
func (s *source) refuse() error {
	const op, hint = "build the bundle", "Porter can"
	m := s.manifest
	for _, x := range m.Mixins {
		if x.Name.Value != execMixin {
			return s.at(x.NameSpan, op, fmt.Errorf("this version cannot build with the mixin %q, only with %s", x.Name.Value, execMixin), hint)
		}
	}
	if len(m.Dependencies) > 0 {
		return s.at(m.Dependencies[0].Node.Span(), op, errors.New("this version cannot build a bundle that depends on others"), hint)
	}
	if len(m.Files) > 0 {
		return s.at(m.Files[0].Node.Span(), op, errors.New("this version downloads no files"), hint)
	}
	return nil
}
