// Package commands defines what a verb is. One table of Commands serves the
// terminal and the editor's executeCommand: the verb, its flags, its help and
// its behaviour are the same in both.
package commands

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/schema"
)

// Command is one verb.
type Command struct {
	Name    string // the words as typed: "installations show"
	Aliases []string
	Title   string // as an editor's action, "Build bundle"; "" where it is offered in no menu
	Group   Group
	Short   string // one line of help
	Long    string // the whole help, in Markdown that reads well as plain text
	Example string // calls as typed in a terminal, one a line
	Args    string // usage of the positional arguments, "[PATH...]"; "" where it takes none
	Paths   bool   // the positional arguments are manifests or folders of them
	Folders bool   // the positional arguments are folders: for an editor, those of its workspace
	// Runs says that it runs what a bundle names: programs, images, or what a host
	// that it contacts gives it. An editor does that in trusted folders only.
	Runs  bool
	Flags []Flag
	Brief bool // a process that runs it is soon done with it: its memory need not be collected often
	Run   func(ctx context.Context, env *Env, in Input) (Result, error)
}

// Group says under which heading help lists a command.
type Group string

// The groups, in the order of help.
const (
	BundleGroup       Group = "Bundles"
	InstallationGroup Group = "Installations"
	OtherGroup        Group = "Other"
)

// ID is the command's name in executeCommand: "porter-ls." and the words
// joined by dots.
func (c *Command) ID() string { return "porter-ls." + strings.ReplaceAll(c.Name, " ", ".") }

// FlagKind says what a flag takes.
type FlagKind uint8

// The kinds of flag.
const (
	StringFlag FlagKind = iota
	BoolFlag
	ListFlag // may be given several times
)

// Flag is one flag of a command. Every flag can be given in the terminal as
// --name and in executeCommand's argument object as a member of that name.
type Flag struct {
	Name    string
	Short   string // one letter, "" where none
	Kind    FlagKind
	Value   string   // what the value is, for help: "FILE"
	Default string   // "" where none
	Doc     string   // what it is for, in one line of help
	Choices []string // the values it takes; nil where any
	Offers  []string // values to propose to who types it, where Choices is nil
	Runs    bool     // with it the command Runs something, though not without
}

// Input is what a command was called with; flags the caller left out hold
// their defaults. Unknown flags and values outside Choices are refused before
// Run.
type Input struct {
	Args  []string            // the positional arguments
	Flags map[string][]string // values by the flag's name without dashes
}

// String returns a flag's value, "" where it has none.
func (in Input) String(name string) string {
	if v := in.Flags[name]; len(v) > 0 {
		return v[len(v)-1]
	}
	return ""
}

// Bool returns whether a flag is set to true.
func (in Input) Bool(name string) bool { return in.String(name) == "true" }

// List returns all values of a flag.
func (in Input) List(name string) []string { return in.Flags[name] }

// Env is the world a command runs in.
type Env struct {
	Stdin  io.Reader
	Stdout io.Writer           // what was asked for
	Stderr io.Writer           // everything else
	Dir    string              // relative paths are relative to it
	Getenv func(string) string // as os.Getenv
	Log    *slog.Logger
	Events engine.Sink // progress of long work
	Color  bool        // Stdout is a terminal that shows colours

	// Version is the program's, for what is written about it.
	Version string

	// Engine opens the engine when a command first needs it.
	Engine func(context.Context) (*engine.Engine, error)
	// Rules are the rules that check and build run.
	Rules []*analysis.Analyzer
	// Library holds the schemas that rules look into; nil where every check is to
	// read them anew.
	Library *schema.Library
	// Unsaved reports whether an editor holds changes to the file that are not
	// on disk; nil means no editor.
	Unsaved func(path string) bool
}

// Programs reports whether the call runs what a bundle or its repository names.
func (c *Command) Programs(in Input) bool {
	return c.Runs || slices.ContainsFunc(c.Flags, func(f Flag) bool {
		value := in.String(f.Name)
		return f.Runs && value != "" && value != "false"
	})
}

// Result is what a command has to say when it did not fail.
type Result struct {
	// Message is one line for people: the terminal prints it last, an editor
	// shows it as a notification. "" where Stdout said it all.
	Message string
	// Findings are what a check found; an editor publishes them.
	Findings []analysis.Diagnostic
	// Value is the answer as data, for executeCommand's reply.
	Value any
	// Code is the exit code of the terminal: 0 unless findings decide it.
	Code int
}

// UsageError is a call that cannot be taken: the terminal exits with 2.
type UsageError struct{ Message string }

// Error returns the message.
func (e *UsageError) Error() string { return e.Message }
