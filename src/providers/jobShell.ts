/**
 * The shell program that runs a job, on servers of every kind. POSIX sh only (dash, bash as sh, busybox); it outlives the
 * orchestrator, so nothing in it may depend on it. File descriptor 3 is the starter's: closing it says "ready".
 */

/** All a script inherits: where the system's programs lie. */
export const basePath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A process id alone may be reused; with its start time it names one process for ever. */
export const startOf = `
start_of() {
  if [ -d /proc/self ]; then
    read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
    stat=\${stat##*) }
    # shellcheck disable=SC2086
    set -- $stat
    echo "\${20}"
  else
    LC_ALL=C ps -o lstart= -p "$1"
  fi
}
# Hard-linking a complete file into place is the claim: it succeeds for exactly one of many, and never half.
claim() {
  echo "$$ $(start_of $$)" >"$1.$$" && ln "$1.$$" "$1" 2>/dev/null
  won=$?
  rm -f "$1.$$"
  return $won
}
`;

/** Runs one job: `job.sh <job directory>`. Leads the job's process group and writes the exit status at the end. */
export const jobScript = `#!/bin/sh
umask 077
job=$1
cd "$PROV_ROOT" || exit 1
${startOf}
claim "$job/pgid" || exit 0
# A handler, not "ignore": it is reset in the script, which dies of TERM, while we stay to write down how it ended.
trap : TERM
exec 3>&-
/bin/sh "$job/script.sh" >"$job/log" 2>&1 </dev/null
rc=$?
echo $rc >"$job/rc.tmp" && mv "$job/rc.tmp" "$job/rc"
`;
