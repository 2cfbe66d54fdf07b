package corpus_test

import (
	"bytes"
	"regexp"
	"testing"

	"github.com/porter-ls/porter-ls/internal/corpus"
)

// TestOwnIsDocumented holds that each of the repository's own manifests says in
// its first line what it is there for, where its pattern lets it, and that
// Porter's verdict on it is known.
func TestOwnIsDocumented(t *testing.T) {
	noComment := map[string]string{
		"json/porter.yaml":           "JSON has no comments",
		"minified-json/porter.yaml":  "JSON has no comments",
		"yaml-directive/porter.yaml": "a directive comes first",
		"refused-empty/porter.yaml":  "it is empty",
	}
	for _, m := range corpus.Own(t) {
		src := bytes.TrimPrefix(m.Source, []byte("\xef\xbb\xbf"))
		if !bytes.HasPrefix(src, []byte("# ")) && noComment[m.Name] == "" {
			t.Errorf("%s does not say in its first line what it shows", m.Name)
		}
		if m.Says == nil {
			t.Errorf("%s has no line in porter-says.jsonl", m.Name)
		}
	}
}

// TestOwnCoversReasons holds that for each reason why Porter refuses a manifest
// one of the repository's own is refused for it.
func TestOwnCoversReasons(t *testing.T) {
	own := corpus.Own(t)
	for _, reason := range []string{
		"is not a valid semantic version: invalid schema version",
		`\(none\) is not a valid semantic version`,
		"the schema version is .* but the supported schema version is",
		"invalid schemaType CredentialSet",
		"bundle name must be set",
		"a registry or reference value must be provided",
		"^invalid bundle reference",
		"is not a valid semver value",
		"invalid bundle version specified",
		"invalid bundle tag format, must be an OCI image tag",
		"requires the persistent-parameters experimental feature",
		"requires the file-sources experimental feature",
		"Dockerfile template cannot be named",
		"no mixins declared",
		"expected name@version",
		`improper constraint: ""`,
		`improper constraint: "newest"`,
		"mixin declaration was empty",
		"mixin declaration contained more than one mixin",
		"no install action defined",
		"no uninstall action defined",
		"found an empty step",
		"no mixin specified",
		"malformed step, possibly incorrect indentation",
		`mixin \(.*\) was not declared`,
		`invalid mixin type \(string\)`,
		`invalid mixin type \(\[\]interface`,
		`invalid mixin type \(<nil>\)`,
		"invalid description type",
		"error unmarshaling custom action .*: yaml",
		"parameter name is required",
		"no destination path supplied for parameter",
		"a default value that is not valid base64",
		`definition for parameter .* is not a valid type`,
		"default value .* type should be integer, got string",
		"default value .* should be one of",
		"default value .* below 3 minimum items",
		"default value .* less than or equal to",
		"output name is required",
		"no path supplied for output",
		`definition for output .* is not a valid type`,
		"dependency name is required",
		"reference is required for dependency",
		"invalid reference .* for dependency",
		"can specify only a repository, without a digest or tag",
		"can specify only a reference or a document, not both",
		"invalid checksum digest format",
		"invalid checksum digest length",
		"failed to parse named reference : invalid reference format",
		"required extension was empty",
		"required extension contained more than one extension",
		"(?s)cannot unmarshal !!seq into manifest.Dependencies",
		"(?s)cannot unmarshal !!str `group` into bool",
		"(?s)cannot unmarshal !!str `install` into",
		"(?s)cannot unmarshal !!map into",
		"(?s)mapping key .* already defined at line",
		"unknown anchor .* referenced",
		"found character that cannot start any token",
		"found unexpected end of stream",
		"mapping values are not allowed in this context",
		"unmatched open tag",
		"has no closing tag",
		"empty tag",
	} {
		covers := regexp.MustCompile(reason)
		found := false
		for _, m := range own {
			found = found || m.Says != nil && (covers.MatchString(m.Says.Exact.Error) || covers.MatchString(m.Says.None.Error))
		}
		if !found {
			t.Errorf("no manifest is refused with %q", reason)
		}
	}
}
