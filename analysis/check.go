package analysis

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/desired"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Pass is one rule's look at one document.
type Pass struct {
	// Document is what is looked at: of one of the kinds that the rule names, and
	// for rules that name none the Bundle's manifest.
	Document *Document
	// Bundle is the one that the document is the manifest of or, for a set or an
	// installation, the one that it is for; nil where that is not known or where
	// it is for several. Rules that name no kinds always have one.
	Bundle *Bundle
	// Workspace has what is around a document that is no manifest, and Path is
	// the document's name in it; nil and "" where nothing is known of that.
	Workspace *Workspace
	Path      string

	Inputs Inputs
	Config Config

	rule   *Analyzer
	report func(Diagnostic)
	apart  *recording  // for what is reported of one part at a time; nil until there is such
	facts  map[any]any // what was found out so far, by Fact; shared by all rules of a check
}

// NewPass completes a pass for who looks at a document without being a rule, such
// as an editor's features: it answers what a rule's pass answers, and what is
// reported to it is lost. It is for one goroutine.
func NewPass(p Pass) *Pass {
	p.rule, p.report, p.facts = &Analyzer{}, func(Diagnostic) {}, map[any]any{}
	if p.Inputs == nil {
		p.Inputs = Offline{}
	}
	return &p
}

// Report adds a finding of this rule in the document.
func (p *Pass) Report(span text.Span, message string) {
	p.ReportDiagnostic(Diagnostic{Span: span, Message: message})
}

// ReportDiagnostic adds a finding; what it leaves empty is filled in from the
// rule and the document's name.
func (p *Pass) ReportDiagnostic(d Diagnostic) {
	if d.File == "" {
		d.File = p.Document.Name
	}
	if d.Severity == 0 {
		d.Severity = p.rule.Severity
	}
	if d.Target == Both {
		d.Target = p.rule.Target
	}
	if d.Porter == "" {
		d.Porter = p.rule.Porter
	}
	d.Rule = p.rule.Name
	p.report(d)
}

// Parse reads one file. It takes bytes only and never fails: what cannot be
// read is a finding of the rule yaml-syntax. Unchanged parts of prev, which may
// be nil, are reused.
func Parse(name string, src []byte, prev *Document) *Document {
	var before *syntax.File
	var indexed *symbols.Index
	var was *manifest.Manifest
	if prev != nil {
		before, indexed, was = prev.File, prev.Symbols, prev.Manifest
	}
	file := syntax.Parse(src, before)
	d := &Document{Name: name, File: file}
	switch {
	case isPorterConfig(name, file.Root()):
		d.Kind = PorterConfig
	case foreign(file):
		d.Desired = desired.Decode(file.Root())
		d.Kind = kindOf(d.Desired)
	}
	d.Manifest = manifest.Decode(file.Root(), was)
	d.Legacy = d.Kind == BundleManifest && len(d.Manifest.Legacy()) > 0
	d.Symbols = symbols.NewIndex(file, d.Manifest, indexed)
	return d
}

// kindOf returns the kind of a document that is no manifest.
func kindOf(d *desired.Document) DocumentKind {
	if d == nil {
		return Foreign
	}
	switch d.Kind {
	case desired.CredentialSet:
		return CredentialSet
	case desired.ParameterSet:
		return ParameterSet
	case desired.PluginList:
		return PluginList
	}
	return Installation
}

// foreign reports whether a file is none that is meant to be a bundle's. What is
// no map at all is not recognisably another product's: a file that is called
// porter.yaml and is not YAML is worth a word, and so is one that is no text.
// The exception is a symbolic link that a checkout wrote as a file with the
// link's path.
func foreign(file *syntax.File) bool {
	root := file.Root()
	switch root.Kind() {
	case syntax.Mapping:
		return !manifest.IsBundle(root) && !Binary(file)
	case syntax.Scalar:
		path := root.Value()
		return strings.HasSuffix(path, "/porter.yaml") && !strings.ContainsAny(path, " \t\n")
	}
	return false
}

// Binary reports whether a file is no text, as an archive or a program is none:
// whatever can be read in it means nothing. UTF-16 is text.
func Binary(file *syntax.File) bool {
	src := file.Source()
	utf16 := bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff"))
	return !utf16 && bytes.IndexByte(src, 0) >= 0
}

// Check runs the rules over a bundle's manifest and returns their findings,
// sorted by file, place and rule, without duplicates. A cancelled context ends it
// early with what was found so far, which the caller then must not show.
//
// A rule that panics loses its findings and leaves one of severity information
// instead, so that a mistake in one rule takes neither the others nor an
// editor's session with it; Config.PropagatePanics turns that off.
func Check(ctx context.Context, b *Bundle, in Inputs, rules []*Analyzer, c Config) []Diagnostic {
	pass := Pass{Document: b.Manifest, Path: b.Path, Inputs: in, Config: c}
	if b.Manifest.mayBeManifest() {
		pass.Bundle = b
	}
	return check(ctx, pass, rules)
}

