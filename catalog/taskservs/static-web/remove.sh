#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
node_remove
rm -rf "$PROV_ROOT/srv/static-web"
