#!/usr/bin/env bash
# engine.sh [up|status|down]: a container engine for a bare Debian or Ubuntu
# machine, as root.
#
#   up      makes sure that an engine answers at the socket. Where one does,
#           whoever started it, nothing is touched. Else: Docker from the
#           distribution's packages, a registry on loopback that is also the
#           engine's mirror for Docker Hub names, and debian:stable-slim made
#           from Debian's packages, so that Docker Hub is never needed.
#   status  says what runs.
#   down    ends what `up` started, and nothing else. Images stay on disk.
#
# Everything it keeps is in one folder. A second engine beside the first needs
# its own ENGINE_DIR, ENGINE_SOCKET, ENGINE_BRIDGE, ENGINE_SUBNET and
# ENGINE_REGISTRY.
set -euo pipefail

ENGINE_DIR=${ENGINE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/porter-ls/engine}
ENGINE_SOCKET=${ENGINE_SOCKET:-/var/run/docker.sock}
ENGINE_BRIDGE=${ENGINE_BRIDGE:-porterls0}
ENGINE_SUBNET=${ENGINE_SUBNET:-172.29.255.1/24}   # the bridge's own address and its net
ENGINE_REGISTRY=${ENGINE_REGISTRY:-127.0.0.1:5000}
ENGINE_SUITE=${ENGINE_SUITE:-}                    # Debian release of the base image; "" means the machine's own

BASE=debian:stable-slim
DOCKER=/usr/bin/docker # the distribution's; others on PATH may want plugins
APT=(apt-get -o DPkg::Lock::Timeout=600 -qq -y)
export DEBIAN_FRONTEND=noninteractive

say() { printf 'engine: %s (%d s)\n' "$*" "$SECONDS"; }
die() { printf 'engine: %s\n' "$*" >&2; exit 1; }

# get ADDRESS PATH prints the status code that a GET is answered with. ADDRESS
# is a socket's path or HOST:PORT. Perl, because a bare Debian always has that.
get() {
  perl -e '
    my ($at, $path) = @ARGV;
    local $SIG{ALRM} = sub { exit 1 };
    alarm 3;
    my $c = $at =~ m{^/}
      ? do { require IO::Socket::UNIX; IO::Socket::UNIX->new(Peer => $at) }
      : do { require IO::Socket::INET; IO::Socket::INET->new(PeerAddr => $at) };
    exit 1 unless $c;
    print $c "GET $path HTTP/1.0\r\nHost: engine\r\n"
      . "Accept: application/vnd.docker.distribution.manifest.v2+json\r\n\r\n";
    my $line = <$c>;
    exit 1 unless defined $line && $line =~ m{^HTTP/\S+ (\d+)};
    print $1;' "$1" "$2" 2>/dev/null
}
engine_answers() { [ "$(get "$ENGINE_SOCKET" /_ping)" = 200 ]; }
registry_answers() { [ "$(get "$ENGINE_REGISTRY" /v2/)" = 200 ]; }

# A started process is remembered as its id and its start time, so that an id
# that the system gave to something else later is never taken for ours.
birth() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
remember() { printf '%s %s\n' "$2" "$(birth "$2")" >"$ENGINE_DIR/$1.pid"; }
ours() {
  local pid born
  read -r pid born 2>/dev/null <"$ENGINE_DIR/$1.pid" || return 1
  [ -n "$born" ] && [ "$(birth "$pid")" = "$born" ]
}
end() {
  ours "$1" || { rm -f "$ENGINE_DIR/$1.pid"; return 0; }
  local pid
  read -r pid _ <"$ENGINE_DIR/$1.pid"
  kill "$pid"
  wait_for 30 gone "$1" || die "$1 (process $pid) does not end; see $ENGINE_DIR/$1.log"
  rm -f "$ENGINE_DIR/$1.pid"
  say "ended $1"
}
gone() { ! ours "$1"; }

# wait_for SECONDS COMMAND... waits until the command succeeds.
wait_for() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.1
  done
}

# launch NAME COMMAND... starts a daemon that outlives this script.
launch() {
  local name=$1
  shift
  setsid "$@" >"$ENGINE_DIR/$name.log" 2>&1 </dev/null 9>&- &
  remember "$name" $!
}

