#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
have containerd || exit "$ABSENT"
host_check
ctr version >/dev/null 2>&1 || exit "$DIFFERENT"
