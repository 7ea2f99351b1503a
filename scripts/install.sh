#!/bin/sh
# install.sh PROGRAMS DIR [NATIVE]: puts the programs that are in PROGRAMS below DIR,
# as /usr/local, with the manual page and the completions, which the program NATIVE
# prints: that of PROGRAMS, unless it is for another machine.
set -eu
programs=$1 dir=$2
suffix=
[ ! -e "$programs/schemascope.exe" ] || suffix=.exe
native=${3:-$programs/schemascope$suffix}

mkdir -p "$dir/bin"
for program in schemascope schemascope-dot; do
	install -m 755 "$programs/$program$suffix" "$dir/bin/"
done
print() { # WHAT DIR FILE
	mkdir -p "$dir/share/$2"
	# shellcheck disable=SC2086 # WHAT is several words
	"$native" $1 >"$dir/share/$2/$3"
	chmod 644 "$dir/share/$2/$3"
}
print man man/man1 schemascope.1
print "completion bash" bash-completion/completions schemascope
print "completion zsh" zsh/site-functions _schemascope
print "completion fish" fish/vendor_completions.d schemascope.fish
