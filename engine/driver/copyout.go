package driver

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"path"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"
)

// copyOut brings back the operation's outputs, also where ctx has ended: what
// a stopped action wrote must be recorded. Only regular files count, at
// exactly their paths.
func (d Docker) copyOut(ctx context.Context, id string, op Operation) (map[string][]byte, error) {
	outputs := map[string][]byte{}
	if len(op.Outputs) == 0 {
		return outputs, nil
	}
	octx, cancel := detached(ctx, requestTimeout)
	defer cancel()
	r, err := d.Client.CopyFromContainer(octx, id, client.CopyFromContainerOptions{SourcePath: OutputsDir})
	if cerrdefs.IsNotFound(err) {
		return outputs, nil
	}
	if err != nil {
		return outputs, d.during("fetching the outputs", err)
	}
	defer r.Content.Close()
	return outputs, d.during("fetching the outputs", readOutputs(r.Content, op, outputs))
}

// readOutputs reads the archive of the folder OutputsDir. A file over the
// limit is left out and the rest still read; its error comes at the end.
func readOutputs(r io.Reader, op Operation, outputs map[string][]byte) error {
	names := map[string][]string{}
	for name, p := range op.Outputs {
		names[p] = append(names[p], name)
	}
	limits := op.Limits.orDefault()
	// Files that are not asked for are skipped but still sent: the bound holds
	// for them too.
	counted := &bounded{r: r, left: limits.Total + (1 << 20)}
	t := tar.NewReader(counted)
	var tooLarge []error
	var total int64
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return errors.Join(tooLarge...)
		}
		if counted.left <= 0 {
			err = &OutputLimitError{Size: limits.Total + 1, Limit: limits.Total}
		}
		if err != nil {
			return errors.Join(append(tooLarge, err)...)
		}
		// Joined uncleaned, an entry with .. in its name can equal no clean path.
		at := path.Dir(OutputsDir) + "/" + h.Name
		if h.Typeflag != tar.TypeReg || len(names[at]) == 0 {
			continue
		}
		if h.Size > limits.File {
			tooLarge = append(tooLarge, &OutputLimitError{Path: at, Size: h.Size, Limit: limits.File})
			continue
		}
		if total += h.Size; total > limits.Total {
			return errors.Join(append(tooLarge, &OutputLimitError{Size: total, Limit: limits.Total})...)
		}
		content, err := io.ReadAll(t)
		if err != nil {
			return errors.Join(append(tooLarge, err)...)
		}
		for _, name := range names[at] {
			outputs[name] = content
		}
	}
}

// bounded reads at most so many bytes from r.
type bounded struct {
	r    io.Reader
	left int64
}

// Read reads from the stream until the bound is reached, then fails.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, io.ErrShortBuffer
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}
