#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
export KUBECONFIG=/etc/rancher/k3s/k3s.yaml
cilium status --wait --wait-duration 8m