install_packages() {
  local missing=() p
  for p in "$@"; do
    [[ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$p" 2>/dev/null)" = ii* ]] || missing+=("$p")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  if ! { "${APT[@]}" update && "${APT[@]}" install --no-install-recommends "${missing[@]}"; } >"$ENGINE_DIR/apt.log" 2>&1; then
    tail -5 "$ENGINE_DIR/apt.log" >&2
    die "could not install ${missing[*]}; the whole log is $ENGINE_DIR/apt.log"
  fi
}

start_registry() {
  if registry_answers; then return; fi
  mkdir -p "$ENGINE_DIR/registry"
  cat >"$ENGINE_DIR/registry.yml" <<YAML
version: 0.1
log:
  level: warn
  accesslog: {disabled: true}
storage:
  filesystem: {rootdirectory: "$ENGINE_DIR/registry"}
  delete: {enabled: true}
http:
  addr: "$ENGINE_REGISTRY"
YAML
  launch registry docker-registry serve "$ENGINE_DIR/registry.yml"
  wait_for 20 registry_answers || { tail -5 "$ENGINE_DIR/registry.log" >&2; die "the registry did not start at $ENGINE_REGISTRY"; }
  say "registry at $ENGINE_REGISTRY"
}

# The bridge is made here and not by the daemon: a second daemon that is told
# to use none takes away the first one's docker0.
make_bridge() {
  if ! ip link show "$ENGINE_BRIDGE" >/dev/null 2>&1; then
    ip link add "$ENGINE_BRIDGE" type bridge || die "could not make the network bridge $ENGINE_BRIDGE: is this a container without NET_ADMIN?"
    echo "$ENGINE_BRIDGE" >"$ENGINE_DIR/bridge"
  fi
  [[ "$(ip -o -4 addr show dev "$ENGINE_BRIDGE")" = *" $ENGINE_SUBNET "* ]] || ip addr add "$ENGINE_SUBNET" dev "$ENGINE_BRIDGE"
  ip link set "$ENGINE_BRIDGE" up
}

# A daemon that was killed leaves its containerd behind, for a moment or for
# good. The folder in its command line says whose it is.
containerd_left() {
  local pid
  pid=$(cat "$ENGINE_DIR/exec/containerd/containerd.pid" 2>/dev/null) || return 1
  [[ "$({ tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null)" = *"$ENGINE_DIR/exec/"* ]]
}
no_containerd() { ! containerd_left; }
end_containerd() {
  if containerd_left; then
    kill "$(cat "$ENGINE_DIR/exec/containerd/containerd.pid")" 2>/dev/null || true
    wait_for 20 no_containerd || die "the containerd that a killed engine left does not end"
  fi
  rm -f "$ENGINE_DIR/exec/containerd/containerd.pid" "$ENGINE_DIR/exec/containerd/containerd.sock"
}

start_engine() {
  end_containerd
  make_bridge
  mkdir -p "$(dirname "$ENGINE_SOCKET")"
  cat >"$ENGINE_DIR/dockerd.json" <<JSON
{
  "hosts": ["unix://$ENGINE_SOCKET"],
  "data-root": "$ENGINE_DIR/data",
  "exec-root": "$ENGINE_DIR/exec",
  "pidfile": "$ENGINE_DIR/dockerd.own.pid",
  "bridge": "$ENGINE_BRIDGE",
  "ip": "127.0.0.1",
  "registry-mirrors": ["http://$ENGINE_REGISTRY"],
  "log-level": "warn"
}
JSON
  # A pid file that a killed daemon left would keep the next from starting.
  rm -f "$ENGINE_DIR/dockerd.own.pid"
  launch dockerd /usr/sbin/dockerd --config-file "$ENGINE_DIR/dockerd.json"
  wait_for 60 engine_answers || { tail -5 "$ENGINE_DIR/dockerd.log" >&2; end dockerd; die "the engine did not start; the whole log is $ENGINE_DIR/dockerd.log"; }
  say "engine at $ENGINE_SOCKET"
}

docker_here() { "$DOCKER" --host "unix://$ENGINE_SOCKET" "$@"; }

debian_release() { (
  . /etc/os-release
  [ "$ID" = debian ] && echo "${VERSION_CODENAME:-stable}" || echo stable
); }

