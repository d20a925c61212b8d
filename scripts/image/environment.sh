#!/bin/sh
# The pinned packages, checked by their hashes, in a folder of their own: environment.sh TARGET REQUIREMENTS
# Wheels only, so that no compiler and no package's own set-up code runs in the image.
set -eu

python3 -m venv "$1"
"$1/bin/python" -m pip install --quiet --no-cache-dir --disable-pip-version-check \
    --require-hashes --only-binary=:all: --no-deps -r "$2"
# Nothing may be missing but what decision 9 leaves out.
if "$1/bin/python" -m pip check | grep --invert-match -e "requires docopt, which is not" -e "^No broken"; then exit 1; fi
"$1/bin/python" -m pip uninstall --quiet --yes pip setuptools # nothing is installed into a running portal
"$1/bin/python" -m compileall -q "$1"
