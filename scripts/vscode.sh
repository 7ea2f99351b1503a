#!/bin/sh
# vscode.sh [SCRIPT…]: installs what the extension for VS Code is built with, as its
# package-lock says, and runs scripts of its package.json. Without npm it says so
# and succeeds.
set -eu
command -v npm >/dev/null || {
	echo "npm is missing: the extension for VS Code is neither checked nor built." >&2
	exit 0
}
cd editors/vscode
if ! cmp -s package-lock.json node_modules/installed; then
	npm ci --silent --no-audit --no-fund
	cp package-lock.json node_modules/installed
fi
for script; do
	npm run --silent "$script"
done
