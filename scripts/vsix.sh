#!/bin/sh
# vsix.sh [PROGRAM [FILE [PLATFORM]]]: packs the extension for VS Code with PROGRAM in
# it as the server: by itself bin/schemascope, into build/schemascope-PLATFORM.vsix,
# for this machine's platform. With SOURCE_DATE_EPOCH, the bytes only depend on those
# of the source and of PROGRAM.
set -eu
command -v npm >/dev/null || {
	echo "npm is missing: https://nodejs.org (20 or newer)" >&2
	exit 1
}
root=$(pwd)
platform=${3:-$(node -p '`${process.platform}-${process.arch}`')}
case $platform in win32-*) suffix=.exe ;; *) suffix= ;; esac
program=${1:-$root/bin/schemascope$suffix}
file=${2:-$root/build/schemascope-$platform.vsix}

scripts/vscode.sh
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cd editors/vscode
node esbuild.mjs "$stage/dist"
cp -R package.json README.md syntaxes snippets walkthrough images atlas.language-configuration.json "$stage"
cp "$root/LICENSE" "$stage/LICENSE"
mkdir "$stage/server"
cp "$program" "$stage/server/schemascope$suffix"
: >"$stage/.vscodeignore" # all of it belongs in
mkdir -p "$(dirname "$file")"
cd "$stage"
"$root/editors/vscode/node_modules/.bin/vsce" package --no-dependencies --target "$platform" -o "$file"
