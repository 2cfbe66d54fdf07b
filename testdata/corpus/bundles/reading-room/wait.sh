#!/usr/bin/env bash
# ./wait.sh PORT: until the catalogue answers, at most thirty times
set -euo pipefail

for _ in $(seq 30); do
  curl -fsS "http://localhost:$1/healthy" && exit 0
  sleep 1
done
echo "the catalogue does not answer" >&2
exit 1
