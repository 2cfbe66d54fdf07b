#!/usr/bin/env bash
# editors.sh setup            newer editors than the machine's, from Debian's
#                             packages, in a folder of their own: Neovim, Helix, Emacs
# editors.sh run COMMAND...   a command there, with this repository, /tmp and /run
#                             where they are here
#
# Both need root. What is mounted is seen by the command alone and goes with it.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd -P)
suite=${EDITORS_SUITE:-sid}
root=$repository/bin/editors/$suite

setup() {
  [ -e "$root/.complete" ] && return
  command -v debootstrap >/dev/null || {
    apt-get -o DPkg::Lock::Timeout=600 update -qq
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends debootstrap >/dev/null
  }
  mkdir -p "$root"
  debootstrap --variant=minbase --include=neovim,hx,emacs-nox,tmux "$suite" "$root" >"$root.log" 2>&1 || { tail -5 "$root.log" >&2; exit 1; }
  touch "$root/.complete"
  echo "editors: $suite ($SECONDS s)"
}

# inside mounts what the command needs and becomes it.
inside() {
  for at in "$repository" /tmp /run /proc /dev; do
    mkdir -p "$root$at"
    mount --rbind "$at" "$root$at"
  done
  exec chroot "$root" /usr/bin/env --chdir="$PWD" "$@"
}

case ${1:-} in
  setup) setup ;;
  run) shift; exec unshare --mount --propagation private "$0" inside "$@" ;;
  inside) shift; inside "$@" ;;
  *) echo "setup or run COMMAND, not $*" >&2; exit 2 ;;
esac
