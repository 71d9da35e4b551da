#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
export KUBECONFIG=/etc/rancher/k3s/k3s.yaml
[ -x /usr/local/bin/cilium ] || exit "$ABSENT"
host_check
cilium status >/dev/null 2>&1 || exit "$DIFFERENT"
