#!/bin/sh
# root.sh RELEASE PACKAGE…: unpacks programs of another release of Debian, with
# all that they need and without installing them, into build/debian/RELEASE, from
# where test/internal/debian runs them. Where that cannot be it says so and
# succeeds: the tests that need them are then skipped.
set -eu
release=$1
shift
dir=build/debian/$release
if [ "$(cat "$dir/installed" 2>/dev/null)" = "$*" ]; then
	exit 0
fi
"$(dirname "$0")/debian.sh" mmdebstrap mmdebstrap mmdebstrap
if ! command -v mmdebstrap >/dev/null || [ "$(id -u)" != 0 ]; then
	echo "Debian $release cannot be unpacked from here: tests with its $* will be skipped." >&2
	exit 0
fi
echo "unpacking $* of Debian $release"
rm -rf "$dir"
mkdir -p "$(dirname "$dir")"
# A mirror that lags behind is as good as another: its signatures are checked.
if mmdebstrap --quiet --mode=root --variant=extract --include="$(echo "$*" | tr ' ' ,)" \
	--aptopt='Acquire::Check-Valid-Until "false"' "$release" "$dir" >build/debian/"$release".log 2>&1; then
	echo "$*" >"$dir/installed"
else
	echo "$* of Debian $release could not be had (build/debian/$release.log): tests with them will be skipped." >&2
fi
