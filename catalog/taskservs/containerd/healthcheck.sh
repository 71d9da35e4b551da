#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
tries=0
until ctr version >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || fail "containerd doesn't answer on its socket"
  sleep 1
done
ctr plugins ls | awk '$2 == "cri" && $NF != "ok" { bad = 1 } END { exit bad }' || fail "the CRI plugin of containerd isn't ok"
