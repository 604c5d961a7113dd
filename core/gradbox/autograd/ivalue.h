#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "gradbox/tensor/tensor.h"

namespace gradbox {

/// A value of one of a few kinds: what AutogradContext::saved_data holds.
class IValue {
 public:
  IValue() = default;
  template <class T>
  requires std::is_arithmetic_v<T> IValue(T value) {
    if constexpr (std::is_same_v<T, bool>) {
      value_ = value;
    } else if constexpr (std::is_integral_v<T>) {
      value_ = static_cast<std::int64_t>(value);
    } else {
      value_ = static_cast<double>(value);
    }
  }
  IValue(const char* text) : value_(std::string(text)) {}
  IValue(std::string text) : value_(std::move(text)) {}
  IValue(Tensor tensor) : value_(std::move(tensor)) {}
  IValue(std::vector<std::int64_t> list) : value_(std::move(list)) {}
  IValue(std::vector<double> list) : value_(std::move(list)) {}
  IValue(std::vector<Tensor> list) : value_(std::move(list)) {}
  IValue(IntArrayRef list) : value_(list.vec()) {}

  bool isNone() const noexcept { return std::holds_alternative<std::monostate>(value_); }
  bool toBool() const { return get<bool>("a bool"); }
  std::int64_t toInt() const { return get<std::int64_t>("an int"); }
  double toDouble() const { return get<double>("a double"); }
  const std::string& toStringRef() const { return get<std::string>("a string"); }
  const Tensor& toTensor() const { return get<Tensor>("a tensor"); }
  std::vector<std::int64_t> toIntVector() const { return get<std::vector<std::int64_t>>("a list of ints"); }
  std::vector<double> toDoubleVector() const { return get<std::vector<double>>("a list of doubles"); }
  std::vector<Tensor> toTensorVector() const { return get<std::vector<Tensor>>("a list of tensors"); }

 private:
  template <class T>
  const T& get(const char* kind) const {
    const T* value = std::get_if<T>(&value_);
    GRADBOX_CHECK(value != nullptr, "expected ", kind, ", but this IValue holds something else");
    return *value;
  }

  std::variant<std::monostate, bool, std::int64_t, double, std::string, Tensor, std::vector<std::int64_t>,
               std::vector<double>, std::vector<Tensor>>
      value_;
};

}  // namespace gradbox
