#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
apt_install containerd runc
if [ ! -f "$(host_state)/had-config" ] && [ ! -f "$(host_state)/no-config" ]; then
  # What was there is kept, to be put back by remove.
  if [ -f /etc/containerd/config.toml ]; then cp /etc/containerd/config.toml "$(host_state)/had-config"; else : >"$(host_state)/no-config"; fi
fi
