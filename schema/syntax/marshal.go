package syntax

import (
	"bytes"
	"fmt"

	"gopkg.in/yaml.v3"
)

// Marshal returns v as a YAML document in block style, indented by two spaces
// a level, as yaml.v3 encodes it.
func Marshal(v any) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil { // yaml.v3 panics on channels and the like
			err = fmt.Errorf("encoding %T as YAML: %v", v, r)
		}
	}()
	var buf bytes.Buffer
	enc := yaml.NewEncoder(&buf)
	enc.SetIndent(2)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encoding %T as YAML: %w", v, err)
	}
	if err := enc.Close(); err != nil {
		return nil, fmt.Errorf("encoding %T as YAML: %w", v, err)
	}
	return buf.Bytes(), nil
}
