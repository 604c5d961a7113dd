#include "gradbox/ops/truth.h"

#include "gradbox/ops/reduce_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

/// Folds "is not 0", as bool.
template <class Fold>
Tensor fold_truth(const Tensor& self, IntArrayRef dim, bool keepdim, bool start, Fold fold) {
  const Tensor truth = self.dtype() == kBool ? self.detach() : self.ne(0);
  const ReducedDims reduced(self, dim, keepdim);
  const Tensor out = make_tensor(reduced.kept, kBool);
  cpu::reduce_kernel<bool>(out, truth, start, fold);
  return reduced.shaped(out);
}

constexpr auto kBoth = [](bool a, bool b) { return a && b; };
constexpr auto kEither = [](bool a, bool b) { return a || b; };

}  // namespace

Tensor all(const Tensor& self) { return fold_truth(self, {}, false, true, kBoth); }
Tensor all(const Tensor& self, std::int64_t dim, bool keepdim) { return fold_truth(self, {dim}, keepdim, true, kBoth); }
Tensor any(const Tensor& self) { return fold_truth(self, {}, false, false, kEither); }
Tensor any(const Tensor& self, std::int64_t dim, bool keepdim) {
  return fold_truth(self, {dim}, keepdim, false, kEither);
}
Tensor count_nonzero(const Tensor& self, IntArrayRef dim) { return self.ne(0).sum(dim); }
bool is_nonzero(const Tensor& self) {
  GRADBOX_CHECK(self.numel() != 0, "Boolean value of Tensor with no values is ambiguous");
  GRADBOX_CHECK(self.numel() == 1, "Boolean value of Tensor with more than one value is ambiguous");
  return self.item().toDouble() != 0;
}

OperatorList truth_operators() {
  static constexpr OperatorInfo kOperators[] = {{"all"}, {"any"}, {"count_nonzero"}};
  return kOperators;
}

}  // namespace gradbox
