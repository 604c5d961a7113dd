#pragma once

#include <optional>

#include "gradbox/base/array_ref.h"

namespace gradbox {

/// libtorch's names for the standard ones.
template <class T>
using optional = std::optional<T>;
using std::nullopt;
using std::nullopt_t;

/// Dims, or none. Does not own them: for arguments.
class OptionalIntArrayRef {
 public:
  OptionalIntArrayRef() noexcept = default;
  OptionalIntArrayRef(std::nullopt_t) noexcept {}
  OptionalIntArrayRef(const std::int64_t& value) noexcept : values_(IntArrayRef(value)) {}
  OptionalIntArrayRef(IntArrayRef values) noexcept : values_(values) {}
  OptionalIntArrayRef(const std::vector<std::int64_t>& values) noexcept : values_(values) {}
  OptionalIntArrayRef(const std::initializer_list<std::int64_t>& values) noexcept : values_(IntArrayRef(values)) {}

  bool has_value() const noexcept { return values_.has_value(); }
  const IntArrayRef& value() const { return values_.value(); }
  operator const std::optional<IntArrayRef>&() const noexcept { return values_; }

 private:
  std::optional<IntArrayRef> values_;
};

}  // namespace gradbox
