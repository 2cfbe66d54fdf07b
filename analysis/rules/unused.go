package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// howUnused is what the pages of the rules about unused definitions have in
// common.
const howUnused = `

Scripts, and the programs that they run, read the environment, so nothing is said unless everything that the steps run can be read: all steps are of the exec mixin and run a shell or files of the bundle's folder, and none of the files there names it.`

func unusedParameter() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unused-parameter",
		Doc: `Nothing uses a parameter.

No template names it, and no script its environment variable. Whoever installs the bundle is asked for it all the same. Use it, or remove it.` + howUnused + ` Nor is anything said of a parameter that is a file, or whose variable is a well-known one such as AWS_REGION.`,
		Severity: analysis.Hint,
		Run: func(p *analysis.Pass) {
			for i := range p.Bundle.Manifest.Manifest.Parameters {
				param := &p.Bundle.Manifest.Manifest.Parameters[i]
				env, file := param.Destination()
				if file == "" {
					unusedInput(p, "parameters", symbols.Parameter, param.Name, param.Node, env)
				}
			}
		},
	}
}

func unusedCredential() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unused-credential",
		Doc: `Nothing uses a credential.

No template names it, and no script its environment variable. Whoever installs the bundle must give it all the same. Use it, or remove it.` + howUnused + ` Nor is anything said of a credential that is a file, or whose variable is not simply called like the credential, because a program may know it.`,
		Severity: analysis.Hint,
		Run: func(p *analysis.Pass) {
			for i := range p.Bundle.Manifest.Manifest.Credentials {
				c := &p.Bundle.Manifest.Manifest.Credentials[i]
				if env, file := c.Destination(); file == "" && env != "" {
					unusedInput(p, "credentials", symbols.Credential, c.Name, c.Node, env)
				}
			}
		},
	}
}

func unusedImage() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unused-image",
		Doc: `Nothing uses an image.

No template names it. A bundle's images are copied with it to other registries, and only ` + "`bundle.images.KEY.repository` and `.digest`" + ` tell where they are then: a step that names the image in another way uses the old one. Use it, or remove it.` + howUnused,
		Severity: analysis.Hint,
		Run:      runUnusedImage,
	}
}

func unusedDependency() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unused-dependency",
		Doc: `Nothing uses a dependency.

Its bundle makes outputs, but no template and no parameter's source reads one of them, and it is handed nothing. It is installed before the bundle all the same. Where that is all it is for, leave it. Of a bundle that makes no outputs nothing is said, because to be installed is all that it can be for.` + fromLocal + howUnused,
		Severity: analysis.Hint,
		Run:      runUnusedDependency,
	}
}

func unusedOutput() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unused-output",
		Doc: `Nothing uses an output of a step.

No template reads it, and it is not among the outputs of the bundle. Such an output is gone when the action is over. List it under outputs to keep it, or remove it from the step.`,
		Severity: analysis.Hint,
		Run:      runUnusedOutput,
	}
}

// unusedInput reports a parameter or credential that nothing uses.
func unusedInput(p *analysis.Pass, section string, kind symbols.Kind, name manifest.String, entry syntax.Node, env string) {
	doc := p.Bundle.Manifest
	u := usage.Of(p)
	if !name.Set() || silence.Of(p).section(section) || !u.known || u.names[use{kind, name.Value}] || u.names[use{symbols.Builtin, "env." + env}] {
		return
	}
	if !u.all[kind] && env == manifest.EnvName(name.Value) && !wellKnown(env) && unread(p, env) {
		d := analysis.Diagnostic{
			Span:    name.Span(),
			Message: fmt.Sprintf("nothing uses the %s %q: no template names it and no script reads %s", kind, name.Value, env),
		}
		if fix, ok := removeEntry(doc, section, entry, fmt.Sprintf("Remove the %s %q", kind, name.Value)); ok {
			d.Fixes = []analysis.SuggestedFix{fix}
		}
		p.ReportDiagnostic(d)
	}
}

