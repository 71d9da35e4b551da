#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
export KUBECONFIG=/etc/rancher/k3s/k3s.yaml
if [ -z "${PROV_PARAM_ARTIFACT_URL:-}" ] || [ -z "${PROV_PARAM_ARTIFACT_SHA256:-}" ]; then
  fail "set the parameters artifact_url and artifact_sha256 of cilium to the archive of its program and its checksum"
fi
cache=/var/cache/prov/cilium
fetch "$PROV_PARAM_ARTIFACT_URL" "$PROV_PARAM_ARTIFACT_SHA256" "$cache/cilium.tar.gz"
tar -xzf "$cache/cilium.tar.gz" -C "$cache" cilium
cp "$cache/cilium" /usr/local/bin/cilium.new
chmod 0755 /usr/local/bin/cilium.new
mv /usr/local/bin/cilium.new /usr/local/bin/cilium
set --
if [ -n "${PROV_PARAM_CILIUM_VERSION:-}" ]; then set -- --version "$PROV_PARAM_CILIUM_VERSION"; fi
if k3s kubectl -n kube-system get daemonset cilium >/dev/null 2>&1; then verb=upgrade; else verb=install; fi
cilium "$verb" "$@" || fail_retryable "cilium $verb failed"
host_installed
