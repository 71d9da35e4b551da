#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
[ -x /usr/local/bin/k3s ] || exit "$ABSENT"
host_check
k3s kubectl get --raw /readyz >/dev/null 2>&1 || exit "$DIFFERENT"
