#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
[ -x /usr/local/bin/buildkitd ] || exit "$ABSENT"
host_check
buildctl --addr "$PROV_PARAM_ADDRESS" debug workers >/dev/null 2>&1 || exit "$DIFFERENT"
