#pragma once

/// Gradbox under libtorch's names: a libtorch program of the covered surface compiles by changing nothing.
/// docs/compatibility.md says what is covered.

#include "gradbox/gradbox.h"

namespace torch = gradbox;
namespace at = gradbox;
namespace c10 = gradbox;

// libtorch's macros. The texts' pieces are joined; without any, the condition is the text.
#define TORCH_CHECK(condition, ...)                                                             \
  do {                                                                                          \
    if (!(condition)) [[unlikely]]                                                              \
      ::gradbox::detail::check_failed<::gradbox::Error>(#condition __VA_OPT__(, ) __VA_ARGS__); \
  } while (false)
#define TORCH_CHECK_INDEX(condition, ...) GRADBOX_CHECK_AS(::gradbox::IndexError, condition, __VA_ARGS__)
#define TORCH_CHECK_VALUE(condition, ...) GRADBOX_CHECK_AS(::gradbox::ValueError, condition, __VA_ARGS__)
#define TORCH_CHECK_TYPE(condition, ...) GRADBOX_CHECK_AS(::gradbox::TypeError, condition, __VA_ARGS__)
#define TORCH_CHECK_NOT_IMPLEMENTED(condition, ...) \
  GRADBOX_CHECK_AS(::gradbox::NotImplementedError, condition, __VA_ARGS__)
#define TORCH_INTERNAL_ASSERT(condition, ...) TORCH_CHECK(condition __VA_OPT__(, ) __VA_ARGS__)
#define TORCH_WARN(...) \
  ::gradbox::warn({__func__, __FILE__, static_cast<std::uint32_t>(__LINE__)}, ::gradbox::str(__VA_ARGS__), false)
#define TORCH_WARN_ONCE(...)                                          \
  do {                                                                \
    static bool warned_before = false;                                \
    ::gradbox::warn_once(warned_before, ::gradbox::str(__VA_ARGS__)); \
  } while (false)
