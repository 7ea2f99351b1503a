#!/bin/sh
# vsix.sh: packs the extension for VS Code with the server in it, bin/schemascope,
# for this machine's platform: build/schemascope-PLATFORM.vsix.
set -eu
command -v npm >/dev/null || {
	echo "npm is missing: https://nodejs.org (20 or newer)" >&2
	exit 1
}
root=$(pwd)
platform=$(node -p '`${process.platform}-${process.arch}`')
case $platform in win32-*) suffix=.exe ;; *) suffix= ;; esac
stage=$root/build/vsix/$platform

scripts/vscode.sh
cd editors/vscode
npm run --silent build
rm -rf "$stage"
mkdir -p "$stage/server"
cp -R package.json README.md dist "$stage"
cp "$root/LICENSE" "$stage/LICENSE"
cp "$root/bin/schemascope$suffix" "$stage/server/"
: >"$stage/.vscodeignore" # all of it belongs in
cd "$stage"
"$root/editors/vscode/node_modules/.bin/vsce" package --no-dependencies --target "$platform" -o "$root/build/schemascope-$platform.vsix"
