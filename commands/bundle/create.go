package bundle

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/porter-ls/porter-ls/commands"
)

// skeleton is what create writes. Its bundle is called skeletonName.
//
//go:embed all:skeleton
var skeleton embed.FS

const skeletonName = "my-bundle"

// Create returns the verb create.
func Create() *commands.Command {
	return &commands.Command{
		Name:    "create",
		Aliases: []string{"bundles create"},
		Group:   commands.BundleGroup,
		Short:   "Begin a new bundle",
		Long: `Writes the files of a small bundle that checks clean, builds and runs: porter.yaml, helpers.sh, template.Dockerfile, README.md, .dockerignore and .gitignore.

With a NAME they are written to a new folder of that name, and the bundle has that name too; without one they are written to the current folder. A file that is already there is never overwritten: then nothing is written at all.`,
		Example: `porter-ls create my-bundle`,
		Args:    "[NAME]",
		Run:     create,
	}
}

func create(ctx context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
	if len(in.Args) > 1 {
		return commands.Result{}, &commands.UsageError{Message: "create takes one name"}
	}
	folder, name := "", skeletonName
	if len(in.Args) == 1 {
		folder = in.Args[0]
		name = filepath.Base(filepath.Clean(folder))
		if !validName(name) {
			return commands.Result{}, &commands.UsageError{Message: fmt.Sprintf(
				"%q cannot be the name of a bundle, which is part of an image's name: lower-case letters and digits, with single dots, dashes or underscores between them", name)}
		}
	}
	dir := env.Path(folder)
	files, err := newFiles(name)
	if err != nil {
		return commands.Result{}, err
	}
	for _, f := range files {
		switch _, err := os.Lstat(filepath.Join(dir, f.name)); {
		case err == nil:
			return commands.Result{}, fmt.Errorf("%s is already there and create overwrites nothing; choose another folder", filepath.Join(folder, f.name))
		case !errors.Is(err, fs.ErrNotExist):
			return commands.Result{}, fmt.Errorf("creating a bundle in %s: %w", dir, err)
		}
	}
	if err := write(ctx, dir, files); err != nil {
		return commands.Result{}, err
	}
	where := "the current folder"
	if folder != "" {
		where = folder
	}
	return commands.Result{
		Message: fmt.Sprintf("Created the bundle %s in %s; porter-ls install builds and runs it", name, where),
		Value:   map[string]string{"name": name, "dir": dir},
	}, nil
}

type newFile struct {
	name    string
	content []byte
	mode    fs.FileMode
}

func newFiles(name string) ([]newFile, error) {
	entries, err := skeleton.ReadDir("skeleton")
	if err != nil {
		return nil, err
	}
	var files []newFile
	for _, e := range entries {
		content, err := skeleton.ReadFile("skeleton/" + e.Name())
		if err != nil {
			return nil, err
		}
		f := newFile{e.Name(), []byte(strings.ReplaceAll(string(content), skeletonName, name)), 0o644}
		if filepath.Ext(f.name) == ".sh" {
			f.mode = 0o755
		}
		files = append(files, f)
	}
	return files, nil
}

// write writes the files, or none of them: what it wrote before an error it
// takes away again.
func write(ctx context.Context, dir string, files []newFile) (err error) {
	made, err := makeDir(dir)
	if err != nil {
		return fmt.Errorf("making the bundle's folder: %w", err)
	}
	var written []string
	defer func() {
		if err == nil {
			return
		}
		for _, path := range written {
			os.Remove(path)
		}
		if made {
			os.Remove(dir)
		}
	}()
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		path := filepath.Join(dir, f.name)
		if err := writeNew(path, f); err != nil {
			if !errors.Is(err, fs.ErrExist) {
				written = append(written, path)
			}
			return fmt.Errorf("writing the new bundle: %w", err)
		}
		written = append(written, path)
	}
	return nil
}

// makeDir makes a folder and reports whether it was not there before.
func makeDir(dir string) (made bool, err error) {
	if _, err := os.Stat(dir); err == nil {
		return false, nil
	}
	return true, os.MkdirAll(dir, 0o755)
}

func writeNew(path string, f newFile) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, f.mode)
	if err != nil {
		return err
	}
	_, err = out.Write(f.content)
	return errors.Join(err, out.Chmod(f.mode), out.Close())
}

// validName reports whether a name can be the last part of an image's name, as
// registries take it.
func validName(name string) bool {
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
	if name == "" || len(name) > 128 {
		return false
	}
	for i := range len(name) {
		if letter(name[i]) {
			continue
		}
		if !strings.ContainsRune(".-_", rune(name[i])) || i == 0 || i == len(name)-1 || !letter(name[i-1]) {
			return false
		}
	}
	return true
}
