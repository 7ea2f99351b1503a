#!/bin/sh
# npm.sh DIR PACKAGE@VERSION: installs an npm package below DIR. Without npm it
# says so and succeeds.
set -eu
dir=$1
package=$2
if [ "$(cat "$dir/installed" 2>/dev/null)" = "$package" ]; then
	exit 0
fi
command -v npm >/dev/null || {
	echo "npm is missing: $package is not installed." >&2
	exit 0
}
mkdir -p "$dir"
echo '{"private":true}' >"$dir/package.json"
npm install --silent --no-audit --no-fund --prefix "$dir" "$package"
echo "$package" >"$dir/installed"
