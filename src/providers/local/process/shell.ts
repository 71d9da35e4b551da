/**
 * The shell programs every process server carries in `.prov/`. POSIX sh only (dash, bash as sh, busybox); they outlive
 * the orchestrator, so nothing in them may depend on it. File descriptor 3 is the starter's: closing it says "ready".
 */

import { startOf } from '../../jobShell.ts';

/** Which process supervises a service: whoever reads it while it is written reads the old one or the new, never nothing. */
const note = `
note() {
  echo "$1" >"run/$2.sup.$$" && mv "run/$2.sup.$$" "run/$2.sup"
}
`;

/** Keeps the server's services alive; takes `start <service>` lines on a FIFO. One per server. */
export const initScript = `#!/bin/sh
umask 077
cd "$PROV_ROOT" || exit 1
${startOf}
${note}
claim run/init.pid || exit 0
mine=$(cat run/init.pid)
rm -f run/init.ctl run/*.sup run/*.sup.* run/*.pid.service run/*.port
mkfifo -m 600 run/init.ctl || exit 1
exec 4<>run/init.ctl
exec 3>&-

start() {
  [ -f "etc/services/$1/run" ] || return 0
  if [ -f "run/$1.sup" ] && kill -0 "$(cat "run/$1.sup")" 2>/dev/null; then return 0; fi
  rm -f "run/$1.exits"
  /bin/sh .prov/supervise.sh "$1" 4<&- &
  note $! "$1"
}

# A server whose directory was removed by hand, or replaced, must not live on.
(while sleep 15; do
  [ "$(cat run/init.pid 2>/dev/null)" = "$mine" ] && [ -f "$PROV_ROOT/run/init.pid" ] || kill -KILL 0
done) 4<&- &

for run in etc/services/*/run; do
  name=\${run#etc/services/}
  start "\${name%/run}"
done
while read -r verb name <&4; do
  case $verb in start) start "$name" ;; esac
done
`;

/** Runs one service again and again until \`etc/services/<name>/down\` appears, with a pause after each crash. */
export const superviseScript = `#!/bin/sh
umask 077
name=$1
service=etc/services/$name
exits=0
${note}
# Before the look at \`down\`: who stops the service writes that first and looks for us then, so one of us sees the other.
note $$ "$name"
while [ ! -e "$service/down" ] && [ -f "$service/run" ]; do
  /bin/sh "$service/run" >>"log/$name.log" 2>&1 </dev/null &
  echo $! >"run/$name.pid.tmp" && mv "run/$name.pid.tmp" "run/$name.pid.service"
  wait $!
  rm -f "run/$name.pid.service" "run/$name.port"
  exits=$((exits + 1))
  [ -e "$service/down" ] || { echo $exits >"run/$name.exits"; sleep 1; }
done
rm -f "run/$name.sup"
`;
