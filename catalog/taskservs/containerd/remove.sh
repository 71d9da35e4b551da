#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
if have_systemd; then systemctl stop containerd 2>/dev/null || :; fi
if [ -f /run/prov-containerd.pid ]; then kill "$(cat /run/prov-containerd.pid)" 2>/dev/null || :; fi
rm -f /run/prov-containerd.pid
if [ -f "$(host_state)/had-config" ]; then cp "$(host_state)/had-config" /etc/containerd/config.toml; fi
if [ -f "$(host_state)/no-config" ]; then rm -f /etc/containerd/config.toml; fi
apt_remove
