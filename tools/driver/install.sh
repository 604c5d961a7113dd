# shellcheck shell=bash
# The library, its headers and the command-line program for programs outside this tree.

cmd_install() {
  local prefix=""
  while [ $# -gt 0 ]; do
    case $1 in
      --prefix) prefix=${2:-}; shift ;;
      --prefix=*) prefix=${1#--prefix=} ;;
      *) usage_error "install does not know '$1'" ;;
    esac
    [ -n "$prefix" ] || usage_error "--prefix takes a directory"
    shift
  done
  [ -n "$prefix" ] || usage_error "install needs --prefix DIR"
  need build
  build release gradbox gradbox-cli
  install_to "$prefix" || fail "could not install to $prefix"
  say "installed to $prefix; in CMake: find_package(gradbox) with CMAKE_PREFIX_PATH=$prefix"
}

install_to() {
  cmake --install build/release --prefix "$1" >build/install.log 2>&1 || { cat build/install.log >&2; return 1; }
}
