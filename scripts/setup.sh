#!/usr/bin/env bash
# setup.sh [engine]: makes a bare machine ready to run everything.
#
# Where this runs as root on Debian or Ubuntu, what is missing is installed and
# a container engine is started if none answers. Anywhere else nothing is
# changed: tests that need something that is not there say so and are skipped.
# With "engine" only the container engine is seen to.
set -euo pipefail
cd "$(dirname "$0")/.."
want=${1:-all}

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

packages() {
  local missing=() p
  for p in "$@"; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$p" 2>/dev/null | grep -q '^ii' || missing+=("$p")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "setup: installing ${missing[*]}"
  apt-get -o DPkg::Lock::Timeout=600 update -qq
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

engine_answers() { bin/porter-ls engine >/dev/null 2>&1; }

if [ "$want" = all ] && can_install; then
  packages neovim strace
  [ -n "${CI:-}" ] && packages gcc libc6-dev
fi

if ! engine_answers; then
  if can_install; then
    scripts/engine.sh up
  else
    bin/porter-ls engine || true # its message says what was looked for and what to install
    [ "$want" = engine ] && exit 1
  fi
fi
exit 0
