// Package analysis says what is wrong with a bundle and where. It is pure:
// bytes and Inputs in, findings out; it reads no file, starts no goroutine and
// asks no clock.
package analysis

import (
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/text"
)

// Severity says how bad a finding is.
type Severity uint8

// The severities. Error is what is certain to be refused or to fail, Warning
// what is likely wrong or wrong under one runtime only.
const (
	Error Severity = iota + 1
	Warning
	Information
	Hint
)

// String returns the severity's name in lower case.
func (s Severity) String() string {
	return [...]string{"", "error", "warning", "information", "hint"}[s]
}

// Target says under which runtime a finding bites.
type Target uint8

// The targets.
const (
	Both     Target = iota
	Porter          // Porter 1.x only
	PorterLS        // our own runtime only
)

// String returns the target as users write it.
func (t Target) String() string { return [...]string{"both", "porter", "porter-ls"}[t] }

// Analyzer is one rule. It is stateless: everything it knows it gets from the
// Pass.
type Analyzer struct {
	Name     string   // kebab-case, the rule's name everywhere
	Doc      string   // first line a summary, then what goes wrong and what to write
	Severity Severity // of its findings unless a finding says otherwise
	Porter   string   // Porter's code for the same thing, "" where it has none for all findings
	Further  []string // the codes that some findings have in its place
	Target   Target

	// Documents are the kinds of document that the rule looks at, bundles'
	// manifests where it names none. Of any other document it is not asked.
	Documents []DocumentKind

	// Legacy rules look at manifests for Porter before 1.0.0 too, of which
	// others would only report what follows from their age.
	Legacy bool

	// Run looks and reports; nil for the rules of SuppressionRules, whose findings
	// are Check's own.
	Run func(*Pass)
}

// Codes returns all of Porter's codes that the rule's findings may have.
func (a *Analyzer) Codes() []string {
	if a.Porter == "" {
		return a.Further
	}
	return append([]string{a.Porter}, a.Further...)
}

// looksAt reports whether the rule looks at documents of a kind.
func (a *Analyzer) looksAt(kind DocumentKind) bool {
	if len(a.Documents) == 0 {
		return kind == BundleManifest
	}
	return slices.Contains(a.Documents, kind)
}

// Diagnostic is one finding.
type Diagnostic struct {
	File     string
	Span     text.Span
	Rule     string
	Porter   string // Porter's code, "" where it has none; the rule's unless a finding says otherwise
	Target   Target
	Severity Severity
	Message  string
	Related  []Related
	Fixes    []SuggestedFix
}

// Related is another place that explains a finding.
type Related struct {
	File    string
	Span    text.Span
	Message string
}

// SuggestedFix is a change that removes a finding.
type SuggestedFix struct {
	Title  string
	Unsafe bool // it may change what the bundle does
	// Uncovers says that the rest of the file is looked at only once this is made,
	// so that what is found then is not of its doing.
	Uncovers bool
	Edits    []FileEdit
	// Creates are files that the edits need. None of them may be there before.
	Creates []FileCreation
}

// FileCreation is a file that is to be created, in a folder that is there.
type FileCreation struct {
	File       string // as Diagnostic.File; see [Beside]
	Content    string
	Executable bool // it is a program
}

// Beside returns what findings call a file in the folder of another one, which is
// a path or an address. name must need no escaping in either.
func Beside(file, name string) string {
	return file[:strings.LastIndexAny(file, `/\`)+1] + name
}

// FileEdit is an edit to one file of the bundle.
type FileEdit struct {
	File string
	Edit text.Edit
}

// DocsURL returns the address of a rule's page.
func DocsURL(rule string) string {
	return "https://github.com/porter-ls/porter-ls/blob/main/docs/rules/" + rule + ".md"
}
