#!/usr/bin/env bash
# ./orders.sh start|restart DATABASE QUEUE, ./orders.sh stop
set -euo pipefail

case "$1" in
  start | restart) echo "orders go to $2 by way of $3" ;;
  stop) echo "closed" ;;
  *) echo "unknown: $1" >&2; exit 2 ;;
esac
