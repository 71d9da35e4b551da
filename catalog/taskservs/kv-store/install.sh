#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
node_install server.mjs
