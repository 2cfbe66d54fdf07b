package image

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net"
	"path/filepath"
	"strings"

	dockerconfig "github.com/docker/cli/cli/config"
	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/session"
	"github.com/moby/buildkit/session/auth/authprovider"
	"github.com/tonistiigi/fsutil"
)

// Builder builds images.
type Builder interface {
	// Build builds an image and gives it its name. Where it fails or ctx ends
	// first, the name stays with the image it had. An error that has its place
	// in the Dockerfile is a *DockerfileError.
	Build(ctx context.Context, r Request) error
}

var _ Builder = (*Engine)(nil)

// Request is an image to build.
type Request struct {
	Image      string // the name to give it
	Dockerfile []byte

	// Context is the folder that COPY copies from; its .dockerignore holds too.
	Context Folder
	// Contexts are further folders that COPY --from=NAME can copy from.
	Contexts map[string]Folder

	BuildArgs map[string]string // values of the Dockerfile's ARGs, by name
	Platform  string            // "linux/amd64"; "" leaves it to the engine and the Dockerfile
	NoCache   bool              // run every step, also those that the engine still has the layers of

	// Progress receives what happens, in order, from one goroutine. It must not
	// block for long; nil discards.
	Progress func(Line)
}

// Folder is a folder on disk without what the patterns exclude, which are those
// of a .dockerignore.
type Folder struct {
	Dir      string
	Excludes []string
}

// Line is one line of a build's progress.
type Line struct {
	Text   string // without a line break
	Stderr bool   // a RUN printed it to its standard error stream
	Warn   bool   // a warning about the Dockerfile
	Done   int    // so many steps are done
	Total  int    // of so many that are known yet
}

// Build builds an image as [Builder] says. The Dockerfile is read by BuildKit's
// own frontend inside this process, so every engine understands the same
// Dockerfile and no frontend image is ever pulled. No goroutine outlives it.
func (e *Engine) Build(ctx context.Context, r Request) error {
	if err := e.checkBuilder(ctx); err != nil {
		return err
	}
	opt, err := r.options()
	if err != nil {
		return err
	}
	// The connection's own context must not be the caller's: an end of that
	// would cut the line on which the cancellation is to be told.
	c, err := client.New(context.WithoutCancel(ctx), "",
		client.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
			return e.Client.DialHijack(ctx, "/grpc", "h2c", nil)
		}),
		client.WithSessionDialer(func(ctx context.Context, proto string, meta map[string][]string) (net.Conn, error) {
			return e.Client.DialHijack(ctx, "/session", proto, meta)
		}))
	if err != nil {
		return fmt.Errorf("connecting to the container engine's BuildKit: %w", err)
	}
	defer c.Close()

	f := &frontend{lines: map[string]int{}}
	status := make(chan *client.SolveStatus)
	told := make(chan *progress)
	go func() {
		p := newProgress(r.Progress)
		for s := range status {
			p.add(s)
		}
		p.flush()
		told <- p
	}()
	_, err = c.Build(ctx, opt, "porter-ls", f.build, status)
	p := <-told
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("the build was stopped: %w", context.Cause(ctx))
	}
	return f.located(err, p.failed, p.tail())
}

// dockerfileName is what BuildKit knows the Dockerfile as.
const dockerfileName = "Dockerfile"

func (r Request) options() (client.SolveOpt, error) {
	mounts := map[string]fsutil.FS{"dockerfile": file{name: dockerfileName, content: r.Dockerfile}}
	attrs := map[string]string{"filename": dockerfileName}
	context, err := r.Context.open()
	if err != nil {
		return client.SolveOpt{}, err
	}
	mounts["context"] = context
	for name, f := range r.Contexts {
		fs, err := f.open()
		if err != nil {
			return client.SolveOpt{}, err
		}
		mounts[name] = fs
		attrs["context:"+name] = "local:" + name
	}
	for k, v := range r.BuildArgs {
		attrs["build-arg:"+k] = v
	}
	if r.Platform != "" {
		attrs["platform"] = r.Platform
	}
	if r.NoCache {
		attrs["no-cache"] = ""
	}
	if ownSyntax(r.Dockerfile) {
		// Said to have been followed already, a syntax line is not followed.
		attrs["cmdline"] = "docker/dockerfile"
	}
	abs, err := filepath.Abs(r.Context.Dir)
	if err != nil {
		return client.SolveOpt{}, fmt.Errorf("finding the folder %s: %w", r.Context.Dir, err)
	}
	key := sha256.Sum256([]byte(abs))
	return client.SolveOpt{
		Exports:       []client.ExportEntry{{Type: "moby", Attrs: map[string]string{"name": r.Image}}},
		LocalMounts:   mounts,
		SharedKey:     "porter-ls:" + hex.EncodeToString(key[:]), // what was sent before is not sent again
		FrontendAttrs: maps.Clone(attrs),
		Session:       []session.Attachable{registryLogins()},
	}, nil
}

// registryLogins answers BuildKit's questions for logins from the user's Docker
// configuration. One that cannot be read counts as none: most builds need none,
// and the registry's refusal names itself.
func registryLogins() session.Attachable {
	return authprovider.NewDockerAuthProvider(authprovider.DockerAuthProviderConfig{
		AuthConfigProvider: authprovider.LoadAuthConfig(dockerconfig.LoadDefaultConfigFile(io.Discard)),
	})
}

// ownSyntax reports whether a Dockerfile's syntax line, where it has one, asks
// for the frontend that we are ourselves. Any other is another program's
// language, whose image must be had.
func ownSyntax(dockerfile []byte) bool {
	ref, _, _, ok := parser.DetectSyntax(dockerfile)
	if !ok {
		return false
	}
	ref = strings.TrimPrefix(ref, "docker.io/")
	repo, _, _ := strings.Cut(ref, "@")
	repo, _, _ = strings.Cut(repo, ":")
	return repo == "docker/dockerfile" || repo == "docker/dockerfile-upstream"
}