// wellKnown reports whether programs read an environment variable that nobody
// names to them.
func wellKnown(env string) bool {
	first, _, more := strings.Cut(env, "_")
	switch first {
	case "AWS", "AZURE", "ARM", "GOOGLE", "GCLOUD", "GCP", "CLOUDSDK", "TF", "HELM", "KUBE", "KUBECTL", "DOCKER", "COMPOSE",
		"GITHUB", "GH", "GITLAB", "GIT", "DIGITALOCEAN", "DO", "VAULT", "CONSUL", "NOMAD", "PACKER", "ANSIBLE", "HTTP",
		"HTTPS", "NO", "ALL", "FTP", "SSH", "SSL", "PG", "MYSQL", "NPM", "PIP", "GO", "JAVA", "LC", "XDG", "SOPS", "AGE",
		"CLOUDFLARE", "HCLOUD", "LINODE", "OCI", "OS", "PULUMI", "DATADOG", "DD", "NEW", "SENTRY", "PORTER", "CNAB":
		return more
	case "KUBECONFIG", "PATH", "HOME", "LANG", "TZ", "TERM", "EDITOR", "SHELL", "USER", "PGPASSWORD", "PGUSER", "PGHOST",
		"PGPORT", "PGDATABASE", "TMPDIR", "DEBUG", "DEBIAN":
		return true
	}
	return false
}

func runUnusedImage(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	u := usage.Of(p)
	if silence.Of(p).section("images") || !u.known || u.all[symbols.Image] {
		return
	}
	for i := range doc.Manifest.Images {
		im := &doc.Manifest.Images[i]
		if im.Key.Value == "" || u.names[use{symbols.Image, im.Key.Value}] || !unread(p, im.Key.Value) || !unread(p, "image-map") || !unread(p, "relocation-mapping") {
			continue
		}
		p.Report(im.Key.Span(), fmt.Sprintf("nothing uses the image %q: no template names bundle.images.%s", im.Key.Value, im.Key.Value))
	}
}

func runUnusedDependency(p *analysis.Pass) {
	u := usage.Of(p)
	if silence.Of(p).section("dependencies") || silence.Of(p).section("parameters") || !u.known || u.all[symbols.Dependency] {
		return
	}
	for _, d := range dependencyWiring.Of(p).all {
		made := madeFor(d.bundle)
		if len(made) == 0 {
			continue
		}
		handed := len(d.Parameters) + len(d.Credentials) + len(d.Outputs) + len(d.Misplaced.Parameters) + len(d.Misplaced.Credentials) + len(d.Misplaced.Outputs)
		if handed > 0 || !d.Interface.Node.IsZero() || u.names[use{symbols.Dependency, d.Name.Value}] || !unread(p, d.Name.Value) {
			continue
		}
		p.Report(d.Name.Span(), fmt.Sprintf("nothing uses the dependency %q: it is handed nothing and no template or source reads an output of it, such as %s", d.Name.Value, made[0]))
	}
}

// madeFor are the outputs of a bundle that others may read; none where the bundle
// is not known.
func madeFor(b *cnab.Bundle) []string {
	if b == nil {
		return nil
	}
	return slices.DeleteFunc(outputsOf(b), func(name string) bool { return strings.HasPrefix(name, "porter-") })
}

func runUnusedOutput(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	u := usage.Of(p)
	silent := silence.Of(p)
	if !u.known || silent.section("outputs") || silent.section("parameters") || u.all[symbols.Output] {
		return
	}
	if r := (&references{Pass: p, doc: doc, silent: silent}); !r.listKnown("outputs") || !r.listKnown("parameters") {
		return
	}
	for _, s := range doc.Symbols.Symbols {
		if s.Kind != symbols.StepOutput || u.names[use{symbols.Output, s.Name}] {
			continue
		}
		if _, kept := doc.Symbols.Lookup(symbols.Output, s.Name); kept {
			continue
		}
		d := analysis.Diagnostic{
			Span:    s.Span,
			Message: fmt.Sprintf("nothing reads the output %q, and it is gone when %s is over; list it under outputs to keep it", s.Name, s.Action),
		}
		if hint, nearest := didYouMean(s.Name, doc.Symbols.Names(symbols.Output)); nearest != "" {
			d.Message = fmt.Sprintf("nothing reads the output %q, and the bundle has none of that name%s", s.Name, hint)
			d.Fixes = rename(doc, s.Span, analysis.Scalar(nearest))
			d.Fixes[0].Unsafe = true
		}
		if edit, ok := analysis.AddEntry(doc, "outputs", keptOutput(doc, s.Name)); ok {
			d.Fixes = append(d.Fixes, analysis.SuggestedFix{
				Title:  fmt.Sprintf("Keep the output %q", s.Name),
				Unsafe: true,
				Edits:  []analysis.FileEdit{{File: doc.Name, Edit: edit}},
			})
		}
		p.ReportDiagnostic(d)
	}
}

