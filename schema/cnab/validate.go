package cnab

import "github.com/porter-ls/porter-ls/schema/value"

// ValueError says why a value does not fit its definition.
type ValueError = value.Error

// Validate returns what is wrong with a value, all of it, nil where it fits.
func (d Definition) Validate(v any) []*ValueError { return value.Check(d, v) }
