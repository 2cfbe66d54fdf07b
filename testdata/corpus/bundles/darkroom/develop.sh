#!/usr/bin/env bash
# develop.sh QUALITY
set -euo pipefail

mkdir -p /cnab/app/prints
for raw in /cnab/app/raw/*; do
  [ -e "$raw" ] || break
  convert "$raw" -quality "$1" "/cnab/app/prints/$(basename "$raw").jpg"
done
