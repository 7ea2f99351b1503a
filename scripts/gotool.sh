#!/bin/sh
# gotool.sh DIR MODULE@VERSION: builds the program that is a Go module's root into
# DIR. "go install" would ask the module proxy for all versions, which not every
# proxy answers.
set -eu
dir=$1
module=${2%@*}
version=${2#*@}
if [ "$(cat "$dir/$(basename "$module").installed" 2>/dev/null)" = "$2" ]; then
	exit 0
fi
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
work=$(mktemp -d -p "$dir")
trap 'rm -rf "$work"' EXIT
cd "$work"
go mod init tool 2>/dev/null
go mod edit -require "$module@$version"
go build -mod=mod -o "$dir/$(basename "$module")" "$module"
echo "$2" >"$dir/$(basename "$module").installed"
