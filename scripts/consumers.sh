#!/usr/bin/env bash
# Hands every format of porter-ls check to a program that reads it in real life
# and holds what that one saw against the JSON report: reviewdog for Checkstyle,
# SARIF and rdjson, Microsoft's validator for SARIF (its schema and its rules),
# junit2json for JUnit. GitHub's and GitLab's forms are read by what they are
# documented to be.
# They are fetched into bin/consumers.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
tools=$root/bin/consumers
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

mkdir -p "$tools"
[ -x "$tools/reviewdog" ] || GOBIN=$tools ${GO:-go} install github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0
[ -d "$tools/node_modules/junit2json" ] || npm install --silent --no-audit --no-fund --prefix "$tools" \
  @microsoft/sarif-multitool-linux@5.7.0 junit2json@4.0.0
multitool=$tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
chmod u+x "$multitool"

cd "${1:-testdata/corpus}"
args=()
for f in json sarif github gitlab junit checkstyle rdjson; do args+=(--format "$f=$out/$f"); done
code=0
"$root/bin/porter-ls" check . --format "compact=$out/compact" "${args[@]}" >/dev/null || code=$?
[ "$code" -le 1 ] || { echo "porter-ls check: exit code $code"; exit 1; }

want=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).findings.length' "$out/json")
[ "$want" -gt 0 ] || { echo "there are no findings to hand over"; exit 1; }
failed=0
saw() { # CONSUMER FORMAT COUNT
  echo "$1 reads $3 of $want findings in $2"
  [ "$3" -eq "$want" ] || failed=1
}
dog() { "$tools/reviewdog" -f="$1" -reporter=local -filter-mode=nofilter -diff=true <"$out/$1" 2>&1; }
saw reviewdog checkstyle "$(dog checkstyle | grep -cE '^[^ ]+:[0-9]+:[0-9]+: ')"
saw reviewdog sarif "$(dog sarif | grep -c '"ruleId"')"
saw reviewdog rdjson "$(dog rdjson | grep -c '^message:')"
saw junit2json junit "$(node -e '
  import(process.argv[1]).then(async ({parse}) => {
    const suites = await parse(require("fs").readFileSync(process.argv[2], "utf8"));
    console.log(suites.testsuite.flatMap(s => s.testcase).length);
  })' "$tools/node_modules/junit2json/dist/esm/index.js" "$out/junit")"
saw grep compact "$(wc -l <"$out/compact")"
saw grep github "$(grep -cE '^::(error|warning|notice) file=[^,:]+(,[a-zA-Z]+=[^,:]*)*::.' "$out/github")"
saw node gitlab "$(node -p '
  const all = JSON.parse(require("fs").readFileSync(process.argv[1]));
  const whole = all.filter(f => f.description && f.check_name && f.location.path && f.location.positions.begin.line > 0 &&
    ["info", "minor", "major", "critical", "blocker"].includes(f.severity));
  new Set(whole.map(f => f.fingerprint)).size' "$out/gitlab")"

"$multitool" validate "$out/sarif" >"$out/log" || { cat "$out/log"; failed=1; }
grep -qE '1 files scanned' "$out/log" || { cat "$out/log"; failed=1; }
grep -E ': (warning|error) ' "$out/log" && failed=1
[ "$failed" -ne 0 ] || echo "the validator of SARIF has nothing to say"
exit $failed
