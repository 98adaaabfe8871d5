#!/bin/sh
# From nothing to a report: installs what the build needs (Debian 12), builds rater, makes the files of an invented
# manufacturer as its dealers would send them, and reads them.   sh datasets/demo.sh
# Everything it makes lies in build/; run it again as often as you like.
set -eu
cd "$(dirname "$0")/.."

needed="gcc cmake ninja-build pkg-config libc6-dev libcsv-dev libcjson-dev libgsl-dev zlib1g-dev libzstd-dev libssl-dev
libxlsxwriter-dev libsqlite3-dev"
build=build/release
demo=build/demo

say() {
    echo "demo: $*" >&2
}

stop() {
    say "$*"
    exit 1
}

# What a step prints is kept in a file and shown only when the step fails.
quietly() {
    log=$1
    shift
    "$@" >"$log" 2>&1 && return 0
    tail -n 20 "$log" >&2
    return 1
}

missing_packages() {
    for package in $needed; do
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || state=
        [ "$state" = installed ] || printf '%s ' "$package"
    done
}

# The command that gives the rights to install, "" for root.
find_rights() {
    if [ "$(id -u)" -eq 0 ]; then
        rights=
    elif command -v sudo >/dev/null; then
        rights=sudo
    else
        stop "these packages are missing: $missing- install them as root, or install sudo"
    fi
}

install_packages() {
    command -v dpkg-query >/dev/null || stop "this script knows Debian's packages only; install: $needed"
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    find_rights
    say "installing $missing"
    quietly "$demo/apt.log" ${rights:+"$rights"} apt-get update ||
        stop "apt-get update failed; the packages wanted are: $missing"
    # shellcheck disable=SC2086 # a list of words
    quietly "$demo/apt.log" ${rights:+"$rights"} env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends $missing ||
        stop "apt-get install failed; the packages wanted are: $missing"
}

build_programs() {
    say "building in $build"
    quietly "$demo/build.log" cmake --preset release -DBUILD_TESTING=OFF ||
        stop "cmake could not set up the build; see $demo/build.log"
    quietly "$demo/build.log" cmake --build "$build" --target "$@" ||
        stop "the build failed; see $demo/build.log"
}

generate() {
    say "making 24 months of 60 dealers in $demo/data (120,000 callbacks, 90,000 repairs)"
    rm -rf "$demo/data"
    "$build/rater-generate" --seed 7 --from 2023-07 --months 24 --dealers 60 --products 40 \
        --surveys 120000 --repairs 90000 --style dealers -o "$demo/data" ||
        stop "the demonstration's files could not be written to $demo/data"
    # What was planted is kept apart from what the dealers sent.
    mv "$demo/data/truth.json" "$demo/truth.json"
}

analyse() {
    say "reading them (what was planted stands in $demo/truth.json)"
    "$build/rater" run "$demo/data" -o "$demo/out" --lang both --tables --xlsx --sqlite ||
        stop "rater run ended with $?; the files it read are in $demo/data"
}

mkdir -p "$demo" || stop "cannot make the folder $demo"
install_packages
build_programs rater rater-generate
generate
analyse
