package commands

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ArgsMember is the member of executeCommand's argument object that holds the
// positional arguments; no flag may have that name.
const ArgsMember = "args"

// Input checks a call against the command's flags: what the caller left out
// gets its default; an unknown flag, a value outside a flag's choices, several
// values where one is taken and positional arguments where none are taken are
// UsageErrors.
func (c *Command) Input(args []string, flags map[string][]string) (Input, error) {
	if len(args) > 0 && c.Args == "" {
		return Input{}, &UsageError{fmt.Sprintf("%s takes no arguments, but got %q", c.Name, args[0])}
	}
	in := Input{Args: args, Flags: make(map[string][]string, len(c.Flags))}
	for name := range flags {
		if c.Flag(name) == nil {
			return Input{}, c.unknownFlag(name)
		}
	}
	for i := range c.Flags {
		f := &c.Flags[i]
		values, given := flags[f.Name]
		if !given {
			if f.Default != "" {
				in.Flags[f.Name] = []string{f.Default}
			}
			continue
		}
		if err := f.check(values); err != nil {
			return Input{}, err
		}
		in.Flags[f.Name] = values
	}
	return in, nil
}

// InputJSON reads executeCommand's argument object: a member for every flag,
// its value a string, a boolean, or a list of strings where the flag may be
// given several times, and the positional arguments as the list "args". An
// empty raw or null stands for an object without members.
func (c *Command) InputJSON(raw []byte) (Input, error) {
	var members map[string]json.RawMessage
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &members); err != nil {
			return Input{}, &UsageError{fmt.Sprintf("%s takes one object of flags, not %s", c.ID(), raw)}
		}
	}
	var args []string
	flags := make(map[string][]string, len(members))
	for name, value := range members {
		if name == ArgsMember {
			if err := json.Unmarshal(value, &args); err != nil {
				return Input{}, &UsageError{fmt.Sprintf("args is a list of strings, not %s", value)}
			}
			continue
		}
		f := c.Flag(name)
		if f == nil {
			return Input{}, c.unknownFlag(name)
		}
		values, err := f.fromJSON(value)
		if err != nil {
			return Input{}, err
		}
		flags[name] = values
	}
	return c.Input(args, flags)
}

// Flag returns the flag of that name, nil where the command has none.
func (c *Command) Flag(name string) *Flag {
	for i := range c.Flags {
		if c.Flags[i].Name == name {
			return &c.Flags[i]
		}
	}
	return nil
}

func (c *Command) unknownFlag(name string) error {
	names := make([]string, len(c.Flags))
	for i, f := range c.Flags {
		names[i] = f.Name
	}
	return &UsageError{fmt.Sprintf("%s has no flag %q%s", c.Name, name, Suggest(name, names))}
}

func (f *Flag) check(values []string) error {
	if f.Kind != ListFlag && len(values) != 1 {
		return &UsageError{fmt.Sprintf("--%s takes one value", f.Name)}
	}
	for _, v := range values {
		if f.Kind == BoolFlag && v != "true" && v != "false" {
			return &UsageError{fmt.Sprintf("--%s is true or false, not %q", f.Name, v)}
		}
		if f.Choices != nil && !slices.Contains(f.Choices, v) {
			return &UsageError{fmt.Sprintf("--%s is one of %s, not %q%s",
				f.Name, strings.Join(f.Choices, ", "), v, Suggest(v, f.Choices))}
		}
	}
	return nil
}

func (f *Flag) fromJSON(raw json.RawMessage) ([]string, error) {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return nil, &UsageError{fmt.Sprintf("%s: %v", f.Name, err)}
	}
	switch v := value.(type) {
	case string:
		return []string{v}, nil
	case bool:
		if f.Kind == BoolFlag {
			return []string{strconv.FormatBool(v)}, nil
		}
	case []any:
		values := make([]string, 0, len(v))
		for _, item := range v {
			s, ok := item.(string)
			if !ok {
				return nil, &UsageError{fmt.Sprintf("%s takes strings, not %v", f.Name, item)}
			}
			values = append(values, s)
		}
		if f.Kind == ListFlag {
			return values, nil
		}
	}
	return nil, &UsageError{fmt.Sprintf("%s cannot be %s", f.Name, raw)}
}

// Find returns the command that an executeCommand ID names, nil where there is
// none.
func Find(table []*Command, id string) *Command {
	for _, c := range table {
		if c.ID() == id {
			return c
		}
	}
	return nil
}
