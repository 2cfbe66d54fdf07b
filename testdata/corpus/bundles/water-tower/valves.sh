#!/usr/bin/env bash
# ./valves.sh open COUNT | positions | close
set -euo pipefail

open() {
  seq "$1" | jq -s 'map({valve: ., open: true})' >valves.json
}

positions() {
  cat valves.json
}

close() {
  jq 'map(.open = false)' valves.json >valves.new
  mv valves.new valves.json
}

"$@"