// CheckPlaced is Check for a document of any kind at its place in a workspace,
// which may be nil: a set or an installation is held against the bundle that it
// is for, where that is in the workspace.
func CheckPlaced(ctx context.Context, w *Workspace, p *Placed, in Inputs, rules []*Analyzer, c Config) []Diagnostic {
	pass := Pass{Document: p.Document, Workspace: w, Path: p.Path, Inputs: in, Config: c}
	if w != nil {
		pass.Bundle = w.For(p)
	}
	if pass.Bundle == nil && p.mayBeManifest() {
		pass.Bundle = &Bundle{Manifest: p.Document, Path: p.Path}
	}
	return check(ctx, pass, rules)
}

// check runs the rules that look at the document of a pass, each with a copy of
// the pass.
func check(ctx context.Context, pass Pass, rules []*Analyzer) []Diagnostic {
	kind, ok := pass.Document.judged(pass.Config.Named)
	if !ok {
		return nil
	}
	if pass.Inputs == nil {
		pass.Inputs = Offline{}
	}
	var found []Diagnostic
	pass.facts = map[any]any{}
	comments := &suppressing{pass: &pass, rules: rules, unsure: map[string]bool{}}
	if pass.Bundle != nil && pass.Bundle.Files != nil {
		bundle := *pass.Bundle
		comments.beside = &seenFiles{bundle.Files, map[string]*File{}}
		bundle.Files = comments.beside
		pass.Bundle = &bundle
	}
	for _, rule := range rules {
		if ctx.Err() != nil {
			break
		}
		if rule.Run == nil || !pass.Config.shows(rule) || !rule.looksAt(kind) {
			continue
		}
		if pass.Document.Legacy && !rule.Legacy {
			comments.unsure[rule.Name] = true // what it would find is not known
			continue
		}
		each, unsure := pass, false
		each.rule, each.Inputs = rule, doubting{pass.Inputs, &unsure}
		for _, d := range run(&each) {
			if !pass.Config.Target.includes(d.Target) {
				continue
			}
			if severity, ok := pass.Config.Rules.Severity[rule.Name]; ok {
				d.Severity = severity
			}
			found = append(found, d)
		}
		if unsure {
			comments.unsure[rule.Name] = true
		}
	}
	if ctx.Err() == nil {
		found = comments.suppress(found)
	}
	slices.SortStableFunc(found, Compare)
	return slices.CompactFunc(found, func(a, b Diagnostic) bool { return Compare(a, b) == 0 })
}

// mayBeManifest reports whether a document is a manifest or was meant to be one.
func (d *Document) mayBeManifest() bool { return d.Kind == BundleManifest || d.Kind == Foreign }

// judged returns the kind that a document is checked as; ok is false where
// nothing is said about it. named says that the user called for it.
func (d *Document) judged(named bool) (kind DocumentKind, ok bool) {
	switch d.Kind {
	case Foreign:
		return BundleManifest, named && len(d.File.RootErrors()) > 0
	case BundleManifest, PorterConfig:
		return d.Kind, true
	}
	// What only looks like a set, with neither schemaType nor schemaVersion, may
	// be another product's.
	return d.Kind, named || d.Desired.SchemaType.Set() || d.Desired.SchemaVersion.Set()
}

func run(pass *Pass) (found []Diagnostic) {
	rule := pass.rule
	pass.report = func(d Diagnostic) {
		d.Fixes = keepingComments(pass.Document, d.Fixes)
		found = append(found, d)
	}
	if !pass.Config.PropagatePanics {
		defer func() {
			if r := recover(); r != nil {
				found = nil
				pass.doubt()
				pass.ReportDiagnostic(Diagnostic{
					Severity: Information,
					Message:  fmt.Sprintf("internal error in the rule %s, which found nothing here: %v", rule.Name, r),
				})
			}
		}()
	}
	rule.Run(pass)
	return found
}

// Compare orders findings by file, place, rule and message; it is 0 only for
// findings that say the same thing.
func Compare(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Span.End, b.Span.End),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(a.Target, b.Target),
	)
}

// shows reports whether findings of a rule are asked for.
func (c Config) shows(rule *Analyzer) bool {
	return c.Target.includes(rule.Target) && !c.Rules.Off[rule.Name]
}

// includes reports whether a check for target t shows what bites under o.
func (t Target) includes(o Target) bool { return t == Both || o == Both || t == o }
