#!/usr/bin/env bash
# setup.sh: a real VS Code workbench for the tests, from npm's and Debian's
# packages alone: code-server, which is VS Code with a browser for a window, the
# Node that it wants, and Chromium. Kept in bin; a second run does nothing.
#
# No install scripts run, so nothing is compiled and nothing is downloaded
# besides the packages. What that leaves out is VS Code's native log.
set -euo pipefail
cd "$(dirname "$0")/../../.."
code_server=4.139.1 # VS Code 1.139.1, which wants Node 24
dir=$PWD/bin/workbench

if ! command -v chromium >/dev/null; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "setup: there is no chromium on the PATH; install it, or run this as root on Debian" >&2
    exit 1
  fi
  apt-get -o DPkg::Lock::Timeout=600 update -qq
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
  echo "setup: chromium ($SECONDS s)"
fi

quiet=(--ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error)
PATH=$(scripts/node.sh):$PATH

# code-server's own dependencies, VS Code's, and those of the extensions within.
[ -e "$dir/code-server-$code_server" ] || {
  mkdir -p "$dir/code-server"
  echo '{"private":true}' >"$dir/code-server/package.json"
  npm install "${quiet[@]}" --prefix "$dir/code-server" "code-server@$code_server"
  vscode=$dir/code-server/node_modules/code-server/lib/vscode
  (cd "$vscode" && npm install "${quiet[@]}" --omit=dev)
  (cd "$vscode/extensions" && npm install "${quiet[@]}" --omit=dev)
  touch "$dir/code-server-$code_server"
  echo "setup: code-server $code_server ($SECONDS s)"
}
