#pragma once

#include <cstdint>

#include "gradbox/autograd/edge.h"
#include "gradbox/tensor/tensor.h"

/// Note [Forward mode]
/// Backward asks how one result depends on every input; forward mode asks how every result moves when the inputs move
/// in one direction. Inside a *dual level* a tensor can be made *dual*: it carries a *tangent*, the direction, and what
/// is computed from it carries the tangent that follows:
///
///     forward_ad::DualLevel level;
///     Tensor x = forward_ad::make_dual(primal, direction);
///     auto [value, derivative] = forward_ad::unpack_dual(f(x));
///
/// No operator has a rule of its own for this. An operator leaves its node behind as if its dual inputs required grad,
/// and the node is all that is needed: its backward, g -> J^T g, is linear in g, so differentiating it once more with
/// respect to g, weighted by the tangent t, gives J t. That is done when somebody next looks at a tangent or computes
/// something (`settle`), because only then is the node complete; afterwards the node is forgotten unless grad mode is
/// on. Tangents can therefore be differentiated by backward like any other result, and flow through backward too.
///
/// A view's tangent is the same view of its base's tangent, and a write in place writes the tangent in place.
/// Outside a level all of this costs one look at a flag per operator.
namespace gradbox::autograd::forward_ad {

/// Opens a level. Returns its number, 0.
/// Throws: Error if there is one already in this thread
/// Source: torch.autograd.forward_ad.enter_dual_level
std::uint64_t enter_dual_level();
/// Closes it: all tangents are forgotten.
/// Throws: Error if none is open
/// Source: torch.autograd.forward_ad.exit_dual_level
void exit_dual_level(std::uint64_t level = 0);

/// A level while it lives.
class DualLevel {
 public:
  DualLevel() { enter_dual_level(); }
  ~DualLevel();
  DualLevel(const DualLevel&) = delete;
  DualLevel& operator=(const DualLevel&) = delete;
};

struct UnpackedDual {
  Tensor primal;
  /// Undefined where there is none.
  Tensor tangent;
};

/// Another look at `primal`, with a tangent; a write to it is a write to the primal.
/// Throws: Error outside a level, for another size, for a tangent that is dual itself; ValueError for integers
/// Source: torch.autograd.forward_ad.make_dual
Tensor make_dual(const Tensor& primal, const Tensor& tangent);
/// Value and tangent; the value has none.
/// Source: torch.autograd.forward_ad.unpack_dual
UnpackedDual unpack_dual(const Tensor& tensor);
/// The tangent alone; undefined outside a level.
Tensor tangent_of(const Tensor& tensor);

// --- What recording calls inside a level.

/// Whether `tensor`, or the base it is a view of, is a leaf made dual: it is another look at the leaf's memory.
bool looks_at_leaf(const Tensor& tensor);

/// What `tensor` was made dual from; undefined for any other.
Tensor primal_of(const Tensor& tensor);
/// Whether an operator on `tensor` leaves a node behind.
bool tracks(const Tensor& tensor);
/// The edge to an input; for a dual one by way of a node that holds its tangent.
Edge input_edge(const Tensor& tensor);
/// Notes that `output` is the next output of `node`. Returns whether backward wants the node too.
bool record_output(const Tensor& output, Node& node);
/// `node` has computed the new value of `self`: its tangent follows. Returns whether backward wants the node too.
bool record_write(const Tensor& self, Node& node);
/// `result` was written into `self`: its tangent as well. Returns whether there is a history to be moved.
bool take_tangent(const Tensor& result, const Tensor& self);
/// `to` is another look at all of `from`.
void share_tangent(const Tensor& from, const Tensor& to);
/// `self` becomes what `look`, a view of it, is: its tangent too. Outside a level nothing happens.
void look_at_tangent(const Tensor& look, const Tensor& self);
/// Computes the tangents of what was recorded last.
void settle();

}  // namespace gradbox::autograd::forward_ad
