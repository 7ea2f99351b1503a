#!/bin/sh
# lsp4j.sh DIR: installs what test/jetbrains/Session.java needs below DIR, by Maven.
# Where that cannot be it says so and succeeds: the test is then skipped.
set -eu
dir=$1
pom=test/jetbrains/pom.xml
if cmp -s "$pom" "$dir/installed"; then
	exit 0
fi
"$(dirname "$0")/debian.sh" Java default-jdk-headless javac
"$(dirname "$0")/debian.sh" Maven maven mvn
if ! command -v mvn >/dev/null || ! command -v javac >/dev/null; then
	echo "Without Maven and a JDK, the test of the JetBrains template will be skipped." >&2
	exit 0
fi
rm -rf "$dir"
mkdir -p "$dir"
if mvn --quiet --batch-mode -f "$pom" dependency:copy-dependencies -DoutputDirectory="$(cd "$dir" && pwd)" >"$dir/log" 2>&1; then
	cp "$pom" "$dir/installed"
else
	echo "Maven could not get Eclipse LSP4J ($dir/log): the test of the JetBrains template will be skipped." >&2
fi
