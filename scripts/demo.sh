#!/usr/bin/env bash
# demo.sh: one bundle from its manifest to its installation's output, with the
# program that `make build` made. Nothing is left behind but the image cache.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$PWD/bin/porter-ls
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r testdata/bundles/hello "$work/hello"
export PORTER_LS_HOME=$work/home
cd "$work/hello"

step() { printf '\n$ porter-ls %s\n' "$*"; "$bin" "$@"; }

step check
step build
step install --param name=demo
step installations list
step installations show hello
step installations outputs hello
step uninstall
