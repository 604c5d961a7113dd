#include "gradbox/ops/matmul.h"

#include "gradbox/backend/cpu/matmul.h"
#include "gradbox/ops/pointwise_support.h"

namespace gradbox {
namespace {

using namespace detail;

template <class T>
cpu::Matrix<T> matrix(const Tensor& tensor) {
  return {cpu::typed<std::remove_const_t<T>>(tensor), tensor.strides()[0], tensor.strides()[1]};
}

void check_same_dtype(const Tensor& a, const Tensor& b) {
  GRADBOX_CHECK(a.dtype() == b.dtype(), "expected m1 and m2 to have the same dtype, but got: ", dtype_short_name(a.dtype()),
                " != ", dtype_short_name(b.dtype()));
}

Tensor plain_mm(const Tensor& a, const Tensor& b) {
  Tensor out = make_tensor({a.size(0), b.size(1)}, a.dtype());
  dispatch_numbers(a.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::gemm<T>({a.size(0), b.size(1), a.size(1)}, T{1}, matrix<const T>(a), matrix<const T>(b), T{0}, matrix<T>(out));
  });
  return out;
}

struct MmBackward0 final : Node {
  SavedTensor self;
  SavedTensor mat2;
  std::string name() const override { return "MmBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("mat2", mat2);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    if (should_compute_output(0)) out[0] = grads[0].mm(mat2.unpack(*this).t());
    if (should_compute_output(1)) out[1] = self.unpack(*this).t().mm(grads[0]);
    return out;
  }
};

}  // namespace

Tensor mm(const Tensor& self, const Tensor& mat2) {
  GRADBOX_CHECK(self.dim() == 2, "self must be a matrix");
  GRADBOX_CHECK(mat2.dim() == 2, "mat2 must be a matrix");
  GRADBOX_CHECK(self.size(1) == mat2.size(0), "mat1 and mat2 shapes cannot be multiplied (", self.size(0), "x", self.size(1), " and ",
                mat2.size(0), "x", mat2.size(1), ")");
  check_same_dtype(self, mat2);
  Tensor out = plain_mm(self, mat2);
  if (tracks(self, mat2)) {
    auto node = make_node<MmBackward0>(self, mat2);
    if (node->next_edge(1).is_valid()) node->self.save(self);
    if (node->next_edge(0).is_valid()) node->mat2.save(mat2);
    set_history(out, node);
  }
  return out;
}

}  // namespace gradbox
