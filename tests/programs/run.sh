#!/usr/bin/env bash
# Writes every lesson's run as a program, with each of its traps, in both languages; builds and runs the C++ ones
# against the installed Gradbox, and the Python ones where PyTorch is there.
#   tests/programs/run.sh BUILD_DIRECTORY        ends with "N passed, N failed"
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/check.sh
source "$here/../support/check.sh"
cli=$build/native/gradbox-cli
python=${GRADBOX_PYTHON:-/usr/bin/python3}

# write NAME RUN-ARGUMENTS...: the run as NAME.cpp and NAME.py, which check it
write() {
  local name=$1
  shift
  "$cli" run "$@" --program c++ >"$work/$name.cpp" && "$cli" run "$@" --program python >"$work/$name.py"
}

write_all() {
  local line lesson="" trap
  while IFS= read -r line; do
    if [[ $line =~ ^[^\ ] ]]; then
      lesson=${line%% *}
      write "$lesson" "$lesson" || return 1
    elif [[ $line =~ traps:\ (.*) ]]; then
      for trap in ${BASH_REMATCH[1]//,/ }; do
        write "$lesson-$trap" "$lesson" --trap "$trap" || return 1
      done
    fi
  done < <("$cli" list)
  write linear-regression-other linear-regression --set dtype=float64 --seed 7 --steps 40 &&
    write two-moons-other two-moons --set optimizer=sgd --set layers=1 --set lr=0.5 --steps 50 &&
    write legendre-unchecked legendre --trap wrong-derivative --set gradcheck=false --set lr=2e-7 --steps 10 &&
    write jacobian-other jacobian --set form=transposed --set v2=0.5 &&
    write two-tensors-other two-tensors --set v1=2 --set v2=2 &&
    write dynamic-graph-other dynamic-graph --set threshold=3 &&
    write one-layer-begun one-layer --steps 3 &&
    write one-layer-other one-layer --set target=0.25 --seed 11 &&
    write requires-grad-other requires-grad --set a-grad=true --seed 9 &&
    write no-grad-other no-grad --set inputs=1000 &&
    write training-step-other training-step --set lr=0.3 --set epochs=77 --seed 5 &&
    write legendre-variant legendre --set function=variant --steps 100 &&
    write sine-cubic-link --url '#sine-cubic?lr=2e-06&seed=3&lr@60=1e-06&step=150'
}

check "every lesson and trap can be written as a program" write_all
check "install" cmake --install "$build" --prefix "$work/prefix"
check "find_package" cmake -S "$here" -B "$work/build" -DPROGRAMS="$work" -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_CXX_FLAGS="-Wall -Wextra"
check "the C++ programs build" cmake --build "$work/build" --parallel 2
for program in "$work"/*.cpp; do
  name=$(basename "$program" .cpp)
  check "$name.cpp prints the run's numbers" "$work/build/$name"
done
if "$python" -c "import torch" >/dev/null 2>&1; then
  # One interpreter for all: importing PyTorch takes longer than they do.
  check "the Python programs print the runs' numbers" "$python" "$here/run_all.py" "$work"/*.py
else
  echo "skipped the Python programs: $python has no torch"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
