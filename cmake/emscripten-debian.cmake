# Debian's Emscripten toolchain file, made to work with any node and with headers that apt installed.
include(/usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake)

# Optimised links run acorn, which lives among Debian's own node modules; a node from elsewhere does not look there.
set(ENV{NODE_PATH} /usr/share/nodejs)
foreach(lang C CXX)
  set(CMAKE_${lang}_LINKER_LAUNCHER "${CMAKE_COMMAND};-E;env;NODE_PATH=/usr/share/nodejs" CACHE STRING "" FORCE)
endforeach()

# Node 18 and later have fetch(); Emscripten 3.1.6 would hand it the file name of the .wasm, which is no URL.
find_program(GRADBOX_NODE NAMES node nodejs REQUIRED NO_CMAKE_FIND_ROOT_PATH)
set(CMAKE_CROSSCOMPILING_EMULATOR "${GRADBOX_NODE};--no-experimental-fetch" CACHE STRING "" FORCE)

# Header-only packages of the host (Eigen) may be found; their include directories are copied or named one by one.
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)
