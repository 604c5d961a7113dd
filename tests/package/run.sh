#!/usr/bin/env bash
# Installs a build and uses it the way a program outside the tree does.
#   tests/package/run.sh BUILD_DIRECTORY        ends with "N passed, N failed"
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/check.sh
source "$here/../support/check.sh"

check "install" cmake --install "$build" --prefix "$work/first"
check "the prefix can be moved" mv "$work/first" "$work/prefix"
check "find_package" cmake -S "$here" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_CXX_FLAGS="-Wall -Wextra -Werror"
check "#include <gradbox/gradbox.h> builds" cmake --build "$work/build" --target uses_gradbox
check "it computes a gradient" "$work/build/uses_gradbox"
check "#include <torch/torch.h> builds" cmake --build "$work/build" --target uses_torch
check "it computes the same as torch::" "$work/build/uses_torch"
check "the command-line program runs" "$work/prefix/bin/gradbox-cli" list
check "the licence is there" test -s "$work/prefix/share/doc/gradbox/LICENSE"
check "no header names Eigen or ImGui" bash -c "! grep -rlE '#include.*(Eigen|imgui)' '$work/prefix/include'"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
