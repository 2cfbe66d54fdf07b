#!/usr/bin/env bash
# Runs every fuzz target for a while each: scripts/fuzz.sh 10m [PACKAGE…].
#
# A target fails where it has written an input that fails. Go's coordinator now
# and then ends with "context deadline exceeded" at the very end of the time, with
# no input: its workers are stopped by the same clock that it takes for its own
# (golang/go: internal/fuzz). That is said and is no failure.
set -euo pipefail
cd "$(dirname "$0")/.."
time=$1
shift
[ $# -gt 0 ] || set -- $(grep -rlE '^func Fuzz' --include='*_test.go' . | xargs -n1 dirname | sort -u)

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0
inputs() { ls "$1/testdata/fuzz/$2" 2>/dev/null | sort || true; }

for dir in "$@"; do
  for target in $(grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$dir"/*_test.go | sed 's/^func //'); do
    before=$(inputs "$dir" "$target")
    # Minimising an input by time looks like a hang; twenty tries are enough to
    # read it.
    if ${GO:-go} test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 20x -timeout 0 "$dir" >"$log" 2>&1; then
      echo "$dir $target: $(grep -oE 'execs: [0-9]+' "$log" | tail -1)"
    elif [ "$(inputs "$dir" "$target")" = "$before" ] && grep -q 'context deadline exceeded' "$log"; then
      echo "$dir $target: $(grep -oE 'execs: [0-9]+' "$log" | tail -1), ended by its own deadline without an input"
    else
      tail -40 "$log"
      echo "$dir $target: FAILED"
      failed=1
    fi
  done
done
exit $failed
