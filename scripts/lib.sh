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

# transactions tells how many the PostgreSQL of the tests has committed.
transactions() {
	sleep 1 # its counters come late
	"$(postgres_tool psql)" -XAtc "select sum(xact_commit) from pg_stat_database where datname = current_database()" "$GUILDHALL_TEST_POSTGRES"
}