make_base() {
  local suite=${ENGINE_SUITE:-$(debian_release)} tar=$ENGINE_DIR/base.tar sources=() f tag
  if ! docker_here image inspect "$BASE" >/dev/null 2>&1; then
    say "making $BASE from Debian's packages ($suite)"
    if [ "$suite" = "$(debian_release)" ]; then
      for f in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
        if [ -s "$f" ]; then sources+=("$f"); fi
      done
    fi
    mmdebstrap --quiet --variant=minbase --include=ca-certificates \
      --aptopt='Acquire::Languages "none"' \
      --dpkgopt='path-exclude=/usr/share/doc/*' \
      --dpkgopt='path-exclude=/usr/share/man/*' \
      --dpkgopt='path-exclude=/usr/share/locale/*' \
      "$suite" "$tar" "${sources[@]}" || die "could not make the base image from the packages of Debian $suite"
    docker_here import --change 'CMD ["bash"]' \
      --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' "$tar" "$BASE" >/dev/null
    rm -f "$tar"
  fi
  registry_answers || return 0
  for tag in stable-slim stable latest "$suite" "$suite-slim"; do
    [ "$(get "$ENGINE_REGISTRY" "/v2/library/debian/manifests/$tag")" = 200 ] && continue
    docker_here tag "$BASE" "$ENGINE_REGISTRY/library/debian:$tag"
    docker_here push -q "$ENGINE_REGISTRY/library/debian:$tag" >/dev/null
    docker_here rmi "$ENGINE_REGISTRY/library/debian:$tag" >/dev/null
  done
  say "base image $BASE"
}

up() {
  if engine_answers && ! ours dockerd; then
    say "one answers at $ENGINE_SOCKET already, nothing to do"
    return
  fi
  if engine_answers && [ -e "$ENGINE_DIR/complete" ]; then
    say "ours answers at $ENGINE_SOCKET"
    return
  fi
  [ "$(id -u)" = 0 ] || die "no container engine answers at $ENGINE_SOCKET, and starting one needs root; install Docker or run this as root"
  command -v apt-get >/dev/null || die "no container engine answers at $ENGINE_SOCKET, and this is neither Debian nor Ubuntu; install Docker"
  mkdir -p "$ENGINE_DIR"
  exec 9>"$ENGINE_DIR/lock" # two at once: the second waits, then finds all done
  flock 9
  if engine_answers && [ -e "$ENGINE_DIR/complete" ]; then
    say "ours answers at $ENGINE_SOCKET"
    return
  fi
  rm -f "$ENGINE_DIR/complete"
  local packages=(docker.io containerd runc iptables iproute2 docker-registry mmdebstrap)
  [ "$(debian_release)" = stable ] && packages+=(debian-archive-keyring)
  install_packages "${packages[@]}"
  [ -x "$DOCKER" ] || install_packages docker-cli # its own package since Debian 13
  start_registry
  # Where the machine has an init system, the package has started it.
  engine_answers || start_engine
  make_base
  touch "$ENGINE_DIR/complete"
}

status() {
  local up=0
  if engine_answers; then
    say "answers at $ENGINE_SOCKET$(ours dockerd && echo ", started by this script")"
  else
    say "none answers at $ENGINE_SOCKET"
    up=1
  fi
  if registry_answers; then
    say "registry answers at $ENGINE_REGISTRY$(ours registry && echo ", started by this script")"
  else
    say "no registry at $ENGINE_REGISTRY"
  fi
  return $up
}

down() {
  end dockerd
  end_containerd
  end registry
  if [ -s "$ENGINE_DIR/bridge" ]; then
    ip link delete "$(cat "$ENGINE_DIR/bridge")" 2>/dev/null || true
    rm -f "$ENGINE_DIR/bridge"
  fi
  rm -f "$ENGINE_DIR/complete"
}

case $ENGINE_REGISTRY in
  127.*:* | localhost:*) ;;
  *) die "ENGINE_REGISTRY must be on loopback, not $ENGINE_REGISTRY: it asks for no login" ;;
esac
case ${1:-up} in
  up) up ;;
  status) status ;;
  down) down ;;
  *) die "up, status or down, not $1" ;;
esac
