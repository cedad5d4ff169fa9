#!/usr/bin/env bash
# Builds the wheel and uses it in an empty environment, without development packages: init, check, build, push, run.
# Usage: tests/smoke.sh PYTHON   (a Python with pip; `build` is installed into the temporary folder)
set -euo pipefail
python=$1
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

make_environment() { # FOLDER
  if command -v uv >/dev/null 2>&1; then uv venv --quiet --seed "$1"; else "$python" -m venv "$1"; fi
}
install() { # ENVIRONMENT PACKAGE...
  "$1/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "$here/constraints.txt" "${@:2}"
}

make_environment "$work/tools"
install "$work/tools" build hatchling editables
"$work/tools/bin/python" -m build --wheel --no-isolation --outdir "$work/dist" "$here" >"$work/build.log" 2>&1 ||
  { cat "$work/build.log"; exit 1; }

make_environment "$work/user"
install "$work/user" "$work"/dist/publisher-*.whl
cd "$work"
publisher="$work/user/bin/publisher"
"$publisher" --version
"$publisher" init x --example >/dev/null
cd x
"$publisher" check
"$publisher" build
"$publisher" push
"$publisher" run --once
again=$("$publisher" build)
case $again in *"nothing to do"*) ;; *) echo "a second build wrote something: $again"; exit 1 ;; esac
test -s public/feed.xml -a -s public/index.html
test "$(find outbox -name message.eml | wc -l)" -eq 2
echo "smoke: the wheel works in an empty environment"
