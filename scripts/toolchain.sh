#!/bin/sh
# Says what is missing to build schemascope, before the go command says it in
# its own words.
set -eu
command -v go >/dev/null || {
	echo "Go is missing: https://go.dev/doc/install" >&2
	exit 1
}
cc=$(go env CC)
command -v "${cc%% *}" >/dev/null || {
	echo "A C compiler ($cc) is missing: PostgreSQL's parser is written in C. On Debian: apt-get install gcc libc6-dev" >&2
	exit 1
}
[ "$(go env CGO_ENABLED)" = 1 ] || {
	echo "cgo is off (CGO_ENABLED=0), but PostgreSQL's parser is written in C." >&2
	exit 1
}
