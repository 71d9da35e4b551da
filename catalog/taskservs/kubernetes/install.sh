#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
if [ -z "${PROV_PARAM_ARTIFACT_URL:-}" ] || [ -z "${PROV_PARAM_ARTIFACT_SHA256:-}" ]; then
  fail "set the parameters artifact_url and artifact_sha256 of kubernetes to a k3s binary and its checksum"
fi
have_systemd || fail "kubernetes runs under systemd, which this host doesn't have"
cache=/var/cache/prov/kubernetes
fetch "$PROV_PARAM_ARTIFACT_URL" "$PROV_PARAM_ARTIFACT_SHA256" "$cache/k3s"
cp "$cache/k3s" /usr/local/bin/k3s.new
chmod 0755 /usr/local/bin/k3s.new
mv /usr/local/bin/k3s.new /usr/local/bin/k3s
network=
if [ "$PROV_PARAM_OWN_NETWORK" = true ]; then network='--flannel-backend=none --disable-network-policy'; fi
cat >/etc/systemd/system/k3s.service <<UNIT
[Unit]
Description=Kubernetes (k3s)
Wants=network-online.target
After=network-online.target containerd.service

[Service]
Type=notify
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStart=/usr/local/bin/k3s server --container-runtime-endpoint unix:///run/containerd/containerd.sock $network

[Install]
WantedBy=multi-user.target
UNIT
unit_start k3s
host_installed
