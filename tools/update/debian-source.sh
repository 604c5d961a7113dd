#!/usr/bin/env bash
# Downloads the upstream tarball of a Debian source package, for updating third_party/ (see third_party/README.md).
#   tools/update/debian-source.sh SUITE PACKAGE DIRECTORY     e.g. forky imgui /tmp/imgui
# apt checks signature and checksum. The mirror is the one this machine uses; its own apt configuration stays as it is.
set -euo pipefail
[ $# -eq 3 ] || { sed -n '2,4s/^# *//p' "$0" >&2; exit 2; }
suite=$1 package=$2
mkdir -p "$3"
out=$(cd "$3" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial"

# The first stanza of the machine's sources that is no security archive, turned into a source entry for the suite.
awk -v suite="$suite" '
  BEGIN { RS = ""; FS = OFS = "\n" }
  /security/ { next }
  { for (i = 1; i <= NF; ++i) { sub(/^Types:.*/, "Types: deb-src", $i); sub(/^Suites:.*/, "Suites: " suite, $i) } print; exit }
' /etc/apt/sources.list.d/debian.sources >"$work/one.sources"

apt_options=(-q -o Dir::Etc::sourcelist="$work/one.sources" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists"
  -o APT::Sandbox::User=root)
apt-get "${apt_options[@]}" update
cd "$out"
apt-get "${apt_options[@]}" source --tar-only --download-only "$package"
sha256sum -- *
