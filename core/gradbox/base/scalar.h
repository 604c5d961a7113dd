#pragma once

#include <cstdint>
#include <type_traits>

#include "gradbox/base/dtype.h"
#include "gradbox/base/error.h"

namespace gradbox {

/// A number that remembers whether it is a bool, an integer or a floating one; it takes part in type promotion with
/// less weight than a tensor.
class Scalar {
 public:
  Scalar() noexcept : Scalar(std::int64_t{0}) {}
  template <class T>
  requires std::is_arithmetic_v<T> Scalar(T value)
  noexcept {
    if constexpr (std::is_same_v<T, bool>) {
      kind_ = DType::Bool;
      int_ = value ? 1 : 0;
    } else if constexpr (std::is_integral_v<T>) {
      kind_ = DType::Int64;
      int_ = static_cast<std::int64_t>(value);
    } else {
      kind_ = DType::Float64;
      double_ = static_cast<double>(value);
    }
  }

  /// Bool, Int64 or Float64.
  DType type() const noexcept { return kind_; }
  bool isFloatingPoint() const noexcept { return kind_ == DType::Float64; }
  bool isBoolean() const noexcept { return kind_ == DType::Bool; }
  bool isIntegral(bool include_bool) const noexcept { return is_integral(kind_, include_bool); }

  template <class T>
  T to() const noexcept {
    if constexpr (std::is_same_v<T, bool>) {
      return kind_ == DType::Float64 ? double_ != 0.0 : int_ != 0;
    } else {
      return kind_ == DType::Float64 ? static_cast<T>(double_) : static_cast<T>(int_);
    }
  }
  double toDouble() const noexcept { return to<double>(); }
  float toFloat() const noexcept { return to<float>(); }
  int toInt() const noexcept { return to<int>(); }
  std::int64_t toLong() const noexcept { return to<std::int64_t>(); }
  bool toBool() const noexcept { return to<bool>(); }
  Scalar operator-() const noexcept { return kind_ == DType::Float64 ? Scalar(-double_) : Scalar(-int_); }
  /// Whether the value is the number `value`.
  bool equal(double value) const noexcept { return to<double>() == value; }

 private:
  DType kind_;
  union {
    std::int64_t int_;
    double double_;
  };
};

}  // namespace gradbox
