#!/bin/sh
# Installs what the extension for VS Code is built with, as its package-lock says.
set -eu
cd editors/vscode
if ! cmp -s package-lock.json node_modules/installed; then
	npm ci --silent --no-audit --no-fund
	cp package-lock.json node_modules/installed
fi
