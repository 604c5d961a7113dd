#pragma once

#include <optional>
#include <tuple>

#include "gradbox/ops/family.h"

/// Largest, smallest and middle elements. nan counts as both the largest and the smallest.
namespace gradbox {

/// Over all elements.
/// Grad:   shared evenly among the elements that have the value
/// Throws: Error for an empty tensor
/// Source: torch.max, torch.min
Tensor max(const Tensor& self);
Tensor min(const Tensor& self);
/// Along one dim: values, and the index of the first element that has it.
/// Grad:   to the element at that index
/// Throws: IndexError if the dim has size 0
/// Source: torch.max, torch.min
std::tuple<Tensor, Tensor> max(const Tensor& self, std::int64_t dim, bool keepdim = false);
std::tuple<Tensor, Tensor> min(const Tensor& self, std::int64_t dim, bool keepdim = false);
/// Elementwise: maximum and minimum.
Tensor max(const Tensor& self, const Tensor& other);
Tensor min(const Tensor& self, const Tensor& other);
/// Over several dims; an empty list means all of them.
/// Grad:   shared evenly
/// Source: torch.amax, torch.amin, torch.aminmax
Tensor amax(const Tensor& self, IntArrayRef dim = {}, bool keepdim = false);
Tensor amin(const Tensor& self, IntArrayRef dim = {}, bool keepdim = false);
/// The index of the first largest or smallest; without dim among all elements in row-major order.
/// Throws: IndexError for an empty tensor
/// Source: torch.argmax, torch.argmin
Tensor argmax(const Tensor& self, std::optional<std::int64_t> dim = std::nullopt, bool keepdim = false);
Tensor argmin(const Tensor& self, std::optional<std::int64_t> dim = std::nullopt, bool keepdim = false);
/// The middle element, the lower of two; nan if there is one, or with nanmedian only if there is nothing else.
/// Grad:   shared evenly; along a dim, to the element at the index
/// Source: torch.median, torch.nanmedian
Tensor median(const Tensor& self);
std::tuple<Tensor, Tensor> median(const Tensor& self, std::int64_t dim, bool keepdim = false);
Tensor nanmedian(const Tensor& self);
std::tuple<Tensor, Tensor> nanmedian(const Tensor& self, std::int64_t dim, bool keepdim = false);

template <class Self>
struct ExtremesMethods : MethodsOf<Self, ExtremesMethods<Self>> {
  using MethodsOf<Self, ExtremesMethods>::self;
  Self max() const { return gradbox::max(self()); }
  Self min() const { return gradbox::min(self()); }
  std::tuple<Self, Self> max(std::int64_t dim, bool keepdim = false) const {
    return gradbox::max(self(), dim, keepdim);
  }
  std::tuple<Self, Self> min(std::int64_t dim, bool keepdim = false) const {
    return gradbox::min(self(), dim, keepdim);
  }
  Self max(const Self& other) const { return gradbox::max(self(), other); }
  Self min(const Self& other) const { return gradbox::min(self(), other); }
  Self amax(IntArrayRef dim = {}, bool keepdim = false) const { return gradbox::amax(self(), dim, keepdim); }
  Self amin(IntArrayRef dim = {}, bool keepdim = false) const { return gradbox::amin(self(), dim, keepdim); }
  Self argmax(std::optional<std::int64_t> dim = std::nullopt, bool keepdim = false) const {
    return gradbox::argmax(self(), dim, keepdim);
  }
  Self argmin(std::optional<std::int64_t> dim = std::nullopt, bool keepdim = false) const {
    return gradbox::argmin(self(), dim, keepdim);
  }
  Self median() const { return gradbox::median(self()); }
  std::tuple<Self, Self> median(std::int64_t dim, bool keepdim = false) const {
    return gradbox::median(self(), dim, keepdim);
  }
  Self nanmedian() const { return gradbox::nanmedian(self()); }
  std::tuple<Self, Self> nanmedian(std::int64_t dim, bool keepdim = false) const {
    return gradbox::nanmedian(self(), dim, keepdim);
  }
};

}  // namespace gradbox
