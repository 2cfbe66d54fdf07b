#!/usr/bin/env bash
# bench-lsp.sh [--lines N,…] [--rounds N] [--write]: porter-ls beside
# yaml-language-server, both as an editor meets them; bench-lsp/main.mjs says how.
# With --write the table goes into docs/performance.md. What is needed is
# installed into bin/bench-lsp.
set -euo pipefail
cd "$(dirname "$0")/.."
version=2.0.0
dir=$PWD/bin/bench-lsp
PATH=$(scripts/node.sh):$PATH
[ -e "$dir/$version" ] || {
  mkdir -p "$dir"
  echo '{"private":true}' >"$dir/package.json"
  npm install --silent --ignore-scripts --no-audit --no-fund --no-package-lock --prefix "$dir" "yaml-language-server@$version"
  touch "$dir/$version"
}
exec node scripts/bench-lsp/main.mjs "$@"
