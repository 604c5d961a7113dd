# shellcheck shell=bash
# Configuring and building through the presets, one at a time even when several commands are started at once.

jobs() { echo "${GRADBOX_JOBS:-$(nproc 2>/dev/null || echo 2)}"; }

# build PRESET TARGET...: builds in build/PRESET; prints nothing when there is nothing to do.
build() {
  local preset=$1 log
  shift
  mkdir -p build
  log=build/$preset-configure.log
  (
    flock 9
    local options=()
    [ "$preset" = web ] || options=("-DGRADBOX_ARCH=${GRADBOX_ARCH-native}")
    [ -z "${GRADBOX_WERROR:-}" ] || options+=(-DGRADBOX_WERROR=ON)
    if ! cmake --preset "$preset" "${options[@]}" >"$log" 2>&1; then
      cat "$log" >&2
      fail "the $preset build could not be configured; the messages above are in $log too"
    fi
    if ninja -C "build/$preset" -n "$@" 2>&1 | grep -q 'no work to do'; then
      return 0
    fi
    say "building ($preset): $*"
    NINJA_STATUS='[%f/%t, %e s] ' ninja -C "build/$preset" -j "$(jobs)" "$@" >&2 || fail "the $preset build failed"
  ) 9>build/.lock
}

cmd_cli() {
  need build
  build release gradbox-cli
  exec build/release/native/gradbox-cli "$@"
}

cmd_desktop() {
  need build window
  build release gradbox-desktop
  exec build/release/native/gradbox-desktop "$@"
}

cmd_bench() {
  exec bench/run.sh "$@"
}

cmd_clean() {
  no_more_arguments clean "$@"
  rm -rf build
  say "removed build/"
}
