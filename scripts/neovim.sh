#!/bin/sh
# Installs Neovim if it is missing and this user may do that on this machine.
# Otherwise it says so and succeeds: the test of the editor is then skipped.
set -eu
if [ -n "${SCHEMASCOPE_NVIM:-}" ] || command -v nvim >/dev/null; then
	exit 0
fi
sudo=
[ "$(id -u)" = 0 ] || sudo="sudo -n"
if ! command -v apt-get >/dev/null || ! $sudo true 2>/dev/null; then
	echo "Neovim is missing and cannot be installed from here: its test will be skipped." >&2
	exit 0
fi
echo "installing Neovim"
export DEBIAN_FRONTEND=noninteractive
{
	$sudo apt-get update -qq &&
		$sudo apt-get install -y -qq --no-install-recommends neovim
} >/dev/null || echo "Neovim could not be installed: its test will be skipped." >&2