// keptOutput are the fields of an output of the bundle that steps make: it is
// only for their actions, because a run without it would fail.
func keptOutput(doc *analysis.Document, name string) []string {
	var actions []string
	for _, m := range producers(doc.Symbols, name) {
		if a := analysis.Scalar(m.Action); !slices.Contains(actions, a) {
			actions = append(actions, a)
		}
	}
	fields := []string{"name: " + analysis.Scalar(name), "type: string", "applyTo: [" + strings.Join(actions, ", ") + "]"}
	if analysis.SecretName(name) {
		fields = append(fields, "sensitive: true")
	}
	return fields
}

// use is a name that something uses.
type use struct {
	kind symbols.Kind
	name string
}

// uses are what the manifest itself uses.
type uses struct {
	known bool // everything that may use something can be read
	names map[use]bool
	all   map[symbols.Kind]bool // the kinds that something uses as a whole
}

var usage = analysis.NewFact(func(p *analysis.Pass) *uses {
	doc := p.Bundle.Manifest
	u := &uses{names: map[use]bool{}, all: map[symbols.Kind]bool{}}
	root := doc.Manifest.Root
	u.known = !silence.Of(p).anyAction(doc) && root.Get("<<").IsZero() && !silence.Of(p).section("dependencies")
	if doc.Manifest.SchemaVersion.Value == "" {
		u.known = false // it says how templates are written
	}
	for k, v := range root.Pairs() {
		if v.Kind() == syntax.Alias || k.Kind() != syntax.Scalar {
			u.known = false
		}
	}
	for _, r := range doc.Symbols.Refs {
		name := r.Name
		kind := r.Kind
		switch kind {
		case symbols.Field:
			kind = symbols.Parameter
			name, _, _ = strings.Cut(name, ".")
		case symbols.DependencyOutput:
			kind = symbols.Dependency
			name, _, _ = strings.Cut(name, ".")
		}
		u.names[use{kind, name}] = true
	}
	for t := range doc.Symbols.Uses() {
		whole(u, t)
	}
	return u
})

// whole notes what a tag uses without naming it: bundle.parameters is all of
// them, and within a section any name may be part of another one.
func whole(u *uses, t symbols.Use) {
	kinds := map[string]symbols.Kind{
		"parameters": symbols.Parameter, "credentials": symbols.Credential, "outputs": symbols.Output,
		"images": symbols.Image, "dependencies": symbols.Dependency,
	}
	switch {
	case t.Len() == 0 || t.Kind == template.End:
	case t.Conditional && t.Segment(0).Name != "bundle", t.Len() == 1 && t.Segment(0).Name == "bundle":
		for _, kind := range kinds {
			u.all[kind] = true
		}
	case t.Len() == 2 && t.Segment(0).Name == "bundle":
		if kind, ok := kinds[t.Segment(1).Name]; ok {
			u.all[kind] = true
		}
	}
}

// removeEntry is the fix that takes an entry out of a top-level block list, and
// the list with its last entry. It changes what the bundle takes.
func removeEntry(doc *analysis.Document, section string, entry syntax.Node, title string) (fix analysis.SuggestedFix, ok bool) {
	key, list := doc.Manifest.Root.Lookup(section)
	i := -1
	for at, item := range list.Items() {
		if item == entry {
			i = at
		}
	}
	if i < 0 || list.Style() != syntax.Block || list.Anchor() != "" || entry.Anchor() != "" {
		return fix, false
	}
	if _, ok := analysis.DashIndent(doc, entry); !ok {
		return fix, false
	}
	lines := doc.File.Lines()
	first := entry.Span().Start
	if list.Len() == 1 {
		first = key.Span().Start
	}
	start := lines.Span(lines.Line(first)).Start
	end := analysis.EntryEnd(doc, entry)
	if last := lines.Line(end); last+1 < lines.Count() {
		end = lines.Span(last + 1).Start
	}
	return analysis.SuggestedFix{
		Title:  title,
		Unsafe: true,
		Edits:  []analysis.FileEdit{{File: doc.Name, Edit: text.Edit{Span: text.Span{Start: start, End: end}}}},
	}, true
}
