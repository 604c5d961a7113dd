#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "gradbox/base/error.h"

namespace gradbox {

/// Element types, in the order of promotion: within a pair the later one wins.
enum class DType : std::uint8_t { Bool, Int64, Float32, Float64 };
using ScalarType = DType;

inline constexpr DType kBool = DType::Bool;
inline constexpr DType kInt64 = DType::Int64;
inline constexpr DType kLong = DType::Int64;
inline constexpr DType kFloat32 = DType::Float32;
inline constexpr DType kFloat = DType::Float32;
inline constexpr DType kFloat64 = DType::Float64;
inline constexpr DType kDouble = DType::Float64;

constexpr bool is_floating(DType dtype) noexcept { return dtype >= DType::Float32; }
constexpr bool is_integral(DType dtype, bool include_bool) noexcept {
  return dtype == DType::Int64 || (include_bool && dtype == DType::Bool);
}
constexpr std::size_t item_size(DType dtype) noexcept {
  constexpr std::size_t sizes[] = {1, 8, 4, 8};
  return sizes[static_cast<std::size_t>(dtype)];
}
/// `torch.float32`, as Python prints it.
constexpr std::string_view dtype_name(DType dtype) noexcept {
  constexpr std::string_view names[] = {"torch.bool", "torch.int64", "torch.float32", "torch.float64"};
  return names[static_cast<std::size_t>(dtype) % 4];
}
/// `Float`, as libtorch prints it.
constexpr std::string_view dtype_short_name(DType dtype) noexcept {
  constexpr std::string_view names[] = {"Bool", "Long", "Float", "Double"};
  return names[static_cast<std::size_t>(dtype) % 4];
}
constexpr DType promote_types(DType a, DType b) noexcept { return a > b ? a : b; }
constexpr DType promoteTypes(DType a, DType b) noexcept { return promote_types(a, b); }

template <class T>
struct DTypeOf;
template <>
struct DTypeOf<bool> {
  static constexpr DType value = DType::Bool;
};
template <>
struct DTypeOf<std::int64_t> {
  static constexpr DType value = DType::Int64;
};
template <>
struct DTypeOf<float> {
  static constexpr DType value = DType::Float32;
};
template <>
struct DTypeOf<double> {
  static constexpr DType value = DType::Float64;
};
template <class T>
inline constexpr DType kDTypeOf = DTypeOf<T>::value;

/// Calls `body` with a value of the C++ type that belongs to `dtype`; the value itself means nothing.
template <class Body>
decltype(auto) dispatch_all(DType dtype, Body&& body) {
  switch (dtype) {
    case DType::Bool:
      return body(bool{});
    case DType::Int64:
      return body(std::int64_t{});
    case DType::Float32:
      return body(float{});
    default:
      return body(double{});
  }
}

/// The same for int64, float32 and float64.
template <class Body>
decltype(auto) dispatch_numbers(DType dtype, Body&& body) {
  switch (dtype) {
    case DType::Int64:
      return body(std::int64_t{});
    case DType::Float32:
      return body(float{});
    case DType::Float64:
      return body(double{});
    default:
      fail("not implemented for '", dtype_short_name(dtype), "'");
  }
}

/// The same for floating types; others are refused in the name of the operator `name`.
template <class Body>
decltype(auto) dispatch_floating(DType dtype, const char* name, Body&& body) {
  switch (dtype) {
    case DType::Float32:
      return body(float{});
    case DType::Float64:
      return body(double{});
    default:
      fail("\"", name, "\" not implemented for '", dtype_short_name(dtype), "'");
  }
}

}  // namespace gradbox
