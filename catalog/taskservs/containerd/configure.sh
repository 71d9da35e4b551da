#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
cgroup=false
if have_systemd && [ "$PROV_PARAM_SYSTEMD_CGROUP" = true ]; then cgroup=true; fi
mkdir -p /etc/containerd
containerd config default | sed "s/SystemdCgroup = .*/SystemdCgroup = $cgroup/" >/etc/containerd/config.toml.new
mv /etc/containerd/config.toml.new /etc/containerd/config.toml
if have_systemd; then
  systemctl restart containerd
else
  if [ -f /run/prov-containerd.pid ]; then kill "$(cat /run/prov-containerd.pid)" 2>/dev/null || :; fi
  setsid containerd </dev/null >/var/log/containerd.log 2>&1 &
  echo $! >/run/prov-containerd.pid
fi
host_installed
