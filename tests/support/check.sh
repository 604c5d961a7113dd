# For scripts that count their checks: sets passed and failed; $work is a folder of the script's own.
passed=0
failed=0

# check NAME COMMAND...
check() {
  local name=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    passed=$((passed + 1))
    echo "ok      $name"
  else
    failed=$((failed + 1))
    echo "FAILED  $name: $*"
    sed 's/^/        /' "$work/log"
  fi
}
