package driver

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"
)

// appDir is the bundle's folder and the action's working directory.
const appDir = "/cnab/app"

// copyIn puts the operation's files into the container, before it starts.
//
// They may hold credentials, so they are readable by the image's user alone:
// files 0600, folders that did not exist 0700. Folders that the image has keep
// their modes and owners, save /cnab/app, whose owner becomes the image's user
// where that is not root: bundles write beside themselves.
func (d Docker) copyIn(ctx context.Context, id string, op Operation) error {
	ctx, cancel := detached(ctx, requestTimeout)
	defer cancel()
	c, err := d.Client.ContainerInspect(ctx, id, client.ContainerInspectOptions{})
	if err != nil {
		return d.during("looking at the container", err)
	}
	user := ""
	if c.Container.Config != nil {
		user = c.Container.Config.User
	}
	uid, err := d.userID(ctx, id, user)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	t := archive{Writer: tar.NewWriter(&buf), uid: uid}
	if uid != 0 {
		if err := d.ownApp(ctx, id, &t); err != nil {
			return err
		}
	}
	missing, err := d.missingDirs(ctx, id, op.Files)
	if err != nil {
		return err
	}
	for _, dir := range missing {
		t.dir(dir, 0o700)
	}
	for _, p := range slices.Sorted(maps.Keys(op.Files)) {
		t.file(p, op.Files[p])
	}
	if err := t.Close(); err != nil {
		return fmt.Errorf("packing the files of the action: %w", err)
	}
	if buf.Len() <= emptyTar {
		return nil
	}
	_, err = d.Client.CopyToContainer(ctx, id, client.CopyToContainerOptions{DestinationPath: "/", Content: &buf})
	return d.during("copying files into the container", err)
}

const emptyTar = 1024 // bytes of an archive without entries

// archive is a tar archive whose entries belong to one user. Its first error
// is kept by the Writer and comes again at Close.
type archive struct {
	*tar.Writer
	uid int
}

func (a archive) dir(p string, mode int64) {
	_ = a.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: strings.TrimPrefix(p, "/") + "/", Mode: mode, Uid: a.uid})
}

func (a archive) file(p string, content []byte) {
	_ = a.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: strings.TrimPrefix(p, "/"), Mode: 0o600, Uid: a.uid, Size: int64(len(content))})
	_, _ = a.Write(content)
}

func cleanAbs(p string) bool { return len(p) > 1 && p[0] == '/' && path.Clean(p) == p }

// missingDirs returns the folders on the way to the files that the image does
// not have, parents first.
func (d Docker) missingDirs(ctx context.Context, id string, files map[string][]byte) ([]string, error) {
	known := map[string]bool{"/": true} // whether the image has it
	var missing []string
	var look func(dir string) error
	look = func(dir string) error {
		if _, ok := known[dir]; ok {
			return nil
		}
		if err := look(path.Dir(dir)); err != nil {
			return err
		}
		has := known[path.Dir(dir)]
		if has {
			_, err := d.Client.ContainerStatPath(ctx, id, client.ContainerStatPathOptions{Path: dir})
			if err != nil && !cerrdefs.IsNotFound(err) {
				return d.during("looking for "+dir+" in the container", err)
			}
			has = err == nil
		}
		if known[dir] = has; !has {
			missing = append(missing, dir)
		}
		return nil
	}
	for _, p := range slices.Sorted(maps.Keys(files)) {
		if err := look(path.Dir(p)); err != nil {
			return nil, err
		}
	}
	return missing, nil
}

// ownApp adds an entry that gives /cnab/app to the image's user and changes
// nothing else about it.
func (d Docker) ownApp(ctx context.Context, id string, t *archive) error {
	h, err := d.header(ctx, id, appDir)
	if cerrdefs.IsNotFound(err) {
		return nil // the start will fail and say so
	}
	if err != nil {
		return err
	}
	_ = t.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: strings.TrimPrefix(appDir, "/") + "/",
		Mode: h.Mode | 0o700, Uid: t.uid, Gid: h.Gid, ModTime: h.ModTime})
	return nil
}

// header returns a path's entry: its owner, group and mode.
func (d Docker) header(ctx context.Context, id, p string) (*tar.Header, error) {
	r, err := d.Client.CopyFromContainer(ctx, id, client.CopyFromContainerOptions{SourcePath: p})
	if err != nil {
		return nil, d.during("looking at "+p+" in the container", err)
	}
	defer r.Content.Close() // unread: the engine stops sending
	h, err := tar.NewReader(r.Content).Next()
	if err != nil {
		return nil, d.during("looking at "+p+" in the container", err)
	}
	return h, nil
}

// userID returns the number of the image's user: of "1000", "1000:0" and, by
// the image's own /etc/passwd, "name".
func (d Docker) userID(ctx context.Context, id, user string) (int, error) {
	name, _, _ := strings.Cut(user, ":")
	if name == "" || name == "root" {
		return 0, nil
	}
	if n, err := strconv.Atoi(name); err == nil {
		return n, nil
	}
	r, err := d.Client.CopyFromContainer(ctx, id, client.CopyFromContainerOptions{SourcePath: "/etc/passwd"})
	if err != nil {
		return 0, d.during(fmt.Sprintf("looking up the image's user %q", name), err)
	}
	defer r.Content.Close()
	t := tar.NewReader(r.Content)
	if _, err := t.Next(); err != nil {
		return 0, d.during(fmt.Sprintf("looking up the image's user %q", name), err)
	}
	return passwdID(io.LimitReader(t, 1<<20), name)
}

func passwdID(r io.Reader, name string) (int, error) {
	s := bufio.NewScanner(r)
	for s.Scan() {
		f := strings.Split(s.Text(), ":")
		if len(f) < 3 || f[0] != name {
			continue
		}
		n, err := strconv.Atoi(f[2])
		if err != nil {
			return 0, fmt.Errorf("the image's /etc/passwd has no number for the user %q", name)
		}
		return n, nil
	}
	return 0, errors.Join(fmt.Errorf("the image runs as %q, whom its /etc/passwd does not have", name), s.Err())
}
