#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
service_restart "$PROV_TASKSERV"
