#!/usr/bin/env bash
# ./mill.sh open HOURS | count VISITORS | close
set -euo pipefail

open() { echo "visitors: 12"; }
count() { echo "$1 came"; }
close() { echo "closed"; }

"$@"
