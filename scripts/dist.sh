#!/bin/sh
# dist.sh PLATFORM…: makes what is published of a commit, in build/dist: for each
# platform an archive of the programs with manual page and completions, and the
# extension for VS Code with the server in it; and the checksums of all of them.
# Two runs for a commit give the same bytes, in clones of the repository: what is
# built in a linked worktree does not say its commit.
set -eu
root=$(pwd)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
umask 022
# What runs here, and prints the manual page: its bytes are those of this build.
native=$root/build/dist/native/schemascope
mkdir -p build/dist/native
go build -trimpath -buildvcs=auto -o "$native" .
rm -f build/dist/*.tar.gz build/dist/*.zip build/dist/*.vsix build/dist/SHA256SUMS
for platform; do
	programs=$root/build/dist/$platform/programs
	tree=$root/build/dist/$platform/schemascope-$platform
	echo "$platform"
	scripts/compile.sh "$platform" "$programs"
	rm -rf "$tree"
	scripts/install.sh "$programs" "$tree" "$native"
	cp LICENSE README.md "$tree/"
	archive=tar.gz suffix=
	case $platform in win32-*) archive=zip suffix=.exe ;; esac
	go run ./scripts/pack "build/dist/schemascope-$platform.$archive" "$tree"
	if command -v npm >/dev/null; then
		scripts/vsix.sh "$programs/schemascope$suffix" "$root/build/dist/schemascope-$platform.vsix" "$platform"
	else
		echo "npm is missing: there is no extension for VS Code" >&2
	fi
done
cd build/dist
find . -maxdepth 1 -type f \( -name '*.tar.gz' -o -name '*.zip' -o -name '*.vsix' \) | sed 's|^\./||' | sort | while read -r file; do
	if command -v sha256sum >/dev/null; then sha256sum "$file"; else shasum -a 256 "$file"; fi
done >SHA256SUMS
cat SHA256SUMS
