package docker

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each finding is the check's name, or "fails", and the text that it is at.
func TestLint(t *testing.T) {
	for _, c := range []struct {
		template string
		want     []string
	}{
		{"FROM debian\n# PORTER_INIT\nCOPY a ${BUNDLE_DIR}\n# PORTER_MIXINS\n", nil},
		{"FROM debian\nWORKDIR ${BUNDLE_DIR}\n", nil},
		{"FROM debian\n# PORTER_INIT\nARG BUNDLE_DIR\nWORKDIR $BUNDLE_DIR\n", nil},
		{"FROM debian\nARG APP_DIR\nWORKDIR $APP_DIR\n", nil},
		{"FROM debian\nARG APP_DIR=app\nWORKDIR $APP_DIR\n", []string{"WorkdirRelativePath WORKDIR $APP_DIR"}},
		{"FROM debian\nENV TOOL_CREDENTIALS=/home/nonroot/tool.json\n", nil},
		{"FROM debian\nENV TOOL_CREDENTIALS \"${BUNDLE_DIR}/tool.json\"\n# check=skip\n", []string{"LegacyKeyValueFormat ENV TOOL_CREDENTIALS \"${BUNDLE_DIR}/tool.json\""}},
		{"FROM debian\nENV TOOL_CREDENTIALS=c2VjcmV0\n", []string{"SecretsUsedInArgOrEnv TOOL_CREDENTIALS"}},
		{"FROM debian\nARG TOOL_PASSWORD\n", []string{"SecretsUsedInArgOrEnv TOOL_PASSWORD"}},
		{"FROM debian\nRUN --netwok=none true\n", []string{"fails --netwok"}},
		{"FROM debian:a:b\n", []string{"fails debian:a:b"}},
		{"FROM debian\nCOPY a\n", []string{"fails COPY a"}},
		{"FROM debian\nENV A=${x:?no}\n", []string{"fails ${x:?no}"}},
		{"FROM debian AS a\nCOPY --from=b /x /\nFROM debian AS b\nCOPY --from=a /x /\n", []string{"fails a"}},
		{"ARG BASE\nFROM ${BASE}\n", []string{"InvalidDefaultArgInFrom FROM ${BASE}"}},
		{"ARG CUSTOM_BASE\nFROM ${CUSTOM_BASE}\n", nil},
		{"FROM ${BASE}\n", []string{"fails ${BASE}"}},
		{"FROM --platform=linux/amd64 debian\nCOPY x $JAVA_HOME\n", nil},
		{"FROM debian AS a\nFROM debian AS a\n", []string{"DuplicateStageName a"}},
		{"from debian\nrun ls\ncopy a /\n# PORTER_INIT\n", nil},
		{"FROM debian\n\nRUN a \\\n  b\nEXPOSE 80/TCP\n", []string{"ExposeProtoCasing 80/TCP"}},
		{"# check=skip=all\nFROM debian as B\n", nil},
		{"", []string{"fails "}},
		{"# nothing\n", []string{"fails # nothing"}},
	} {
		var got []string
		for _, f := range Lint([]byte(c.template)).Findings {
			what := f.Check
			if what == "" {
				what = "fails"
			}
			got = append(got, what+" "+f.Span.Of([]byte(c.template)))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", c.template, diff)
		}
	}
}

func TestStrict(t *testing.T) {
	r := Lint([]byte("# check=error=true\nFROM debian AS B\n"))
	if !r.Strict || len(r.Findings) != 1 || r.Findings[0].Check != "StageNameCasing" {
		t.Errorf("%+v", r)
	}
	if r := Lint([]byte(strings.Repeat("#", largest+1))); len(r.Findings) > 0 {
		t.Errorf("%+v", r)
	}
}

// Whatever the template, there is an answer and its places are in it.
func FuzzLint(f *testing.F) {
	for _, seed := range []string{
		"FROM a AS b\n# PORTER_INIT\nRUN <<E\nx\nE\n# PORTER_MIXINS\n", "# escape=`\nFROM a\nRUN a `\n b", "ARG A\nFROM ${A:-b}\nCOPY --from=$A x y\n",
		"FROM scratch\nONBUILD RUN x\nHEALTHCHECK --interval=1s CMD x\nEXPOSE 1-2/udp\nVOLUME [\"/a\"]\nSTOPSIGNAL 9\n", "# check=skip=all;error=true\nFROM a",
		"\ufeffFROM a\r\nADD --checksum=sha256:00 https://example.com/x /\r\nSHELL [\"a\"]\r\n", "FROM a\nRUN --mount=type=secret,id=x --security=insecure y",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, template []byte) {
		for _, found := range Lint(template).Findings {
			if found.Span.Start < 0 || found.Span.End < found.Span.Start || found.Span.End > len(template) {
				t.Fatalf("%q is at %v of %d bytes", found.Message, found.Span, len(template))
			}
		}
	})
}

func BenchmarkLint(b *testing.B) {
	template := []byte("FROM debian:stable-slim\n\n# PORTER_INIT\n\n" + strings.Repeat("RUN apt-get update && \\\n    apt-get install -y jq\n", 5) + "COPY . ${BUNDLE_DIR}\n\n# PORTER_MIXINS\n")
	b.ReportAllocs()
	for b.Loop() {
		Lint(template)
	}
}
