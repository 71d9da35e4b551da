#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
export KUBECONFIG=/etc/rancher/k3s/k3s.yaml
if [ -x /usr/local/bin/cilium ] && k3s kubectl -n kube-system get daemonset cilium >/dev/null 2>&1; then
  cilium uninstall --wait || fail_retryable "cilium uninstall failed"
fi
rm -f /usr/local/bin/cilium
rm -rf /var/cache/prov/cilium "$(host_state)"
