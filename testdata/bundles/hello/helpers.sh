#!/usr/bin/env bash
# The work of the bundle's steps: ./helpers.sh FUNCTION [ARGUMENT...]
set -euo pipefail

greet() {
  echo "greeting: Hello, $1${2:+, $2}!"
}

repeat() {
  echo "Once more: $1"
}

leave() {
  echo "Goodbye, $1."
}

"$@"
