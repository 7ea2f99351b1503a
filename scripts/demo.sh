#!/bin/sh
# demo.sh VENV: checks and draws the example project.
set -eu
venv=$1
root=$(pwd)
out=$root/build/demo
mkdir -p "$out"
PATH=$root/bin:$root/$venv/bin:$PATH

flags=
if [ ! -x "$venv/bin/atlas-provider-sqlalchemy" ]; then
	echo "Without the SQLAlchemy provider, the schema \"inventory\" is left out."
	flags=--no-exec
fi
run() {
	echo "\$ $*"
	"$@"
}
cd testdata/projects/composite
echo "In testdata/projects/composite, whose four schemas are SQLAlchemy models, ent, HCL and SQL:"
run schemascope check $flags
run schemascope erd $flags --format html -o "$out/erd.html"
run schemascope erd $flags --format svg -o "$out/erd.svg"
echo
echo "The diagram is in build/demo/erd.html (open it in a browser) and build/demo/erd.svg."
