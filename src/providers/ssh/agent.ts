import { basePath, startOf } from '../jobShell.ts';

/** Exit statuses of the program below that mean something; every other one but 0 is a failure. */
export const status = { foreign: 43, absent: 44, deleting: 45, unkillable: 46, busy: 47, cut: 48 } as const;

/** Directories every server starts with, as on the servers of this machine. */
const directories = '.prov etc home jobs log opt run srv var';

/**
 * The program that runs on the host for each call: `agent COMMAND BASE NAME [argument...]`. It is sent along and leaves
 * nothing behind. POSIX sh on Linux, with `flock` and `setsid` (util-linux, busybox). BASE holds the servers of one
 * provider and counts from the user's home; NAME is the server, a directory in it.
 *
 * `create` and `delete` never wait for their turn: a call whose caller has died in the meantime could otherwise come
 * after what others did since. What holds secrets comes by standard input, never as an argument.
 */
export const agent = `
umask 077
PATH=${basePath}
command=$1 name=$3
cd "$HOME" || exit 1
[ "$command" != create ] || mkdir -p "$2" || exit 1
[ "$command" != check ] || {
  missing=
  for program in flock setsid grep head tail base64; do
    command -v $program >/dev/null || missing="$missing $program"
  done
  [ -r /proc/self/environ ] || missing="$missing /proc"
  [ -z "$missing" ] || { echo "lacks$missing" >&2; exit 1; }
  exit 0
}
cd "$2" 2>/dev/null || exit ${status.absent}
base=$(pwd -P)
root=$base/$name
shift 3

${startOf}
alive() {
  read -r pid start 2>/dev/null <"$1" || return 1
  [ "$(start_of "$pid")" = "$start" ] && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null
}
# Every process whose environment names the server, and the job when one is given.
carrying() {
  for environ in $(grep -lzxsF "PROV_ROOT=$root" /proc/[0-9]*/environ); do
    [ -z "$1" ] || grep -qzxsF "PROV_JOB=$1" "$environ" || continue
    environ=\${environ#/proc/}
    echo "\${environ%/environ}"
  done
}
# end_all JOB GROUPS TENTHS: TERM, and KILL after so many tenths of a second. GROUPS are process groups, as "-<leader>":
# they reach what has cleared its environment, but can't tell the dead that nobody reaps, so KILL is the last of them.
end_all() {
  round=0
  while :; do
    left=$(carrying "$1")
    [ $round -gt "$3" ] || for group in $2; do kill -s 0 -- "$group" 2>/dev/null && left="$left $group"; done
    [ -n "$left" ] || return 0
    [ $round -lt $(($3 + 100)) ] || return 1
    # shellcheck disable=SC2086
    if [ $round -ge "$3" ]; then kill -s KILL -- $left 2>/dev/null; elif [ $round -eq 0 ]; then kill -s TERM -- $left 2>/dev/null; fi
    round=$((round + 1))
    sleep 0.1
  done
}
group_of() { [ ! -f "$1" ] || ! alive "$1" || echo "-$pid"; }
mine() { [ -f server.json ] || exit ${status.absent}; }
tell() {
  if [ -e "$root/.prov/deleting" ]; then echo deleting; else echo there; fi
  cat "$root/server.json" 2>/dev/null || exit ${status.absent}
}
lock() { exec 9<"$base" && flock -n 9 || exit ${status.busy}; }
# What an earlier call was killed over.
sweep() { rm -rf "$base"/.making-* "$base"/.gone-*; }

case $command in
create) # JSON JOB_SCRIPT
  lock
  if [ ! -f "$root/server.json" ]; then
    [ ! -e "$root" ] || exit ${status.foreign}
    sweep
    mkdir "$base/.making-$name" && cd "$base/.making-$name" && mkdir ${directories} || exit 1
    printf '%s' "$1" >server.json && printf '%s' "$2" >.prov/job.sh && cd "$base" && mv ".making-$name" "$name" || exit 1
  fi
  tell
  exit ;;
delete) # ID
  lock
  if [ -e "$root" ]; then
    [ -f "$root/server.json" ] || exit ${status.foreign}
    grep -qF "\\"id\\":\\"$1\\"," "$root/server.json" || exit 0
    : >"$root/.prov/deleting"
    groups=
    for mark in "$root"/jobs/*/pgid; do groups="$groups $(group_of "$mark")"; done
    end_all '' "$groups" 15 || exit ${status.unkillable}
    mv "$root" "$base/.gone-$name"
    # A job that had passed its look at the mark may have slipped in before.
    end_all '' '' 0
  fi
  sweep
  cd "$HOME" && rmdir "$base" 2>/dev/null
  exit 0 ;;
esac

cd "$root" 2>/dev/null || exit ${status.absent}
case $command in
look)
  [ -f server.json ] || exit ${status.foreign}
  tell ;;
update) # JSON
  lock
  mine
  printf '%s' "$1" >server.json.tmp && mv server.json.tmp server.json && tell ;;
put) # PATH MODE BYTES, data by standard input
  mine
  case $1 in */*) mkdir -p "\${1%/*}" || exit 1 ;; esac
  temporary=$1.$$.tmp
  cat >"$temporary" && chmod "$2" "$temporary" && [ "$(wc -c <"$temporary")" -eq "$3" ] ||
    { rm -f "$temporary"; exit ${status.cut}; }
  mv "$temporary" "$1" || { rm -f "$temporary"; exit 1; } ;;
get) # PATH MAX
  head -c "$2" 2>/dev/null <"$1" || { [ ! -e "$1" ] || exit 1; exit ${status.absent}; } ;;
drop) # PATH
  rm -f "$1" ;;
facts)
  mine
  uname -m
  cat /etc/os-release 2>/dev/null || : ;;
start) # JOB, by standard input a line for each file: MODE, its content in base64 or "-" for none, PATH; and "end"
  mine
  [ ! -e .prov/deleting ] || exit ${status.deleting}
  [ ! -e "jobs/$1/pgid" ] || exit 0
  whole=
  while read -r mode content path; do
    [ "$mode" != end ] || { whole=1; break; }
    file=jobs/$1/$path temporary=jobs/$1/.$$.tmp
    mkdir -p "\${file%/*}" || exit 1
    if [ "$content" = - ]; then : >"$temporary"; else printf '%s' "$content" | base64 -d >"$temporary"; fi || exit 1
    chmod "$mode" "$temporary" && mv "$temporary" "$file" || exit 1
  done
  [ -n "$whole" ] || exit ${status.cut}
  # The substitution ends when the job has closed descriptor 3.
  : "$(env -i PATH="$PATH" LANG=C.UTF-8 HOME="$HOME" PROV_ROOT="$root" PROV_RUN="$root/run" PROV_SERVER_NAME="$name" \\
    PROV_NODE="$(command -v node)" PROV_JOB="$1" PROV_FILES="$root/jobs/$1/files" \\
    PROV_PARAMS_FILE="$root/jobs/$1/params.json" PROV_OUTPUTS_FILE="$root/jobs/$1/outputs" \\
    /bin/sh -c '. "./jobs/$PROV_JOB/env" && exec setsid /bin/sh .prov/job.sh "jobs/$PROV_JOB"' \\
    3>&1 >/dev/null 2>&1 </dev/null &)" ;;
poll) # JOB FROM MAX
  cd "jobs/$1" 2>/dev/null || exit ${status.absent}
  # The exit status is looked at before the output, so that what is told with it is all there is.
  rc=$(cat rc 2>/dev/null) || rc=
  state=running
  if [ -n "$rc" ]; then state="exited $rc"
  elif ! alive pgid; then
    # A job may end between two looks.
    rc=$(cat rc 2>/dev/null) && state="exited $rc" || state=lost
  fi
  [ ! -f log ] || [ "$(wc -c <log)" -le $(($2 + $3)) ] || state=running
  echo "$state"
  [ ! -f log ] || tail -c +$(($2 + 1)) log | head -c "$3" ;;
kill) # JOB TENTHS
  [ -e "jobs/$1/pgid" ] || exit 0
  end_all "$1" "$(group_of "jobs/$1/pgid")" "$2" || exit ${status.unkillable}
  [ -e "jobs/$1/rc" ] || { echo 137 >"jobs/$1/rc.tmp" && mv "jobs/$1/rc.tmp" "jobs/$1/rc"; } ;;
forget) # JOB
  rm -rf "jobs/$1" ;;
*) exit 64 ;;
esac
`;
