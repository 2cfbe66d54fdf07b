#!/usr/bin/env bash
# ./archive.sh read CATALOGUE | images PLAYER INDEX
set -euo pipefail

read_catalogue() {
  mkdir -p out
  awk -F, 'NF != 3' "$1" >out/report.csv
}

images() {
  sed -i "s|PLAYER|$1|; s|INDEX|$2|" manifests/*.yaml
}

case "$1" in
  read) read_catalogue "$2" ;;
  images) images "$2" "$3" ;;
esac
