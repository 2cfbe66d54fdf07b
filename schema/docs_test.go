package schema_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

var update = flag.Bool("update", false, "write the pages of docs/reference")

const (
	reference = "../docs/reference"
	generated = "<!-- Made from the schemas by go generate ./schema. Do not edit. -->\n"
)

// TestPages holds docs/reference against the schemas; -update writes the pages.
func TestPages(t *testing.T) {
	library := schema.NewLibrary()
	set := library.Set("")
	want := map[string]string{"manifest.md": manifestPage(set), "mixins/README.md": mixinIndex(set)}
	for d, p := range documentPages {
		want[p.file] = documentPage(library.DocumentSet(d), p.title)
	}
	for _, name := range set.MixinNames() {
		want["mixins/"+name+".md"] = mixinPage(set, name)
	}
	if *update {
		if err := os.MkdirAll(filepath.Join(reference, "mixins"), 0o755); err != nil {
			t.Fatal(err)
		}
		for name, content := range want {
			if err := os.WriteFile(filepath.Join(reference, name), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	entries, err := os.ReadDir(filepath.Join(reference, "mixins"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if want["mixins/"+e.Name()] == "" {
			t.Errorf("mixins/%s is the page of no mixin", e.Name())
		}
	}
	for name, content := range want {
		got, err := os.ReadFile(filepath.Join(reference, name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(got), content); diff != "" {
			t.Errorf("%s is stale, run go generate ./schema: -page +schema\n%s", name, diff)
		}
	}
}

// place is a field with the path that leads to it.
type place struct {
	path  string
	field schema.Field
}

// deepest bounds the pages where schemas lead back to themselves.
const deepest = 7

// placesBelow returns all fields below a field, in the order of the schema.
// Those that stop names are not looked into.
func placesBelow(path string, f schema.Field, stop func(place) bool) []place {
	var places []place
	add := func(path string, f schema.Field) {
		p := place{path, f}
		if stop(p) || strings.Count(path, ".")+strings.Count(path, "[]") > deepest {
			return
		}
		if f.Doc != "" && !strings.HasSuffix(path, "[]") {
			places = append(places, p)
		}
		places = append(places, placesBelow(path, f, stop)...)
	}
	for _, c := range f.Children() {
		add(strings.TrimPrefix(path+"."+c.Name, "."), c)
	}
	if f.Open && path != "" {
		if c := f.Child("NAME"); !c.IsZero() && (c.Doc != "" || len(c.Children()) > 0) {
			add(path+".NAME", c)
		}
	}
	if c := f.Item(0); !c.IsZero() {
		add(path+"[]", c)
	}
	return places
}

// typeWords says which values a field takes.
func typeWords(f schema.Field) string {
	if len(f.Types) == 0 {
		return "anything"
	}
	var words []string
	for _, t := range f.Types {
		switch entry, value := f.Item(0), f.Child("NAME"); {
		case t == "array" && len(entry.Types) > 0:
			t = "list of " + typeWords(entry)
		case t == "array":
			t = "list"
		case t == "object" && len(f.Children()) == 0 && len(value.Types) > 0:
			t = "map of " + typeWords(value)
		case t == "object":
			t = "map"
		}
		words = append(words, t)
	}
	return strings.Join(words, " or ")
}

func code(v any) string {
	doc, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	if s, ok := v.(string); ok {
		return "`" + s + "`"
	}
	return "`" + string(doc) + "`"
}

func codes(values []any) string {
	var words []string
	for _, v := range values {
		words = append(words, code(v))
	}
	return strings.Join(words, ", ")
}

// facts are what there is to know of a field beside its description.
func facts(f schema.Field) []string {
	facts := []string{typeWords(f)}
	if f.Required {
		facts = append(facts, "required")
	}
	for _, names := range f.Choices {
		facts = append(facts, "needs one of `"+strings.Join(names, "`, `")+"`")
	}
	if f.HasDefault {
		facts = append(facts, "default "+code(f.Default))
	}
	if f.Since != "" {
		facts = append(facts, "since schemaVersion "+f.Since)
	}
	if f.Feature != "" {
		facts = append(facts, "Porter needs the experimental feature `"+f.Feature+"`")
	}
	if f.Ignored {
		facts = append(facts, "without effect")
	}
	if f.Deprecated {
		facts = append(facts, "deprecated")
	}
	return facts
}

func manifestPage(set *schema.Set) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# porter.yaml\n\n%s\n%s\n\n", generated, set.Root().Doc)
	b.WriteString("Fields are given by their path: `[]` stands for each entry of a list, `NAME` for any name. What a step takes is told by [its mixin](mixins/README.md).\n\n")
	keywords := map[string]bool{} // of JSON Schema, by what explains them
	values := set.At([]syntax.Step{{Key: "parameters", Index: -1}, {}, {Key: "properties", Index: -1}, {Key: "NAME", Index: -1}})
	for _, k := range values.Children() {
		keywords[k.Doc] = true
	}
	isKeyword := func(p place) bool { return keywords[p.field.Doc] && strings.Count(p.path, "[]") > 0 }
	for _, p := range placesBelow("", set.Root(), func(p place) bool {
		step := strings.Contains(p.path, "stall[].") || strings.Contains(p.path, "upgrade[].") || strings.HasPrefix(p.path, "mixins[].")
		return isKeyword(p) || step || strings.Contains(p.path, ".document.") && strings.HasSuffix(p.path, "[]")
	}) {
		heading(&b, p)
	}
	heading(&b, place{"ACTION", set.Root().Child("any other key")})
	b.WriteString("## Keywords of JSON Schema\n\nParameters and outputs take these beside their own fields, and so do the schemas within them.\n\n")
	for _, k := range values.Children() {
		p := place{k.Name, k}
		fmt.Fprintf(&b, "### %s\n\n", p.path)
		body(&b, p.field)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// documentPages are the pages of the documents that are no manifests.
var documentPages = map[schema.Document]struct{ file, title string }{
	schema.CredentialSet: {"credential-set.md", "Credential set"},
	schema.ParameterSet:  {"parameter-set.md", "Parameter set"},
	schema.Installation:  {"installation.md", "Installation"},
	schema.Plugins:       {"plugins.md", "Plugins"},
	schema.Config:        {"config.md", "Porter's settings"},
}

func documentPage(set *schema.Set, title string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n%s\n\n", title, generated, set.Root().Doc)
	b.WriteString("Fields are given by their path: `[]` stands for each entry of a list, `NAME` for any name.\n\n")
	// What a context has is what the file itself may have.
	again := func(p place) bool { return strings.HasPrefix(p.path, "contexts[].config.") }
	for _, p := range placesBelow("", set.Root(), again) {
		heading(&b, p)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func heading(b *strings.Builder, p place) {
	level := "##"
	if strings.ContainsAny(p.path, ".[") {
		level = "###"
	}
	fmt.Fprintf(b, "%s %s\n\n", level, p.path)
	body(b, p.field)
}

func body(b *strings.Builder, f schema.Field) {
	fmt.Fprintf(b, "*%s*\n\n%s\n\n", strings.Join(facts(f), "; "), f.Doc)
	if len(f.Enum) > 0 {
		fmt.Fprintf(b, "Values: %s.\n\n", codes(f.Enum))
	}
	if len(f.Examples) > 0 {
		fmt.Fprintf(b, "Examples: %s.\n\n", codes(f.Examples))
	}
}

// actionPaths are the places where a mixin's steps stand, by what they are
// called on its page.
var actionPaths = []struct{ name, key string }{
	{"install", "install"}, {"upgrade", "upgrade"}, {"uninstall", "uninstall"}, {"custom actions", "ACTION"},
}

func stepOf(set *schema.Set, action, mixin string) schema.Field {
	return set.At([]syntax.Step{{Key: action, Index: -1}, {}, {Key: mixin, Index: -1}})
}

func mixinPage(set *schema.Set, name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# The mixin %s\n\n%s\n", name, generated)
	b.WriteString("What porter-ls knows of this mixin where it is not installed; the schema that an installed one prints takes the place of this. Fields are given by their path: `[]` stands for each entry of a list, `NAME` for any name.\n\n")
	if config := set.At([]syntax.Step{{Key: "mixins", Index: -1}, {}, {Key: name, Index: -1}}); !config.IsZero() {
		fmt.Fprintf(&b, "## Settings\n\nBehind the mixin's name in the manifest's list of `mixins`. %s\n\n%s", config.Doc, table(config))
	}
	var sections []string
	actions := map[string][]string{}
	for _, a := range actionPaths {
		step := stepOf(set, a.key, name)
		if step.IsZero() {
			continue
		}
		text := step.Doc + "\n\n"
		for _, names := range step.Choices {
			text += "A step needs one of `" + strings.Join(names, "`, `") + "`.\n\n"
		}
		text += table(step)
		if actions[text] == nil {
			sections = append(sections, text)
		}
		actions[text] = append(actions[text], a.name)
	}
	for _, text := range sections {
		fmt.Fprintf(&b, "## Steps of %s\n\n%s", strings.Join(actions[text], ", "), text)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// table lists all that is below a step or the settings of a mixin.
func table(f schema.Field) string {
	places := placesBelow("", f, func(place) bool { return false })
	if len(places) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("| field | value | what it does |\n|---|---|---|\n")
	cell := strings.NewReplacer("|", `\|`, "\n\n", "<br>", "\n", " ")
	for _, p := range places {
		text := p.field.Doc
		if len(p.field.Enum) > 0 {
			text += " Values: " + codes(p.field.Enum) + "."
		}
		if len(p.field.Examples) > 0 {
			text += " Examples: " + codes(p.field.Examples) + "."
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", p.path, cell.Replace(strings.Join(facts(p.field), "; ")), cell.Replace(text))
	}
	return b.String() + "\n"
}

func mixinIndex(set *schema.Set) string {
	var b strings.Builder
	b.WriteString("# Mixins\n\n" + generated + "\nThe mixins that porter-ls knows without having them installed.\n\n| mixin | actions | settings | what it does |\n|---|---|---|---|\n")
	for _, name := range set.MixinNames() {
		var actions []string
		doc := ""
		for _, a := range actionPaths {
			if f := stepOf(set, a.key, name); !f.IsZero() {
				actions = append(actions, a.name)
				if doc == "" {
					doc, _, _ = strings.Cut(f.Doc, "\n")
				}
			}
		}
		settings := "none"
		if f := set.At([]syntax.Step{{Key: "mixins", Index: -1}, {}, {Key: name, Index: -1}}); !f.IsZero() {
			var keys []string
			for _, c := range f.Children() {
				keys = append(keys, "`"+c.Name+"`")
			}
			settings = strings.Join(keys, ", ")
		}
		if slices.Equal(actions, []string{"install", "upgrade", "uninstall", "custom actions"}) {
			actions = []string{"all"}
		}
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s |\n", name, name, strings.Join(actions, ", "), settings, doc)
	}
	return b.String()
}
