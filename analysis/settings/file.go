package settings

import (
	"fmt"
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/dockerfile"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// FileName is the name of the file with settings, for what is in its folder and
// below.
const FileName = ".porter-ls.yaml"

// File is one file with settings.
type File struct {
	Layer
	// Exclude are the manifests that a search in folders passes over, as a
	// .dockerignore says what it leaves out.
	Exclude []string
	// Overrides are for some manifests only; the later one lies over the earlier.
	Overrides []Override
}

// Override is a layer for the manifests at some paths.
type Override struct {
	Layer
	Paths []string
}

// Problem is a mistake in settings.
type Problem struct {
	Span    text.Span
	Key     string // the setting that it is in, as in "severity.unused-mixin" or "ignore[0]"
	Message string
}

// Find returns the file with settings that is nearest to a folder, in it or above
// it, and "" where there is none. It looks no higher than the top of the
// repository that the folder is in. Folders are absolute slash paths.
func Find(files analysis.FS, folder string) (name string, found *analysis.File) {
	for dir := path.Clean(folder); ; dir = path.Dir(dir) {
		name := path.Join(dir, FileName)
		if f, err := files.File(name); err == nil {
			return name, f
		}
		if isRepository(files, dir) || dir == path.Dir(dir) {
			return "", nil
		}
	}
}

// isRepository reports whether a folder is the top of a repository. Where it is a
// worktree or a submodule, .git is a file.
func isRepository(files analysis.FS, dir string) bool {
	for _, name := range []string{".git/HEAD", ".git"} {
		if _, err := files.File(path.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// For returns what the file says about a manifest, by its slash path from the
// file's folder.
func (f *File) For(name string) Layer {
	layer := f.Layer
	for _, o := range f.Overrides {
		if matches(o.Paths, name) {
			layer = o.Over(layer)
		}
	}
	return layer
}

// Excludes reports whether a search passes over a manifest, by its slash path
// from the file's folder.
func (f *File) Excludes(name string) bool { return matches(f.Exclude, name) }

func matches(patterns []string, name string) bool {
	return dockerfile.ParseIgnore([]byte(strings.Join(patterns, "\n"))).Excludes(name)
}

// reader reads one file.
type reader struct {
	rules    []*analysis.Analyzer
	problems []Problem
	path     []string // of what is being read
}

// in reads what is under a key, or at an index in brackets.
func (r *reader) in(key string, read func()) {
	r.path = append(r.path, key)
	read()
	r.path = r.path[:len(r.path)-1]
}

// Read reads a file with settings for these rules. What cannot be read in it is
// among the problems, in the order of the text; the file is then not to be used.
func Read(src []byte, rules []*analysis.Analyzer) (*File, []Problem) {
	parsed := syntax.Parse(src, nil)
	r := &reader{rules: rules}
	for _, e := range parsed.RootErrors() {
		r.problems = append(r.problems, Problem{Span: e.Span, Message: e.Message})
	}
	file := &File{}
	if len(r.problems) > 0 {
		return file, r.problems
	}
	r.object(parsed.Root(), "the settings are", r.layer(&file.Layer, map[string]func(syntax.Node){
		"exclude": r.patterns(&file.Exclude),
		"overrides": r.list("overrides", func(item syntax.Node) {
			var o Override
			r.object(item, "an override is", r.layer(&o.Layer, map[string]func(syntax.Node){"paths": r.patterns(&o.Paths)}))
			if item.Kind() == syntax.Mapping && len(o.Paths) == 0 {
				r.problem(item, `an override says under "paths" which manifests it is for`)
			}
			file.Overrides = append(file.Overrides, o)
		}),
	}))
	for _, doc := range parsed.Docs()[min(1, len(parsed.Docs())):] {
		if !doc.IsZero() && doc.JSONType() != "null" {
			r.problem(doc, "the settings are one document, and what is behind a further --- is not read; put it into the first")
		}
	}
	return file, r.problems
}

// layer adds to the fields of a map those that make up a layer.
func (r *reader) layer(l *Layer, fields map[string]func(syntax.Node)) map[string]func(syntax.Node) {
	fields["target"] = func(n syntax.Node) {
		t, ok := analysis.ParseTarget(n.Value())
		if n.Kind() != syntax.Scalar || !ok {
			r.problem(n, "target is both, porter or porter-ls"+suggest(n.Value(), []string{"both", "porter", "porter-ls"}))
			return
		}
		l.Target = &t
	}
	fields["experimental"] = func(n syntax.Node) {
		l.Features = new(manifest.Features)
		r.list("experimental", r.feature(l.Features))(n)
	}
	fields["select"] = func(n syntax.Node) {
		l.Select = []string{}
		r.list("select", r.rule(&l.Select))(n)
	}
	fields["ignore"] = r.list("ignore", r.rule(&l.Ignore))
	fields["severity"] = func(n syntax.Node) {
		l.Severity = map[string]analysis.Severity{}
		for k, v := range r.pairs(n, "severity is") {
			s, ok := analysis.ParseSeverity(v.Value())
			var rule []string
			r.in(k.Value(), func() {
				if v.Kind() != syntax.Scalar || !ok {
					r.problem(v, "a severity is error, warning, information or hint"+suggest(v.Value(), []string{"error", "warning", "information", "hint"}))
				}
				r.rule(&rule)(k)
			})
			if ok && len(rule) > 0 {
				l.Severity[k.Value()] = s
			}
		}
	}
	return fields
}

// object reads a map with these fields.
func (r *reader) object(n syntax.Node, is string, fields map[string]func(syntax.Node)) {
	var names []string
	known := []string{"target", "experimental", "select", "ignore", "severity", "exclude", "overrides", "paths", installedMixins, inlayHints}
	for _, name := range append(known, HintKinds()...) {
		if fields[name] != nil {
			names = append(names, name)
		}
	}
	for k, v := range r.pairs(n, is) {
		r.in(k.Value(), func() {
			if read := fields[k.Value()]; read != nil {
				read(v)
			} else {
				r.problem(k, fmt.Sprintf("there is no setting %q%s", k.Value(), suggest(k.Value(), names)))
			}
		})
	}
}

// pairs returns the pairs of a map, of which there are none in an empty file.
func (r *reader) pairs(n syntax.Node, is string) func(yield func(k, v syntax.Node) bool) {
	if n.Kind() != syntax.Mapping && n.JSONType() != "null" {
		r.problem(n, is+" a map, not "+n.Words())
	}
	return n.Pairs()
}

// list returns a function that reads a list.
func (r *reader) list(name string, item func(syntax.Node)) func(syntax.Node) {
	return func(n syntax.Node) {
		if n.Kind() != syntax.Sequence && n.JSONType() != "null" {
			r.problem(n, name+" is a list, not "+n.Words())
		}
		for i, n := range n.Items() {
			r.in(fmt.Sprintf("[%d]", i), func() { item(n) })
		}
	}
}

// rule returns a function that reads the name of a rule.
func (r *reader) rule(into *[]string) func(syntax.Node) {
	return func(n syntax.Node) {
		if n.Kind() != syntax.Scalar {
			r.problem(n, "this is the name of a rule, not "+n.Words())
			return
		}
		if _, err := analysis.Match(r.rules, n.Value()); err != nil {
			r.problem(n, err.Error())
			return
		}
		*into = append(*into, n.Value())
	}
}

// feature returns a function that reads the name of an experimental feature.
func (r *reader) feature(into *manifest.Features) func(syntax.Node) {
	return func(n syntax.Node) {
		feature, ok := manifest.ParseFeature(n.Value())
		if n.Kind() != syntax.Scalar || !ok {
			names := manifest.FeatureNames()
			r.problem(n, "Porter's experimental features are "+strings.Join(names, ", ")+suggest(n.Value(), names))
		}
		*into |= feature
	}
}

// patterns returns a function that reads a list of patterns of paths.
func (r *reader) patterns(into *[]string) func(syntax.Node) {
	return r.list("this", func(n syntax.Node) {
		switch {
		case n.Kind() != syntax.Scalar || strings.TrimSpace(n.Value()) == "" || strings.Contains(n.Value(), "\n"):
			r.problem(n, "this is a pattern of paths, not "+n.Words())
		case dockerfile.ParseIgnore([]byte(n.Value())).Err != nil:
			r.problem(n, "this is no pattern of paths, as a .dockerignore has them")
		default:
			*into = append(*into, n.Value())
		}
	})
}

func (r *reader) problem(n syntax.Node, message string) {
	key := strings.ReplaceAll(strings.Join(r.path, "."), ".[", "[")
	r.problems = append(r.problems, Problem{n.Dash(), key, message})
}

func suggest(word string, known []string) string {
	if near := analysis.Nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}
