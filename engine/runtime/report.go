package runtime

import (
	"encoding/json"
	"fmt"

	"github.com/porter-ls/porter-ls/schema/manifest"
)

// ReportName is the output that a run tells its host about itself in. No
// bundle declares it, so that hosts which do not know it pass it over.
const ReportName = "io.porter-ls.run.json"

// ReportPath is where the report is in the container.
const ReportPath = manifest.OutputsDir + "/" + ReportName

// ReportVersion is the version of the report's form. Members may be added to
// it; where the meaning of one changes the version does.
const ReportVersion = 1

// Report is how a run ended, and where it went wrong.
type Report struct {
	Version int    `json:"version"` // the ReportVersion of the runtime that wrote it
	Action  string `json:"action"`

	Succeeded bool   `json:"succeeded"`
	Error     string `json:"error,omitempty"` // for people; "" where it succeeded

	// Step is the failed step's place in its action, from 0; -1 where it
	// succeeded or failed outside of steps. Mixin and Description, the latter
	// with its templates rendered if they could be, are that step's.
	Step        int    `json:"step"`
	Mixin       string `json:"mixin,omitempty"`
	Description string `json:"description,omitempty"`

	// ExitCode is the mixin's; the exec mixin's is its command's. It is 0 where
	// no mixin failed, -1 where one could not be started, and 128 and the
	// signal's number where a signal ended it.
	ExitCode int `json:"exitCode"`

	// Expression is the template that could not be rendered, with its
	// delimiters. Path leads to the value in porter.yaml that holds it, as a
	// JSON pointer: /install/0/exec/arguments/1.
	Expression string `json:"expression,omitempty"`
	Path       string `json:"path,omitempty"`

	Stderr []string `json:"stderr,omitempty"` // the failed mixin's last lines, at most 20
}

// ReadReport reads the content of the output [ReportName].
func ReadReport(content []byte) (Report, error) {
	r := Report{Step: -1}
	if err := json.Unmarshal(content, &r); err != nil {
		return r, fmt.Errorf("reading the run's report: %w", err)
	}
	if r.Version < 1 {
		return r, fmt.Errorf("reading the run's report: it has no version")
	}
	return r, nil
}
