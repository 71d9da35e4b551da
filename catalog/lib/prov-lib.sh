# Shared by the scripts of all task services: POSIX sh, sourced as  . "$PROV_FILES/lib/prov-lib.sh"
# Exit statuses of scripts: 0 ok, 10 absent, 11 there in another form, 75 worth trying again, others final.
# shellcheck shell=sh
set -eu
umask 077

ABSENT=10
DIFFERENT=11
RETRYABLE=75

say() { printf '%s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
fail_retryable() { say "$*" >&2; exit "$RETRYABLE"; }

# prov_output KEY VALUE: told to whoever asked for the installation.
prov_output() { printf '%s=%s\n' "$1" "$2" >>"$PROV_OUTPUTS_FILE"; }

have() { command -v "$1" >/dev/null 2>&1; }

# ---- process servers: services kept alive by the server's own init ------------------------------------------------

# service_define NAME COMMAND...: writes the run file; the arguments stand in it quoted, as they are.
service_define() {
  name=$1
  shift
  mkdir -p "$PROV_ROOT/etc/services/$name"
  {
    say '#!/bin/sh'
    printf 'exec'
    for word in "$@"; do printf " '%s'" "$(printf %s "$word" | sed "s/'/'\\\\''/g")"; done
    say ''
  } >"$PROV_ROOT/etc/services/$name/run.new"
  mv "$PROV_ROOT/etc/services/$name/run.new" "$PROV_ROOT/etc/services/$name/run"
}

service_supervised() { [ -f "$PROV_RUN/$1.sup" ] && kill -0 "$(cat "$PROV_RUN/$1.sup")" 2>/dev/null; }

# Up = supervised and its process is there. Says nothing about whether it answers; that is what probes are for.
service_up() {
  service_supervised "$1" && [ -f "$PROV_RUN/$1.pid.service" ] && kill -0 "$(cat "$PROV_RUN/$1.pid.service")" 2>/dev/null
}

service_start() {
  [ -p "$PROV_RUN/init.ctl" ] || fail_retryable "the init process of $PROV_SERVER_NAME isn't running"
  rm -f "$PROV_ROOT/etc/services/$1/down" "$PROV_RUN/$1.exits"
  printf 'start %s\n' "$1" 1<>"$PROV_RUN/init.ctl"
}

# Stops and waits until the supervisor has gone; TERM first, KILL after five seconds.
service_stop() {
  [ -d "$PROV_ROOT/etc/services/$1" ] || return 0
  : >"$PROV_ROOT/etc/services/$1/down"
  tries=0
  while service_supervised "$1"; do
    tries=$((tries + 1))
    signal=TERM
    [ "$tries" -lt 50 ] || signal=KILL
    [ "$tries" -lt 100 ] || fail_retryable "service $1 doesn't end"
    if [ -f "$PROV_RUN/$1.pid.service" ]; then kill -"$signal" "$(cat "$PROV_RUN/$1.pid.service")" 2>/dev/null || :; fi
    sleep 0.1
  done
}

service_restart() {
  service_stop "$1"
  service_start "$1"
}

# Everything the init and the supervisor keep about a service.
service_remove() {
  service_stop "$1"
  rm -rf "$PROV_ROOT/etc/services/$1" "$PROV_ROOT/log/$1.log"
  rm -f "$PROV_RUN/$1.sup" "$PROV_RUN/$1.pid.service" "$PROV_RUN/$1.pid.tmp" "$PROV_RUN/$1.exits" "$PROV_RUN/$1.port"
}

# ---- task services written on Node: installed in opt/NAME ---------------------------------------------------------

# node_check: the whole check script of such a service. Reads only.
node_check() {
  home=$PROV_ROOT/opt/$PROV_TASKSERV
  [ -d "$home" ] || exit "$ABSENT"
  [ "$(cat "$home/VERSION" 2>/dev/null)" = "$PROV_TASKSERV_VERSION" ] || exit "$DIFFERENT"
  cmp -s "$home/params.json" "$PROV_PARAMS_FILE" || exit "$DIFFERENT"
  service_up "$PROV_TASKSERV" || exit "$DIFFERENT"
}

# node_install FILE...: puts the program and its parameters in place and starts it.
node_install() {
  [ -n "${PROV_NODE:-}" ] || fail "$PROV_TASKSERV needs a Node binary, and this server has none"
  home=$PROV_ROOT/opt/$PROV_TASKSERV
  mkdir -p "$home" "$PROV_ROOT/var/$PROV_TASKSERV"
  for file in lib/service.mjs "$@"; do cp "$PROV_FILES/$file" "$home/"; done
  cp "$PROV_PARAMS_FILE" "$home/params.json"
  service_define "$PROV_TASKSERV" "$PROV_NODE" "$home/$1"
  # Last: a check after a crash in between must not take it for installed.
  say "$PROV_TASKSERV_VERSION" >"$home/VERSION"
  service_restart "$PROV_TASKSERV"
}

# node_health: waits until the service itself answers, or has crashed twice; tells port and address.
node_health() {
  if ! "$PROV_NODE" "$PROV_FILES/lib/probe.mjs" "$PROV_TASKSERV" "$PROV_RUN"; then
    tail -n 3 "$PROV_ROOT/log/$PROV_TASKSERV.log" 2>/dev/null || :
    fail "$PROV_TASKSERV doesn't answer"
  fi
  port=$(cat "$PROV_RUN/$PROV_TASKSERV.port")
  prov_output port "$port"
  prov_output url "http://127.0.0.1:$port/"
}

node_remove() {
  service_remove "$PROV_TASKSERV"
  rm -rf "$PROV_ROOT/opt/$PROV_TASKSERV" "$PROV_ROOT/var/$PROV_TASKSERV"
}

# ---- real hosts ----------------------------------------------------------------------------------------------------

have_systemd() { [ -d /run/systemd/system ] && have systemctl; }

# fetch URL SHA256 TARGET: downloads once, refuses a file with another checksum.
fetch() {
  if [ -f "$3" ] && printf '%s  %s\n' "$2" "$3" | sha256sum -c - >/dev/null 2>&1; then return 0; fi
  mkdir -p "$(dirname "$3")"
  curl -fsSL --retry 3 --max-time 600 -o "$3.part" "$1" || fail_retryable "can't download $1"
  printf '%s  %s\n' "$2" "$3.part" | sha256sum -c - >/dev/null || { rm -f "$3.part"; fail "$1 doesn't have the checksum $2"; }
  mv "$3.part" "$3"
}

# What an install leaves to recognise itself by: version and parameters. Written last, removed last.
host_state() { say "/var/lib/prov/$PROV_TASKSERV"; }
host_installed() {
  state=$(host_state)
  mkdir -p "$state"
  cp "$PROV_PARAMS_FILE" "$state/params.json"
  say "$PROV_TASKSERV_VERSION" >"$state/VERSION"
}
host_check() {
  state=$(host_state)
  [ -f "$state/VERSION" ] || exit "$DIFFERENT"
  [ "$(cat "$state/VERSION")" = "$PROV_TASKSERV_VERSION" ] || exit "$DIFFERENT"
  cmp -s "$state/params.json" "$PROV_PARAMS_FILE" || exit "$DIFFERENT"
}

# unit_start NAME / unit_remove NAME: a systemd unit whose file the script has written.
unit_start() {
  have_systemd || fail "$PROV_TASKSERV runs under systemd, which this host doesn't have"
  systemctl daemon-reload
  systemctl enable --now "$1"
  systemctl restart "$1"
}
unit_remove() {
  if have_systemd; then systemctl disable --now "$1" 2>/dev/null || :; fi
  rm -f "/etc/systemd/system/$1.service"
  if have_systemd; then systemctl daemon-reload; fi
}

# Installs Debian packages and remembers which came new, so that removing gives back exactly those.
apt_install() {
  have apt-get || fail "$PROV_TASKSERV is installed with apt-get, which this host doesn't have"
  state=$(host_state)
  mkdir -p "$state"
  [ -f "$state/packages.before" ] || dpkg-query -W -f '${Package}\n' | sort >"$state/packages.before"
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" || fail_retryable "apt-get install $* failed"
  dpkg-query -W -f '${Package}\n' | sort | comm -13 "$state/packages.before" - >"$state/packages.added"
}

apt_remove() {
  state=$(host_state)
  if [ -s "$state/packages.added" ]; then
    # shellcheck disable=SC2046
    DEBIAN_FRONTEND=noninteractive apt-get purge -y $(cat "$state/packages.added") || fail_retryable "apt-get purge failed"
  fi
  rm -rf "$state"
}
