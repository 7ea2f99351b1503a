#!/bin/sh
# compile.sh PLATFORM DIR: compiles the programs for a platform, by the names that VS
# Code has for them, so that two builds of a commit give the same bytes. For Linux
# and Windows the C compiler is zig, on any machine; for macOS it is Apple's, there.
set -eu
platform=$1 dir=$2
root=$(pwd)
zig="'$root/build/zig/bin/python' -m ziglang cc -target" # go takes words in quotes
flags=-O2
link="-s -w"
case $platform in
linux-x64) GOOS=linux GOARCH=amd64 CC="$zig x86_64-linux-gnu.2.28" ;; # the oldest glibc that VS Code runs on
linux-arm64) GOOS=linux GOARCH=arm64 CC="$zig aarch64-linux-gnu.2.28" ;;
win32-x64) GOOS=windows GOARCH=amd64 CC="$zig x86_64-windows-gnu" ;;
darwin-x64) GOOS=darwin GOARCH=amd64 CC="clang -arch x86_64" ;;
darwin-arm64) GOOS=darwin GOARCH=arm64 CC="clang -arch arm64" ;;
*)
	echo "$platform is not one of linux-x64, linux-arm64, win32-x64, darwin-x64, darwin-arm64" >&2
	exit 1
	;;
esac
case $GOOS in
# zig's headers declare strchrnul for every glibc, which PostgreSQL's parser only
# expects of the newest.
linux)
	flags="$flags -DHAVE_STRCHRNUL"
	link="$link -extldflags=-Wl,--strip-all" # zig does not heed what -s passes on
	;;
# Otherwise the linker names a file of debugging symbols, by the time and at random.
windows) export CGO_LDFLAGS=-s ;;
darwin) [ "$(uname -s)" = Darwin ] || {
	echo "$platform can only be compiled on macOS" >&2
	exit 1
} ;;
esac
if [ "$GOOS" != darwin ]; then
	scripts/zig.sh build/zig
	# Go's name of a build depends on the compiler's path.
	link="$link -buildid= -B none"
fi
mkdir -p "$dir"
export GOOS GOARCH CC CGO_ENABLED=1 CGO_CFLAGS="$flags"
go build -trimpath -buildvcs=auto -ldflags "$link" -o "$dir/" . ./erd/schemascope-dot
# The linker stamps the time into the header of a program for Windows (PE format,
# "COFF File Header": 4 bytes, 8 behind the signature, whose place is at byte 60).
if [ "$GOOS" = windows ]; then
	for program in "$dir"/*.exe; do
		signature=$(od -An -tu4 -j60 -N4 "$program" | tr -d ' ')
		printf '\0\0\0\0' | dd of="$program" bs=1 seek=$((signature + 8)) conv=notrunc 2>/dev/null
	done
fi
