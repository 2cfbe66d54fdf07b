#!/usr/bin/env bash
# What the bundle's steps run: ./helpers.sh FUNCTION [ARGUMENT...]
#
# A script keeps quotes, pipes and loops out of the manifest, and can be tried
# out without a bundle.
set -euo pipefail

install() {
  echo "said: $1, world!"
}

upgrade() {
  echo "said: $1 again, world!"
}

uninstall() {
  echo "Goodbye, world!"
}

"$@"
