# shellcheck shell=bash
# What each command needs, and how it gets here. A line: Debian package, then how to see that it is there.

requirements() {
  case $1 in
    build)
      echo "g++ command:g++
cmake command:cmake
ninja-build command:ninja"
      ;;
    tests)
      echo "doctest-dev file:/usr/include/doctest/doctest.h
nlohmann-json3-dev file:/usr/include/nlohmann/json.hpp"
      ;;
    sanitizers)
      echo "clang-14 command:clang++-14
libclang-rt-14-dev package:libclang-rt-14-dev
llvm-14 command:llvm-symbolizer-14"
      ;;
    bench)
      echo "libeigen3-dev file:/usr/include/eigen3/Eigen/Core"
      ;;
    window)
      echo "libglfw3-dev file:/usr/include/GLFW/glfw3.h
libgl-dev file:/usr/include/GL/gl.h
libopengl-dev package:libopengl-dev
libgl1-mesa-dri package:libgl1-mesa-dri
libstb-dev file:/usr/include/stb/stb_image_write.h"
      ;;
    web)
      echo "emscripten command:em++
nodejs command:node"
      ;;
    browser)
      echo "chromium command:chromium
npm command:npm"
      ;;
    screen)
      echo "xvfb command:Xvfb
xauth command:xauth
xdotool command:xdotool"
      ;;
  esac
}

is_there() {
  local kind=${1%%:*} what=${1#*:}
  case $kind in
    command) command -v "$what" >/dev/null 2>&1 ;;
    file) [ -e "$what" ] ;;
    package) ! command -v dpkg-query >/dev/null 2>&1 || dpkg-query -W -f '${Status}' "$what" 2>/dev/null | grep -q 'install ok' ;;
  esac
}

# need GROUP...: installs what these groups lack.
need() {
  local group package check missing=()
  for group in "$@"; do
    while read -r package check; do
      [ -z "$package" ] || is_there "$check" || missing+=("$package")
    done < <(requirements "$group")
  done
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

install_packages() {
  local by_hand="apt-get install --no-install-recommends $*" as_root=()
  say "missing packages: $*"
  [ -z "${GRADBOX_NO_INSTALL:-}" ] ||
    fail "these packages are missing and GRADBOX_NO_INSTALL forbids to install them: $*" "by hand, as root: $by_hand"
  command -v apt-get >/dev/null 2>&1 ||
    fail "these Debian packages (or what they are called here) are missing, and there is no apt-get to install them: $*"
  if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      fail "these packages are missing: $*" "installing them takes root, or sudo without a password" \
        "by hand, as root: $by_hand"
    fi
    as_root=(sudo -n)
  fi
  say "installing them with apt"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600)
  "${apt[@]}" update >&2 </dev/null || say "apt could not refresh its lists; trying with those that are here"
  "${apt[@]}" install --no-install-recommends "$@" >&2 </dev/null ||
    fail "apt could not install: $*" "is there a network, and does apt know a Debian 12 mirror?" "by hand, as root: $by_hand"
}

# The browser tests' only npm package, as package-lock.json pins it.
need_npm_modules() {
  if [ -d node_modules/playwright-core ] && [ node_modules/.package-lock.json -nt package-lock.json ]; then
    return
  fi
  [ -z "${GRADBOX_NO_INSTALL:-}" ] ||
    fail "the browser tests need playwright-core and GRADBOX_NO_INSTALL forbids to install it" "by hand: npm ci"
  say "installing playwright-core with npm"
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error >&2 </dev/null ||
    fail "npm could not install playwright-core, which the browser tests need" "is there a network?"
  touch node_modules/.package-lock.json
}

cmd_setup() {
  no_more_arguments setup "$@"
  need build tests sanitizers window web browser screen bench
  need_npm_modules
  say "everything is installed"
}
