#!/usr/bin/env bash
# node.sh: prints the folder of a Node newer than most distributions have, which
# it installs into bin/node from npm's packages; needs an older Node and npm.
set -euo pipefail
cd "$(dirname "$0")/.."
version=24.21.0
case $(uname -m) in aarch64 | arm64) arch=arm64 ;; *) arch=x64 ;; esac
dir=$PWD/bin/node
[ -e "$dir/$version" ] || {
  mkdir -p "$dir"
  echo '{"private":true}' >"$dir/package.json"
  npm install --silent --ignore-scripts --no-audit --no-fund --no-package-lock --prefix "$dir" "node-linux-$arch@$version" >&2
  touch "$dir/$version"
}
echo "$dir/node_modules/node-linux-$arch/bin"
