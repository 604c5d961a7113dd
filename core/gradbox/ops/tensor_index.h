#pragma once

#include <string_view>
#include <variant>

#include "gradbox/tensor/tensor.h"

namespace gradbox::indexing {

/// One index: a number, a Slice, a tensor (int64 places or a bool mask), a bool, None or Ellipsis.
class TensorIndex {
 public:
  using Value = std::variant<NoneType, EllipsisType, std::int64_t, bool, Slice, Tensor>;

  TensorIndex(NoneType none) : value_(none) {}
  TensorIndex(std::nullopt_t) : value_(None) {}
  TensorIndex(EllipsisType ellipsis) : value_(ellipsis) {}
  TensorIndex(const char* text) : value_(Ellipsis) {
    GRADBOX_CHECK(text == std::string_view("..."), "Expected \"...\" to represent an ellipsis index, but got \"", text,
                  "\"");
  }
  TensorIndex(int at) : value_(std::int64_t{at}) {}
  TensorIndex(std::int64_t at) : value_(at) {}
  TensorIndex(bool keep) : value_(keep) {}
  TensorIndex(Slice slice) : value_(slice) {}
  TensorIndex(Tensor places) : value_(std::move(places)) {}

  const Value& value() const noexcept { return value_; }
  /// How many dims of the indexed tensor this one is about.
  std::int64_t consumed_dims() const;

 private:
  Value value_;
};

}  // namespace gradbox::indexing
