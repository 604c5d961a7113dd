# shellcheck shell=bash
# Messages go to standard error: standard output belongs to the programs that are run.

say() { printf '\033[1m==>\033[0m %s\n' "$*" | plain_unless_terminal >&2; }

plain_unless_terminal() {
  if [ -t 2 ]; then cat; else sed 's/\x1b\[[0-9;]*m//g'; fi
}

# fail MESSAGE...: one line each, then exit 1.
fail() {
  printf 'gradbox: %s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
  exit 1
}

# usage_error MESSAGE: what was asked for is not possible as written.
usage_error() {
  printf 'gradbox: %s\n' "$1" >&2
  printf '  ./gradbox help shows what is possible\n' >&2
  exit 2
}

no_more_arguments() {
  local command=$1
  shift
  [ $# -eq 0 ] || usage_error "$command takes no argument '$1'"
}
