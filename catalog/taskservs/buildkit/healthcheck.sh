#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
tries=0
until buildctl --addr "$PROV_PARAM_ADDRESS" debug workers >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 40 ] || fail "buildkit doesn't answer on $PROV_PARAM_ADDRESS"
  sleep 1
done
prov_output address "$PROV_PARAM_ADDRESS"
