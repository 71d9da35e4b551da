#!/bin/sh
. "$PROV_FILES/lib/prov-lib.sh"
if [ -z "${PROV_PARAM_ARTIFACT_URL:-}" ] || [ -z "${PROV_PARAM_ARTIFACT_SHA256:-}" ]; then
  fail "set the parameters artifact_url and artifact_sha256 of buildkit to the archive of its release and its checksum"
fi
have_systemd || fail "buildkit runs under systemd, which this host doesn't have"
cache=/var/cache/prov/buildkit
fetch "$PROV_PARAM_ARTIFACT_URL" "$PROV_PARAM_ARTIFACT_SHA256" "$cache/buildkit.tar.gz"
tar -xzf "$cache/buildkit.tar.gz" -C "$cache" bin/buildkitd bin/buildctl
for program in buildkitd buildctl; do
  cp "$cache/bin/$program" "/usr/local/bin/$program.new"
  chmod 0755 "/usr/local/bin/$program.new"
  mv "/usr/local/bin/$program.new" "/usr/local/bin/$program"
done
cat >/etc/systemd/system/buildkit.service <<UNIT
[Unit]
Description=BuildKit
After=containerd.service
Requires=containerd.service

[Service]
ExecStart=/usr/local/bin/buildkitd --addr $PROV_PARAM_ADDRESS --oci-worker=false --containerd-worker=true
Restart=always

[Install]
WantedBy=multi-user.target
UNIT
unit_start buildkit
host_installed
