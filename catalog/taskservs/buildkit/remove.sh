#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
unit_remove buildkit
rm -f /usr/local/bin/buildkitd /usr/local/bin/buildctl
rm -rf /var/lib/buildkit /run/buildkit /var/cache/prov/buildkit "$(host_state)"
