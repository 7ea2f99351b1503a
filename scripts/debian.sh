#!/bin/sh
# Installs a program that tests drive if it is missing and this user may do that
# on this machine. Otherwise it says so and succeeds: the tests are then skipped.
# usage: debian.sh NAME PACKAGE PLACE…, where a place is a command or a file.
set -eu
name=$1 package=$2
shift 2
for place; do
	if command -v "$place" >/dev/null || [ -e "$place" ]; then
		exit 0
	fi
done
sudo=
[ "$(id -u)" = 0 ] || sudo="sudo -n"
if ! command -v apt-get >/dev/null || ! $sudo true 2>/dev/null; then
	echo "$name is missing and cannot be installed from here: its tests will be skipped." >&2
	exit 0
fi
echo "installing $name"
export DEBIAN_FRONTEND=noninteractive
{
	$sudo apt-get update -qq &&
		$sudo apt-get install -y -qq --no-install-recommends "$package"
} >/dev/null || echo "$name could not be installed: its tests will be skipped." >&2
