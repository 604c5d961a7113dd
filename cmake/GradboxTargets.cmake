# Helpers by which the rooms describe their targets.

# Source files below a folder of this room; a room that has none yet is skipped by its CMakeLists.txt.
function(gradbox_glob out)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS ${ARGN})
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

# Warnings and floating point rules of our own code.
# g++ 12 takes `"text" + std::string(...)` for overlapping memory (its bug 105651), hence -Wno-restrict.
# Random numbers have to agree bit by bit with PyTorch's, so no contraction into fused multiply-add.
function(gradbox_own_code target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wshadow -Wconversion $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<CXX_COMPILER_ID:Clang>:-Wno-pass-failed> $<$<BOOL:${GRADBOX_WERROR}>:-Werror>
    -ffp-contract=off -fno-math-errno -fno-trapping-math ${GRADBOX_ARCH_FLAGS})
endfunction()

# Code whose speed nobody feels: small on the web, quick to compile everywhere. Debug builds keep their own level.
function(gradbox_small_code target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:${GRADBOX_SMALL_CODE}>)
endfunction()

# A program that runs in Node when compiled with em++: real files, real exit code.
function(gradbox_node_program target)
  if(EMSCRIPTEN)
    target_link_options(${target} PRIVATE -sALLOW_MEMORY_GROWTH=1 -sENVIRONMENT=node -sEXIT_RUNTIME=1 -sNODERAWFS=1
      $<$<CONFIG:Debug>:-sASSERTIONS=1>)
  endif()
endfunction()

# Headers that every source file of `target` needs, compiled once. Not with a compiler cache, which would have to be told
# to overlook what it guards against; and it spares more.
function(gradbox_precompile target)
  if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()
