# shellcheck shell=bash
# ./gradbox test: every part adds to the two sums; the closing line tells them.

passed=0
failed=0

cmd_test() {
  local part parts=("$@")
  [ ${#parts[@]} -gt 0 ] || parts=(native web asan browser desktop compat)
  for part in "${parts[@]}"; do
    case $part in
      native | web | asan | browser | desktop | compat) ;;
      *) usage_error "there is no test part '$part'; there are: native asan web browser desktop compat" ;;
    esac
  done
  for part in "${parts[@]}"; do
    say "test $part"
    (set -e; "prepare_$part") || { count 0 1; say "test $part: could not be prepared"; continue; }
    "test_$part"
  done
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

count() {
  passed=$((passed + $1))
  failed=$((failed + $2))
}

# checked NAME COMMAND...: runs it, shows what it prints, and adds what its last summary line says:
# doctest's "test cases: .. | N passed | N failed", or "N passed, N failed". Without one, the exit code counts as one.
checked() {
  local name=$1 log status=0 summary
  shift
  log=build/test-$name.log
  "$@" 2>&1 </dev/null | tee "$log" | sed -uE "s/^[0-9]+ passed, [0-9]+ failed/$name: &/" || status=${PIPESTATUS[0]}
  summary=$(sed 's/\x1b\[[0-9;]*m//g' "$log" |
    sed -nE 's/.*test cases: .*\| *([0-9]+) passed *\| *([0-9]+) failed.*/\1 \2/p; s/^([0-9]+) passed, ([0-9]+) failed.*/\1 \2/p' | tail -n 1)
  if [ -z "$summary" ]; then
    summary=$([ "$status" -eq 0 ] && echo "1 0" || echo "0 1")
  elif [ "$status" -ne 0 ] && [ "${summary#* }" -eq 0 ]; then
    summary="${summary% *} 1"
  fi
  # shellcheck disable=SC2086
  count $summary
  [ "$status" -eq 0 ] || say "$name failed with exit code $status; its output is in $log"
}

prepare_native() { need build tests; build release gradbox_tests gradbox gradbox-cli; }
test_native() {
  checked native build/release/tests/gradbox_tests
  checked package tests/package/run.sh build/release
  checked programs tests/programs/run.sh build/release
}

# Shows what a command printed that has ended, with its exit code.
replay() { cat "$1"; return "$2"; }

prepare_asan() { need build tests sanitizers; build asan gradbox_tests; }
# Sanitized tests are slow: two halves, by folder, at the same time.
test_asan() {
  local program=build/asan/tests/gradbox_tests folders='*/tests/inspect/*,*/tests/lessons/*' other=build/test-asan-other.out
  local status=0
  "$program" -sfe="$folders" >"$other" 2>&1 </dev/null &
  checked asan-lessons "$program" -sf="$folders"
  wait $! || status=$?
  checked asan-engine replay "$other" "$status"
}

prepare_web() { need build tests web; build web gradbox_tests; }
test_web() { checked web node --no-experimental-fetch build/web/tests/gradbox_tests.js; }

prepare_browser() { need build web browser; need_npm_modules; build web gradbox-site; }
test_browser() { checked browser node web/tests/run.mjs --site build/web/site; }

prepare_desktop() { need build window screen; build release gradbox-desktop; }
test_desktop() { checked desktop native/desktop/tests/run.sh build/release/native/gradbox-desktop; }

libtorch_is_there() { [ -e /usr/include/torch/csrc/api/include/torch/torch.h ]; }
# The programs of tests/compat run against Gradbox among the native tests, with the record of libtorch that lies in
# tests/data; here the record is made afresh by the real library.
prepare_compat() {
  if libtorch_is_there; then
    need build tests
    build release gradbox_tests compat_libtorch
  fi
}
test_compat() {
  local record=build/compat_libtorch.txt
  if ! libtorch_is_there; then
    say "compat against the real library is left out: libtorch-dev is not installed"
  elif ! build/release/tests/compat_libtorch >"$record" 2>build/compat_libtorch.log; then
    count 0 1
    say "compat: a program failed with libtorch; see build/compat_libtorch.log"
  else
    checked compat env GRADBOX_COMPAT_RECORD="$record" build/release/tests/gradbox_tests -tc='*libtorch*'
  fi
}
