#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
unit_remove k3s
# Pods live outside of the unit (KillMode=process), so that a restart of k3s doesn't end them; a removal does.
if have ctr; then
  for container in $(ctr -n k8s.io containers ls -q 2>/dev/null); do
    ctr -n k8s.io tasks kill -s KILL "$container" 2>/dev/null || :
    ctr -n k8s.io tasks rm -f "$container" 2>/dev/null || :
    ctr -n k8s.io containers rm "$container" 2>/dev/null || :
  done
fi
rm -f /usr/local/bin/k3s
rm -rf /etc/rancher/k3s /var/lib/rancher/k3s /var/lib/kubelet /var/cache/prov/kubernetes "$(host_state)"
