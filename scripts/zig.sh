#!/bin/sh
# zig.sh DIR: installs zig below DIR, from PyPI, as a C compiler for other machines
# than this one.
set -eu
dir=$1
version=0.17.1
if [ "$(cat "$dir/installed" 2>/dev/null)" = "$version" ]; then
	exit 0
fi
python=${PYTHON:-python3}
echo "installing the C compiler zig $version into $dir"
rm -rf "$dir"
"$python" -m venv "$dir" || {
	echo "zig needs Python with venv (on Debian: apt-get install python3-venv)" >&2
	exit 1
}
"$dir/bin/pip" install --quiet --disable-pip-version-check "ziglang==$version"
echo "$version" >"$dir/installed"
