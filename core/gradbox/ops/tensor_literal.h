#pragma once

#include <initializer_list>
#include <type_traits>
#include <vector>

#include "gradbox/base/shape.h"
#include "gradbox/ops/family.h"

namespace gradbox {

/// Values for `tensor(...)`: a number, or a list of lists of them, all of one length at each depth.
class TensorData {
 public:
  template <class T>
  requires std::is_arithmetic_v<T> TensorData(T value) : dtype_(natural_dtype<T>()), values_{Scalar(value)} {}
  TensorData(std::initializer_list<TensorData> rows);
  template <class T>
  requires std::is_arithmetic_v<T> TensorData(const std::vector<T>& values)
      : sizes_{static_cast<std::int64_t>(values.size())}, dtype_(natural_dtype<T>()) {
    for (std::size_t i = 0; i < values.size(); ++i) values_.push_back(Scalar(static_cast<T>(values[i])));
  }
  template <class T>
  requires std::is_arithmetic_v<T> TensorData(ArrayRef<T> values) : TensorData(values.vec()) {}

  const Dims& sizes() const noexcept { return sizes_; }
  const std::vector<Scalar>& values() const noexcept { return values_; }
  DType dtype() const noexcept { return dtype_; }

 private:
  /// As in libtorch: every integer type is int64, every floating one the default dtype.
  template <class T>
  static DType natural_dtype() noexcept {
    if constexpr (std::is_same_v<T, bool>) return kBool;
    return std::is_integral_v<T> ? kInt64 : default_dtype();
  }

  Dims sizes_;
  DType dtype_;
  std::vector<Scalar> values_;
};

/// A new tensor of the given numbers: `tensor({{1., 2.}, {3., 4.}})`, `tensor(3.5)`, `tensor(values)`.
/// Dtype:  of the options; else int64 for integers, bool for bools, the default dtype for floating numbers
/// Throws: Error if the lists' lengths differ
/// Source: torch.tensor
Tensor tensor(const TensorData& data, const TensorOptions& options = {});

}  // namespace gradbox
