#!/usr/bin/env bash
# Builds and runs the benchmarks. ./gradbox bench [--only W1,W2] [--web] [--json FILE] [--blocks N] [--block-ms MS]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
for part in common packages build; do
  # shellcheck source=/dev/null
  source "$root/tools/driver/$part.sh"
done

usage() {
  cat <<'END'
usage: ./gradbox bench [--only W1,W2,...] [--web] [--json FILE] [--blocks N] [--block-ms MS] [--cpu-time] [--second-thread]

  --only      these workloads, of W1 W2 W3 W7 W8a W8b W8c W8d W9; without it W1 W2 W3 W7 W9; with W7 come the chain of
              1,000,000 graph nodes and the cost of each order of derivative
  --web       the same in WebAssembly too, in Node and in headless Chromium
  --json      all numbers into FILE as well
  --blocks    timed blocks per peer (21)
  --block-ms  length of a block in milliseconds (50)
  --cpu-time  natively: leave out the time that other programs take; for a busy machine
  --second-thread  start a thread first, so that counted references are atomic

A wrong check value makes the exit code 1. libtorch takes part where libtorch-dev is installed. bench/README.md says more.
END
}

only="" web="" json="" options=()
while [ $# -gt 0 ]; do
  case $1 in
    --web) web=1; shift; continue ;;
    --second-thread | --cpu-time) options+=("$1"); shift; continue ;;
    --help | -h | help) usage; exit 0 ;;
    --only | --json | --blocks | --block-ms) [ $# -ge 2 ] || usage_error "bench: $1 wants a value" ;;
    *) printf "gradbox: bench takes no argument '%s'\n" "$1" >&2; usage >&2; exit 2 ;;
  esac
  case $1 in
    --only) only=$2; options+=("$1" "$2") ;;
    --json) json=$2 ;;
    *) options+=("$1" "$2") ;;
  esac
  shift 2
done

status=0
results=()

# measured COMMAND...: shows the table, keeps the line of JSON.
measured() {
  local output code=0
  output=$("$@" --json) || code=$?
  printf '%s\n' "$output" | sed '/^{"platform"/d'
  results+=("$(printf '%s\n' "$output" | sed -n '/^{"platform"/p')")
  [ "$code" -ne 2 ] || exit 2
  [ "$code" -eq 0 ] || status=1
}

# Debian's OpenBLAS takes processors younger than itself for a Prescott, a quarter as fast; libtorch deserves better.
openblas_core() {
  if grep -qw avx512bw /proc/cpuinfo; then
    echo SKYLAKEX
  elif grep -qw avx2 /proc/cpuinfo; then
    echo HASWELL
  fi
}

wants_chain() { [ -z "$only" ] || [[ ,$only, == *,W7,* ]]; }

measure_native() {
  local bench=build/release/bench/gradbox-bench library=build/release/bench/libgradbox-bench-libtorch.so peers=(gradbox nodes) load=()
  build release gradbox-bench
  if [ -e /usr/include/torch/csrc/api/include/torch/torch.h ]; then
    build release gradbox-bench-libtorch
    load=(--load "$library")
    peers+=(libtorch)
  else
    say "libtorch-dev is not installed: no comparison with libtorch"
  fi
  export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
  [ -n "${OPENBLAS_CORETYPE:-$(openblas_core)}" ] && export OPENBLAS_CORETYPE=${OPENBLAS_CORETYPE:-$(openblas_core)}
  say "measuring natively"
  measured "$bench" "${options[@]}" "${load[@]}"
  if wants_chain; then
    for peer in "${peers[@]}"; do measured "$bench" "${load[@]}" --chain "$peer" "${options[@]}"; done
    for peer in gradbox "${peers[@]:2}"; do measured "$bench" "${load[@]}" --orders "$peer" "${options[@]}"; done
  fi
}

measure_web() {
  local node=(node --no-experimental-fetch build/web/bench/gradbox-bench.js --platform node)
  local chromium=(node bench/web/chromium.mjs build/web/bench --platform chromium)
  need web browser
  need_npm_modules
  build web gradbox-bench
  say "measuring in Node"
  measured "${node[@]}" "${options[@]}"
  ! wants_chain || measured "${node[@]}" --chain gradbox "${options[@]}"
  say "measuring in Chromium"
  measured "${chromium[@]}" "${options[@]}"
  ! wants_chain || measured "${chromium[@]}" --chain gradbox "${options[@]}"
}

write_json() {
  local machine
  machine=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1 | tr -d '"')
  {
    printf '{"machine":"%s","processors":%s,"runs":[' "$machine" "$(nproc)"
    local separator=""
    for result in "${results[@]}"; do
      printf '%s%s' "$separator" "$result"
      separator=,
    done
    printf ']}\n'
  } >"$json"
}

need build bench
measure_native
[ -z "$web" ] || measure_web
[ -z "$json" ] || write_json
[ "$status" -eq 0 ] || say "a check value is wrong, or a program failed"
exit "$status"
