package store

import (
	"encoding/json"
	"time"
)

// Status is how a run went.
type Status string

// The statuses. A run whose process was killed stays Running: nobody was left
// to say otherwise.
const (
	Running   Status = "running"
	Succeeded Status = "succeeded"
	Failed    Status = "failed"
	Canceled  Status = "canceled"
)

// LogsOutput is the name under which what a run printed is kept as an output.
const LogsOutput = "io.cnab.outputs.invocationImageLogs"

// Installation is a bundle that was installed, or that somebody tried to
// install, under a name. The JSON names are Porter's.
type Installation struct {
	ID          string            `json:"id"`        // a ULID
	Namespace   string            `json:"namespace"` // "" is the global one
	Name        string            `json:"name"`
	Uninstalled bool              `json:"uninstalled"` // it was, and has not been installed since
	Bundle      BundleRef         `json:"bundle"`
	Labels      map[string]string `json:"labels,omitempty"` // by key

	// Parameters are the values that were given to earlier runs and count for
	// the next, as JSON by parameter name. Sensitive ones are not among them.
	Parameters map[string]json.RawMessage `json:"parameters,omitempty"`

	Status InstallationStatus `json:"status"`
}

// BundleRef says which bundle is installed.
type BundleRef struct {
	Repository string `json:"repository,omitempty"` // without tag and digest
	Version    string `json:"version,omitempty"`    // the bundle's own
	Digest     string `json:"digest,omitempty"`     // algorithm:hex
	Tag        string `json:"tag,omitempty"`
}

// InstallationStatus is what came of the last run that changes things. Times
// are in UTC; the zero time means never.
type InstallationStatus struct {
	RunID           string    `json:"runId"`
	Action          string    `json:"action"`
	ResultID        string    `json:"resultId,omitempty"` // "" while the run is running
	ResultStatus    Status    `json:"resultStatus"`
	Created         time.Time `json:"created"`  // the installation, when it was first recorded
	Modified        time.Time `json:"modified"` // when the status last changed
	Installed       time.Time `json:"installed,omitzero"`
	Uninstalled     time.Time `json:"uninstalled,omitzero"`
	BundleReference string    `json:"bundleReference,omitempty"`
	BundleVersion   string    `json:"bundleVersion,omitempty"`
	BundleDigest    string    `json:"bundleDigest,omitempty"`
}

// IsInstalled reports whether the bundle is installed: it was, and has not been
// uninstalled since.
func (i Installation) IsInstalled() bool {
	s := i.Status
	return !s.Installed.IsZero() && !s.Uninstalled.After(s.Installed)
}

// Run is one action that was begun.
type Run struct {
	ID           string    `json:"_id"` // a ULID: later runs have greater ones
	Created      time.Time `json:"created"`
	Namespace    string    `json:"namespace"`
	Installation string    `json:"installation"` // its name
	Revision     string    `json:"revision"`     // a ULID
	Action       string    `json:"action"`

	Bundle          string `json:"bundle"` // the whole bundle.json
	BundleReference string `json:"bundleReference,omitempty"`
	BundleDigest    string `json:"bundleDigest,omitempty"`

	// Parameters are the values that were used, as JSON by parameter name, and
	// ParameterOverrides those that the caller gave. Sensitive ones are in
	// neither.
	Parameters         map[string]json.RawMessage `json:"parameters,omitempty"`
	ParameterOverrides map[string]json.RawMessage `json:"parameterOverrides,omitempty"`

	Host string `json:"host,omitempty"` // the machine and process that ran it, while
	PID  int    `json:"pid,omitempty"`  // the run has no result

	Results []Result `json:"-"` // in order; none while the run is running
}

// Status returns how the run went, as far as is known.
func (r Run) Status() Status {
	if len(r.Results) == 0 {
		return Running
	}
	return r.Results[len(r.Results)-1].Status
}

// Result is how a run went.
type Result struct {
	ID           string    `json:"_id"` // a ULID
	Created      time.Time `json:"created"`
	Namespace    string    `json:"namespace"`
	Installation string    `json:"installation"`
	RunID        string    `json:"runId"`
	Status       Status    `json:"status"`
	Message      string    `json:"message,omitempty"` // why it failed

	Outputs map[string]OutputMeta `json:"outputs,omitempty"` // by name
}

// OutputMeta is what a result says about one of its outputs.
type OutputMeta struct {
	ContentDigest     string `json:"contentDigest,omitempty"` // sha256:hex
	GeneratedByBundle bool   `json:"generatedByBundle"`       // false for LogsOutput, which the host adds
}

// Output is a value that a run left.
type Output struct {
	Name         string
	Namespace    string
	Installation string
	RunID        string
	ResultID     string
	Value        []byte
}
