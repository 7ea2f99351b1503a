#!/bin/sh
# codeserver.sh DIR CODE_SERVER@VERSION NODE@VERSION: installs VS Code as
# code-server has it below DIR, with the Node that it wants. Where that cannot be
# done it says so and succeeds: the tests that need it are then skipped.
# SCHEMASCOPE_VSCODE=off leaves it out: it takes minutes and 600 MB.
set -eu
dir=$1 server=$2 node=$3
[ "${SCHEMASCOPE_VSCODE:-}" != off ] || exit 0
if [ "$(cat "$dir/installed" 2>/dev/null)" = "$server $node" ]; then
	exit 0
fi
without() {
	echo "VS Code is not installed: $1. Its tests will be skipped." >&2
	exit 0
}
command -v npm >/dev/null || without "npm is missing"
scripts=$(dirname "$0")
"$scripts/debian.sh" pkg-config pkg-config pkg-config
"$scripts/debian.sh" "Kerberos' header" libkrb5-dev /usr/include/gssapi.h
echo "installing VS Code (code-server), which takes some minutes"
mkdir -p "$dir"
# Two directories: in one, npm runs the scripts of the one while it replaces the other.
for part in node server; do
	mkdir -p "$dir/$part"
	echo '{"private":true}' >"$dir/$part/package.json"
done
(cd "$dir/node" && npm install --silent --no-audit --no-fund "$node") || without "npm could not install $node"
node_dir=$(cd "$dir/node/node_modules/node" && pwd)
PATH=$node_dir/bin:$PATH
export PATH npm_config_yes=true
for headers in "$node_dir"/node_modules/node-* "$node_dir"/../node-*; do
	if [ -d "$headers/include" ]; then
		npm_config_nodedir=$(cd "$headers" && pwd)
		export npm_config_nodedir
	fi
done
(cd "$dir/server" && npm install --silent --no-audit --no-fund --unsafe-perm "$server") || without "npm could not install $server"
echo "$server $node" >"$dir/installed"
