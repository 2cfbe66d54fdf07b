package exec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/PaesslerAG/jsonpath"
)

func plainName(s string) bool {
	return s != "" && s != "." && s != ".." && !strings.ContainsAny(s, "/\\\x00")
}

// readsOutput reports whether outputs are picked from standard output.
func (s Step) readsOutput() bool {
	for _, o := range s.Outputs {
		if o.JSONPath != "" || o.Regex != "" {
			return true
		}
	}
	return false
}

// outputs writes the step's outputs, each to a file of its name. One that
// fails does not hold up the others.
func (m Mixin) outputs(s Step, printed []byte) error {
	if len(s.Outputs) == 0 {
		return nil
	}
	if err := os.MkdirAll(m.Outputs, 0o770); err != nil {
		return fmt.Errorf("making the folder for outputs: %w", err)
	}
	var errs []error
	for _, o := range s.Outputs {
		for _, pick := range []struct {
			by   string
			read func() ([]byte, error)
		}{
			{o.JSONPath, func() ([]byte, error) { return byJSONPath(o.JSONPath, printed) }},
			{o.Regex, func() ([]byte, error) { return byRegex(o.Regex, printed) }},
			{o.Path, func() ([]byte, error) { return os.ReadFile(m.abs(o.Path)) }},
		} {
			if pick.by == "" {
				continue
			}
			value, err := pick.read()
			if err == nil {
				err = os.WriteFile(filepath.Join(m.Outputs, o.Name), value, 0o600)
			}
			if err != nil {
				errs = append(errs, fmt.Errorf("output %s: %w", o.Name, err))
			}
		}
	}
	return errors.Join(errs...)
}

func (m Mixin) abs(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(m.Dir, p)
}

// byJSONPath returns what the path finds in the JSON that a command printed:
// objects and lists as JSON, other values as text. Where nothing was printed
// the output is empty.
func byJSONPath(path string, printed []byte) ([]byte, error) {
	if len(printed) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(printed))
	d.UseNumber() // 1234567 must not come out as 1.234567e+06
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, fmt.Errorf("jsonPath %s: the command printed no JSON: %w", path, err)
	}
	v, err := jsonpath.Get(path, doc)
	if err != nil {
		return nil, fmt.Errorf("jsonPath %s: %w", path, err)
	}
	switch v.(type) {
	case map[string]any, []any:
		return json.Marshal(v)
	}
	return fmt.Append(nil, v), nil
}

// byRegex returns every group of every match, one a line. An expression
// without groups finds nothing.
func byRegex(expr string, printed []byte) ([]byte, error) {
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil, fmt.Errorf("regex %s: %w", expr, err)
	}
	var groups [][]byte
	for _, match := range re.FindAllSubmatch(printed, -1) {
		groups = append(groups, match[1:]...)
	}
	return bytes.Join(groups, []byte("\n")), nil
}
