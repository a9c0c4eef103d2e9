# Shared by the scripts beside it: they stand in the root of the repository and speak in one voice.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CGO_ENABLED=${CGO_ENABLED:-0} GOFLAGS=${GOFLAGS:--tags=nomsgpack}

say() { printf '\n== %s\n' "$*"; }
die() {
	printf '\n%s\n' "$*" >&2
	exit 1
}

# postgres_tool NAME finds a program of PostgreSQL, which Debian keeps off the path.
postgres_tool() {
	command -v "$1" 2>/dev/null && return
	local found
	found=$(ls -d /usr/lib/postgresql/*/bin/"$1" 2>/dev/null | sort -V | tail -1)
	[ -n "$found" ] && printf '%s\n' "$found"
}

# roomy FOLDER: it lies in memory, six gigabytes of it are free, and programs may be run from it.
roomy() {
	[ "$(stat -f -c %T "$1" 2>/dev/null)" = tmpfs ] || return
	[ "$(df -Pk "$1" | awk 'NR == 2 {print $4}')" -ge 6000000 ] || return
	[ "$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo)" -ge 6000000 ] || return
	local try ok=1
	try=$(mktemp -p "$1") || return
	printf '#!/bin/sh\n' >"$try" && chmod +x "$try" && "$try" 2>/dev/null && ok=0
	rm -f "$try"
	return "$ok"
}

# transactions tells how many the PostgreSQL of the tests has committed, in the database that it is told of and those it lends.
transactions() {
	sleep 1 # its counters come late
	"$(postgres_tool psql)" -XAtc "select sum(xact_commit) from pg_stat_database where datname = current_database() or datname like 'guildhall\_%'" "$GUILDHALL_TEST_POSTGRES"
}
