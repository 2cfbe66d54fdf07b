package engine

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/porter-ls/porter-ls/engine/config"
	"github.com/porter-ls/porter-ls/engine/image"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/dockerfile"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

// Names beside the manifest.
const (
	buildDir  = ".cnab"
	newPrefix = ".cnab.new-" // of a build that is going on, or was killed
	oldPrefix = ".cnab.old-"
	buildFile = "build.json" // in buildDir: what was built, as a built
)

// built is what is kept of a build to see later whether it still holds.
type built struct {
	Digest  string `json:"digest"` // of all that went into it
	Image   string `json:"image"`
	ImageID string `json:"imageID"`
}

func readBuild(dir string) (b built, err error) {
	content, err := os.ReadFile(filepath.Join(dir, buildFile))
	if err != nil {
		return b, err
	}
	return b, json.Unmarshal(content, &b)
}

// stage is a build on its way: a folder beside .cnab that takes its place only
// when all is done.
type stage struct {
	s          *source
	dir        string // of this build
	target     string // .cnab
	reference  string
	digest     string
	bundle     *cnab.Bundle
	dockerfile dockerfile.Generated
	excludes   []string
}

func (st *stage) image() string { return st.bundle.InvocationImages[0].Image }

// newStage writes all that belongs into .cnab into a folder of its own.
func (e *Engine) newStage(ctx context.Context, s *source) (st *stage, err error) {
	st = &stage{s: s, target: filepath.Join(s.dir, buildDir), excludes: s.excludes()}
	if st.reference, err = s.built.BundleReference(); err != nil {
		return nil, s.badReference(err)
	}
	if err := sweep(s.dir); err != nil {
		return nil, asError("clear away what a stopped build left", err)
	}
	if st.dir, err = os.MkdirTemp(s.dir, newPrefix); err != nil {
		return nil, asError("write "+st.target, err)
	}
	if err := e.fill(ctx, st); err != nil {
		_ = os.RemoveAll(st.dir)
		return nil, err
	}
	return st, nil
}

func (s *source) badReference(err error) error {
	if at, ok := errors.AsType[*manifest.ReferenceError](err); ok && !at.Node.IsZero() && s.built == s.manifest {
		return s.at(at.Node.Span(), "name the bundle's image", err, "")
	}
	return &Error{Op: "name the bundle's image", File: s.file, Err: err}
}

// sweep removes what killed builds left in a bundle's folder. Only one build of
// a bundle is going on, the caller's.
func sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	errs := []error{err}
	for _, x := range entries {
		if strings.HasPrefix(x.Name(), newPrefix) || strings.HasPrefix(x.Name(), oldPrefix) {
			errs = append(errs, os.RemoveAll(filepath.Join(dir, x.Name())))
		}
	}
	return errors.Join(errs...)
}

func (e *Engine) fill(ctx context.Context, st *stage) error {
	s := st.s
	runtime, err := e.writeRuntime(filepath.Join(st.dir, "app"), s.arch())
	if err != nil {
		return asError("put the runtime into the bundle", err)
	}
	if st.digest, err = s.digest(ctx, runtime); err != nil {
		return asError("read the bundle's files", err)
	}
	st.dockerfile = s.generate()
	st.bundle, err = cnab.FromManifest(s.built, cnab.Stamp{
		Manifest: s.src, ManifestDigest: st.digest, Version: e.opts.Version,
		Mixins: map[string]string{execMixin: e.opts.Version},
	}, cnab.Options{})
	if err != nil {
		return s.invalid(err)
	}
	bundleJSON, err := cnab.Marshal(st.bundle)
	if err != nil {
		return &Error{Op: "write bundle.json", Err: err}
	}
	for name, content := range map[string][]byte{
		"Dockerfile": st.dockerfile.Text, "bundle.json": bundleJSON, "app/porter.yaml": s.internal,
	} {
		if err := writeFile(filepath.Join(st.dir, filepath.FromSlash(name)), content, 0o660); err != nil {
			return asError("write "+st.target, err)
		}
	}
	return asErrorOrNil("write "+st.target, os.Chmod(st.dir, 0o770))
}

func (s *source) generate() dockerfile.Generated {
	return dockerfile.Generate(s.template, dockerfile.Options{RuntimeContext: runtimeContext, BundleContext: bundleContext})
}

// excludes are what of the bundle's folder is not one of the author's files in
// the bundle.
func (s *source) excludes() []string {
	mixins := make([]string, len(s.manifest.Mixins))
	for i, x := range s.manifest.Mixins {
		mixins[i] = x.Name.Value
	}
	return append(dockerfile.Excludes(filepath.Base(s.file), mixins), newPrefix+"*", oldPrefix+"*")
}

// digest is that of all that goes into a build of the bundle: its files, the
// manifest, the Dockerfile as this version generates it, the runtime.
func (s *source) digest(ctx context.Context, runtime string) (string, error) {
	files, err := image.Folder{Dir: s.dir, Excludes: s.excludes()}.Digest(ctx)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintf(h, "1 %s %s %x %x", files, runtime, sha256.Sum256(s.src), sha256.Sum256(s.generate().Text))
	return hex.EncodeToString(h.Sum(nil)), nil
}

