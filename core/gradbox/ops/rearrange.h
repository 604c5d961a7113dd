#pragma once

#include <cstdint>

#include "gradbox/ops/family.h"

/// The elements in another order, or several times: copies.
namespace gradbox {

/// Turned round along `dims`.
/// Grad:   da = g, turned back
/// Source: torch.flip, torch.fliplr, torch.flipud
Tensor flip(const Tensor& self, IntArrayRef dims);
Tensor fliplr(const Tensor& self);
Tensor flipud(const Tensor& self);
/// Moved on by `shifts` places along `dims`, what leaves at the end coming in at the front; without dims over all
/// elements.
/// Grad:   da = g, moved back
/// Source: torch.roll
Tensor roll(const Tensor& self, IntArrayRef shifts, IntArrayRef dims = {});
/// Turned k quarters in the plane of two dims, from the first towards the second.
/// Grad:   da = g, turned back
/// Source: torch.rot90
Tensor rot90(const Tensor& self, std::int64_t k = 1, IntArrayRef dims = {0, 1});
/// The whole tensor several times along each dim; new dims come in front.
/// Grad:   da = g summed over the repetitions
/// Source: torch.Tensor.repeat, torch.tile
Tensor repeat(const Tensor& self, IntArrayRef repeats);
Tensor tile(const Tensor& self, IntArrayRef dims);
/// Each slice along `dim`, or each element, `repeats` times in a row.
/// Source: torch.repeat_interleave
Tensor repeat_interleave(const Tensor& self, std::int64_t repeats);
Tensor repeat_interleave(const Tensor& self, std::int64_t repeats, std::int64_t dim);

template <class Self>
struct RearrangeMethods : MethodsOf<Self, RearrangeMethods<Self>> {
  using MethodsOf<Self, RearrangeMethods>::self;
  Self flip(IntArrayRef dims) const { return gradbox::flip(self(), dims); }
  Self fliplr() const { return gradbox::fliplr(self()); }
  Self flipud() const { return gradbox::flipud(self()); }
  Self roll(IntArrayRef shifts, IntArrayRef dims = {}) const { return gradbox::roll(self(), shifts, dims); }
  Self rot90(std::int64_t k = 1, IntArrayRef dims = {0, 1}) const { return gradbox::rot90(self(), k, dims); }
  Self repeat(IntArrayRef repeats) const { return gradbox::repeat(self(), repeats); }
  Self tile(IntArrayRef dims) const { return gradbox::tile(self(), dims); }
  Self repeat_interleave(std::int64_t repeats) const { return gradbox::repeat_interleave(self(), repeats); }
  Self repeat_interleave(std::int64_t repeats, std::int64_t dim) const {
    return gradbox::repeat_interleave(self(), repeats, dim);
  }
};

}  // namespace gradbox
