package image

import (
	"context"
	"sync"

	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/frontend/dockerfile/builder"
	gateway "github.com/moby/buildkit/frontend/gateway/client"
	"github.com/moby/buildkit/solver/pb"
)

// frontend is BuildKit's Dockerfile frontend, run in this process and watched.
//
// Engines of 2020 lose an error's place on the way back, so the places are
// kept here: the frontend's own error before it is sent, and the line that each
// step of the build came from.
type frontend struct {
	mu    sync.Mutex
	err   error
	lines map[string]int // a step's digest to its line in the Dockerfile, from 1
}

func (f *frontend) build(ctx context.Context, c gateway.Client) (*gateway.Result, error) {
	res, err := builder.Build(ctx, watched{c, f})
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
	return res, err
}

// watched notes the lines of every definition on its way to the engine.
type watched struct {
	gateway.Client
	f *frontend
}

// Solve passes the request on.
func (w watched) Solve(ctx context.Context, req gateway.SolveRequest) (*gateway.Result, error) {
	w.f.note(req.Definition)
	return w.Client.Solve(ctx, req)
}

func (f *frontend) note(def *pb.Definition) {
	source := def.GetSource()
	f.mu.Lock()
	defer f.mu.Unlock()
	for digest, locations := range source.GetLocations() {
		for _, l := range locations.GetLocations() {
			infos := source.GetInfos()
			if i := int(l.SourceIndex); i < 0 || i >= len(infos) || infos[i].GetFilename() != dockerfileName {
				continue
			}
			if line := firstLine(l.Ranges); line > 0 {
				f.lines[digest] = line
			}
		}
	}
}

func firstLine(ranges []*pb.Range) int {
	for _, r := range ranges {
		if r.GetStart().GetLine() > 0 {
			return int(r.GetStart().GetLine())
		}
	}
	return 0
}

// located says where in the Dockerfile a failed build failed, where that is
// known. failed is the step that the engine named, with the last lines that it
// printed; nil where it named none.
func (f *frontend) located(err error, failed *client.Vertex, output []string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return withPlace(f.err)
	}
	if failed != nil && f.lines[failed.Digest.String()] > 0 {
		return &DockerfileError{Line: f.lines[failed.Digest.String()], Message: oneLine(failed.Error), Output: output, Err: err}
	}
	return withPlace(err)
}
