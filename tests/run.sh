#!/bin/sh
# Build the engine with warnings as errors and run every test. Installs what a bare Debian 12 lacks.
#   tests/run.sh            all tests
#   tests/run.sh quick      those of a few seconds
set -eu
cd "$(dirname "$0")/.."

packages="gcc libc6-dev cmake ninja-build pkg-config libcsv-dev libcjson-dev libgsl-dev zlib1g-dev libzstd-dev
libxlsxwriter-dev libsqlite3-dev
libssl-dev libcmocka-dev git python3 python3-jsonschema python3-openpyxl chromium fonts-noto-cjk poppler-utils"
# Debian's npm cannot stand beside a node that came with its own.
command -v node >/dev/null || packages="$packages nodejs"
command -v npm >/dev/null || packages="$packages npm"

stop() {
  echo "tests/run.sh: $1" >&2
  exit 1
}

# Run a command in silence; show all it said when it fails.
calmly() {
  said=$(mktemp)
  if ! "$@" >"$said" 2>&1; then
    cat "$said"
    rm -f "$said"
    return 1
  fi
  rm -f "$said"
}

missing=""
for package in $packages; do
  state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$state" = "install ok installed" ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
  as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop "these packages are missing and only root can install them:$missing"
    as_root="sudo"
  fi
  echo "Installing$missing"
  calmly $as_root apt-get update || stop "apt-get update failed"
  # shellcheck disable=SC2086 # a list of words
  calmly $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing ||
    stop "the packages could not be installed"
fi

echo "Building"
calmly cmake --preset dev || stop "the build could not be configured"
calmly cmake --build --preset dev || stop "the build failed"

results=$(mktemp)
trap 'rm -f "$results"' EXIT
failed=0
total=0
labels="quick slow reference browser"
[ "${1:-all}" = quick ] && labels="quick"
for label in $labels; do
  echo "Running the $label tests"
  if ! ctest --test-dir build/dev -L "$label" --output-on-failure --no-tests=error -j 2 >"$results" 2>&1; then
    failed=1
    cat "$results"
  fi
  grep ' out of [0-9]*$' "$results" || true # ctest's own closing line
  # A test that was left out, for want of a tool, has not passed.
  sed -n '/^The following tests did not run:/,$p' "$results"
  count=$(sed -n 's/.* out of \([0-9][0-9]*\)$/\1/p' "$results")
  total=$((total + ${count:-0}))
done
[ "$failed" -eq 0 ] || stop "some of $total tests failed"
echo "All $total tests passed"
