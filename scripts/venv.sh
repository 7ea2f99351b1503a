#!/bin/sh
# venv.sh DIR REQUIREMENTS: makes a virtual environment of what REQUIREMENTS
# pins. Without a fit Python it says so and succeeds: what needs it does without.
set -eu
dir=$1
requirements=$2
made=$dir/requirements.txt

if cmp -s "$requirements" "$made"; then
	exit 0
fi
without() {
	rm -rf "$dir"
	echo "$1: the example's SQLAlchemy models will not be loaded." >&2
	exit 0
}
python=${PYTHON:-python3}
command -v "$python" >/dev/null || without "Python is not installed"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' || without "$("$python" --version) is older than 3.9"
echo "installing the SQLAlchemy provider into $dir"
rm -rf "$dir"
"$python" -m venv "$dir" || without "Python cannot make a virtual environment (on Debian: apt-get install python3-venv)"
"$dir/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$requirements" || without "pip failed"
cp "$requirements" "$made"
