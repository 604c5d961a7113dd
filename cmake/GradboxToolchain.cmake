# What holds for every target: the language, the compiler cache, WebAssembly features.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release or Debug" FORCE)
endif()

if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(GRADBOX_CCACHE ccache NO_CMAKE_FIND_ROOT_PATH)
  if(GRADBOX_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${GRADBOX_CCACHE}")
  endif()
endif()

if(EMSCRIPTEN)
  set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
  add_compile_options(-fwasm-exceptions -msimd128)
  add_link_options(-fwasm-exceptions)
  set(GRADBOX_SMALL_CODE -Os)
else()
  find_package(Threads REQUIRED)
  set(GRADBOX_SMALL_CODE -O2)
  # Thread-local variables are read at a fixed place instead of through a call: the pool and the grad mode are read often.
  add_compile_options(-ftls-model=initial-exec)
endif()

# -march for what is compiled here; wide vectors pay for g++'s own loops on machines that have them.
set(GRADBOX_ARCH_FLAGS "")
if(GRADBOX_ARCH AND NOT EMSCRIPTEN)
  include(CheckCXXCompilerFlag)
  list(APPEND GRADBOX_ARCH_FLAGS "-march=${GRADBOX_ARCH}")
  check_cxx_compiler_flag(-mprefer-vector-width=512 GRADBOX_HAS_VECTOR_WIDTH)
  if(GRADBOX_HAS_VECTOR_WIDTH)
    list(APPEND GRADBOX_ARCH_FLAGS -mprefer-vector-width=512)
  endif()
endif()