// arch returns the architecture of the bundle's image: the middle of a
// platform, "os/arch[/variant]".
func (s *source) arch() string {
	parts := strings.Split(dockerfile.FinalPlatform(s.template), "/")
	if len(parts) < 2 {
		return parts[0]
	}
	return parts[1]
}

func (e *Engine) openRuntime(arch string) (io.ReadCloser, error) {
	if e.opts.Runtime == nil {
		return nil, errors.New("this program has no runtime to put into bundles")
	}
	return e.opts.Runtime(arch)
}

// runtimeDigest returns the SHA-256 of the runtime for an architecture.
func (e *Engine) runtimeDigest(arch string) (string, error) {
	const op = "read the bundle runtime"
	r, err := e.openRuntime(arch)
	if err != nil {
		return "", asError(op, err)
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", asError(op, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// writeRuntime writes the runtime and the mixins into app, and returns the
// runtime's digest. They are one program, known by several names.
func (e *Engine) writeRuntime(app, arch string) (digest string, err error) {
	r, err := e.openRuntime(arch)
	if err != nil {
		return "", err
	}
	defer r.Close()
	mixin := filepath.Join(app, "mixins", execMixin, "runtimes")
	for _, dir := range []string{filepath.Join(app, "runtimes"), mixin} {
		if err := mkdirs(filepath.Dir(app), dir); err != nil {
			return "", err
		}
	}
	run := filepath.Join(app, "run")
	f, err := os.OpenFile(run, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o770)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, h), r)
	if err := errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	if err := os.Chmod(run, 0o770); err != nil {
		return "", err
	}
	// Its time is one that the content gives: what the container engine has
	// already it is not sent again.
	sum := h.Sum(nil)
	when := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(binary.BigEndian.Uint16(sum)) * time.Minute)
	if err := os.Chtimes(run, when, when); err != nil {
		return "", err
	}
	if err := link(run, "../run", filepath.Join(app, "runtimes", "porter-runtime")); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum), link(run, "../../../run", filepath.Join(mixin, execMixin+"-runtime"))
}

// link makes at another name of the file, by a symbolic link where the system
// lets us, else by a hard link, else by a copy.
func link(file, relative, at string) error {
	if os.Symlink(relative, at) == nil || os.Link(file, at) == nil {
		return nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return writeFile(at, content, 0o770)
}

// mkdirs makes a folder and those above it up to root, with the modes that they
// have in the bundle whatever the process's mask is.
func mkdirs(root, dir string) error {
	if dir == root {
		return nil
	}
	if err := mkdirs(root, filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o770); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return os.Chmod(dir, 0o770)
}

func writeFile(path string, content []byte, mode os.FileMode) error {
	if err := os.WriteFile(path, content, mode); err != nil {
		return err
	}
	return os.Chmod(path, mode)
}

// commit puts the stage in the place of .cnab.
func (st *stage) commit(imageID string) error {
	content, err := json.Marshal(built{Digest: st.digest, Image: st.image(), ImageID: imageID})
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(st.dir, buildFile), append(content, '\n'), 0o660); err != nil {
		return err
	}
	old := filepath.Join(st.s.dir, oldPrefix+strings.TrimPrefix(filepath.Base(st.dir), newPrefix))
	err = os.Rename(st.target, old)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("moving the earlier build away: %w", err)
	}
	had := err == nil
	if err := os.Rename(st.dir, st.target); err != nil {
		if had {
			err = errors.Join(err, os.Rename(old, st.target))
		}
		return fmt.Errorf("putting the build in place: %w", err)
	}
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("removing the earlier build: %w", err)
	}
	return nil
}

// remove removes what has not been put in place.
func (st *stage) remove() error {
	if err := os.RemoveAll(st.dir); err != nil {
		return fmt.Errorf("clearing away %s: %w", st.dir, err)
	}
	return nil
}

// lockBuild waits until no other build of the bundle in dir is going on. The
// lock is the system's own, so it ends with its process.
func (e *Engine) lockBuild(ctx context.Context, dir string, emit Sink) (unlock func(), err error) {
	const op = "wait for another build of the bundle"
	abs, err := filepath.Abs(dir)
	if err == nil {
		var real string
		if real, err = filepath.EvalSymlinks(abs); err == nil {
			abs = real
		}
	}
	locks := filepath.Join(e.opts.Home, "locks")
	if err != nil {
		return nil, asError(op, err)
	}
	if err := os.MkdirAll(locks, 0o700); err != nil {
		return nil, &Error{Op: "make the folder by which builds take turns", Err: err, Hint: "set " + config.HomeEnv + " to a folder that can be written"}
	}
	sum := sha256.Sum256([]byte(abs))
	l := flock.New(filepath.Join(locks, hex.EncodeToString(sum[:8])+".lock"))
	ok, err := l.TryLock()
	if err == nil && !ok {
		emit(Event{Kind: PhaseEvent, Text: "Waiting for another build of the bundle", Percent: 1})
		_, err = l.TryLockContext(ctx, 100*time.Millisecond)
	}
	if err != nil {
		_ = l.Close()
		return nil, asError(op, err)
	}
	return func() { _ = l.Close() }, nil
}
