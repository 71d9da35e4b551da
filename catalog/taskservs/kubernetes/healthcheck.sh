#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
tries=0
until k3s kubectl get --raw /readyz >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || fail "the API server of kubernetes doesn't become ready"
  sleep 2
done
prov_output kubeconfig /etc/rancher/k3s/k3s.yaml
