package exec

import (
	"errors"
	"fmt"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// Step is what stands behind `exec:`.
type Step struct {
	Command         string            // a program in PATH or the bundle's folder, or a path
	Dir             string            // where it runs, relative to Mixin.Dir
	Arguments       []string          // before the flags, each one word
	SuffixArguments []string          // after the flags, each one word
	Flags           []Flag            // as in the manifest; the command line has them by name
	Envs            map[string]string // added to Mixin.Env, by name
	SuppressOutput  bool              // print nothing of what the command prints; outputs still get it
	IgnoreError     IgnoreError
	Outputs         []Output
}

// Flag is one entry of flags. One without values is passed by its name alone;
// with several the name is repeated.
type Flag struct {
	Name   string   // without dashes: a letter gets one, a longer name two
	Values []string // cut into words at blanks outside quotes
}

// IgnoreError says which failures of the command count as success.
type IgnoreError struct {
	All       bool     // every one
	ExitCodes []int    // those with one of these exit codes
	Contains  []string // those with one of these texts in standard error
	Regex     []string // those with a match of one of these in standard error
}

// Output is one entry of outputs: a name and, usually, one of the three ways
// to get its value. With several the last in the order of the fields wins.
type Output struct {
	Name     string
	JSONPath string // into standard output
	Regex    string // every group of every match in standard output
	Path     string // a file, relative to Mixin.Dir
}

// Decode reads a step. Keys it does not know mean nothing, as in Porter. The
// error names all the entries that cannot be read.
func Decode(n syntax.Node) (Step, error) {
	if n.Kind() != syntax.Mapping {
		return Step{}, errors.New("the step has no exec section")
	}
	var d decoder
	s := Step{
		Command:         d.text("command", n.Get("command")),
		Dir:             d.text("dir", n.Get("dir")),
		Arguments:       d.texts("arguments", n.Get("arguments")),
		SuffixArguments: d.texts("suffix-arguments", n.Get("suffix-arguments")),
		Flags:           d.flags(n.Get("flags")),
		Envs:            d.envs(n.Get("envs")),
		SuppressOutput:  d.boolean("suppress-output", n.Get("suppress-output")),
		IgnoreError:     d.ignore(n.Get("ignoreError")),
		Outputs:         d.outputs(n.Get("outputs")),
	}
	if s.Command == "" && len(d.errs) == 0 {
		d.fail("command", "is missing")
	}
	return s, errors.Join(d.errs...)
}

type decoder struct{ errs []error }

func (d *decoder) fail(what, problem string) {
	d.errs = append(d.errs, fmt.Errorf("exec: %s %s", what, problem))
}

// empty reports whether a value is not there: neither written nor null.
func empty(n syntax.Node) bool {
	return n.IsZero() || n.Kind() == syntax.Scalar && n.Data() == nil
}

// text returns a scalar as it is written: 1.10 stays 1.10.
func (d *decoder) text(what string, n syntax.Node) string {
	if empty(n) {
		return ""
	}
	if n.Kind() != syntax.Scalar {
		d.fail(what, "is not a text")
	}
	return n.Value()
}

func (d *decoder) texts(what string, n syntax.Node) []string {
	if !d.is(what, n, syntax.Sequence) {
		return nil
	}
	list := make([]string, 0, n.Len())
	for i, item := range n.Items() {
		list = append(list, d.text(fmt.Sprintf("%s: item %d", what, i+1), item))
	}
	return list
}

// is reports whether there is a node, and complains where it is of another kind.
func (d *decoder) is(what string, n syntax.Node, k syntax.Kind) bool {
	if empty(n) {
		return false
	}
	if n.Kind() != k {
		d.fail(what, map[syntax.Kind]string{syntax.Sequence: "is not a list", syntax.Mapping: "is not a map"}[k])
	}
	return n.Kind() == k
}

func (d *decoder) boolean(what string, n syntax.Node) bool {
	switch v := n.Data().(type) {
	case nil:
		if !empty(n) {
			d.fail(what, "is neither true nor false")
		}
	case bool:
		return v
	case string:
		// yaml.v3 takes these for a field that is a bool.
		switch v {
		case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON":
			return true
		case "n", "N", "no", "No", "NO", "off", "Off", "OFF":
			return false
		}
		d.fail(what, "is neither true nor false")
	default:
		d.fail(what, "is neither true nor false")
	}
	return false
}

func (d *decoder) flags(n syntax.Node) []Flag {
	if !d.is("flags", n, syntax.Mapping) {
		return nil
	}
	var flags []Flag
	for k, v := range n.Pairs() {
		f := Flag{Name: k.Value()}
		what := "flags: " + f.Name
		switch {
		case v.Kind() == syntax.Sequence:
			for i, item := range v.Items() {
				f.Values = append(f.Values, d.value(fmt.Sprintf("%s: item %d", what, i+1), item))
			}
		case !empty(v):
			f.Values = []string{d.value(what, v)}
		}
		flags = append(flags, f)
	}
	return flags
}

// value returns a flag's value. Other than in texts, Porter passes what YAML
// reads a number as: 1.10 is 1.1 here.
func (d *decoder) value(what string, n syntax.Node) string {
	if n.Kind() != syntax.Scalar || empty(n) {
		d.fail(what, "is neither a text nor a number")
		return ""
	}
	return fmt.Sprint(n.Data())
}

func (d *decoder) envs(n syntax.Node) map[string]string {
	if !d.is("envs", n, syntax.Mapping) {
		return nil
	}
	envs := make(map[string]string, n.Len())
	for k, v := range n.Pairs() {
		envs[k.Value()] = d.text("envs: "+k.Value(), v)
	}
	return envs
}

func (d *decoder) ignore(n syntax.Node) (ig IgnoreError) {
	if !d.is("ignoreError", n, syntax.Mapping) {
		return ig
	}
	ig.All = d.boolean("ignoreError: all", n.Get("all"))
	if codes := n.Get("exitCodes"); d.is("ignoreError: exitCodes", codes, syntax.Sequence) {
		for i, item := range codes.Items() {
			code, ok := item.Data().(int)
			if !ok {
				d.fail(fmt.Sprintf("ignoreError: exitCodes: item %d", i+1), "is no whole number")
			}
			ig.ExitCodes = append(ig.ExitCodes, code)
		}
	}
	if out := n.Get("output"); d.is("ignoreError: output", out, syntax.Mapping) {
		ig.Contains = d.texts("ignoreError: output: contains", out.Get("contains"))
		ig.Regex = d.texts("ignoreError: output: regex", out.Get("regex"))
	}
	return ig
}

func (d *decoder) outputs(n syntax.Node) []Output {
	if !d.is("outputs", n, syntax.Sequence) {
		return nil
	}
	var outputs []Output
	for i, item := range n.Items() {
		what := fmt.Sprintf("outputs: item %d", i+1)
		if !d.is(what, item, syntax.Mapping) {
			continue
		}
		o := Output{
			Name:     d.text(what+": name", item.Get("name")),
			JSONPath: d.text(what+": jsonPath", item.Get("jsonPath")),
			Regex:    d.text(what+": regex", item.Get("regex")),
			Path:     d.text(what+": path", item.Get("path")),
		}
		if !plainName(o.Name) {
			d.fail(what, fmt.Sprintf("has a name that no file can have: %q", o.Name))
		}
		outputs = append(outputs, o)
	}
	return outputs
}
