#include "gradbox/ops/matmul.h"

#include "gradbox/backend/cpu/matmul.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

template <class T>
cpu::Matrix<T> matrix(const Tensor& tensor, std::size_t row_dim = 0) {
  return {cpu::typed<std::remove_const_t<T>>(tensor), tensor.strides()[row_dim], tensor.strides()[row_dim + 1]};
}

/// As C++ calls it; texts of the matrix products say it so.
const char* c_name(DType dtype) {
  constexpr const char* names[] = {"bool", "long", "float", "double"};
  return names[static_cast<std::size_t>(dtype)];
}

void check_mm(const Tensor& a, const Tensor& b) {
  GRADBOX_CHECK(a.size(1) == b.size(0), "mat1 and mat2 shapes cannot be multiplied (", a.size(0), "x", a.size(1),
                " and ", b.size(0), "x", b.size(1), ")");
  GRADBOX_CHECK(a.dtype() == b.dtype(), "expected m1 and m2 to have the same dtype, but got: ", c_name(a.dtype()),
                " != ", c_name(b.dtype()));
}

void check_bmm(const Tensor& a, const Tensor& b, const char* first, const char* second) {
  GRADBOX_CHECK(a.dim() == 3, first, " must be a 3D tensor");
  GRADBOX_CHECK(b.dim() == 3, second, " must be a 3D tensor");
  GRADBOX_CHECK(a.size(0) == b.size(0) && a.size(2) == b.size(1),
                "Expected size for first two dimensions of batch2 tensor to be: [", a.size(0), ", ", a.size(2),
                "] but got: [", b.size(0), ", ", b.size(1), "].");
  GRADBOX_CHECK(a.dtype() == b.dtype(), "expected m1 and m2 to have the same dtype, but got: ", c_name(a.dtype()),
                " != ", c_name(b.dtype()));
}

/// out = alpha a b + beta out.
void mm_into(const Tensor& out, const Tensor& a, const Tensor& b, Scalar alpha, Scalar beta) {
  dispatch_numbers(out.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::gemm<T>({a.sizes()[0], b.sizes()[1], a.sizes()[1]}, alpha.to<T>(), matrix<const T>(a), matrix<const T>(b),
                 beta.to<T>(), matrix<T>(out));
  });
}

void bmm_into(const Tensor& out, const Tensor& a, const Tensor& b, Scalar alpha, Scalar beta) {
  dispatch_numbers(out.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::batched_gemm<T>(a.sizes()[0], {a.sizes()[1], b.sizes()[2], a.sizes()[2]}, alpha.to<T>(), matrix<const T>(a, 1),
                         a.strides()[0], matrix<const T>(b, 1), b.strides()[0], beta.to<T>(), matrix<T>(out, 1),
                         out.strides()[0]);
  });
}

void mv_into(const Tensor& out, const Tensor& a, const Tensor& x, Scalar alpha, Scalar beta) {
  dispatch_numbers(out.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::gemv<T>(a.sizes()[0], a.sizes()[1], alpha.to<T>(), matrix<const T>(a), cpu::typed<T>(x), x.strides()[0],
                 beta.to<T>(), cpu::typed<T>(out), out.strides()[0]);
  });
}

/// The result of a beta-scaled addition, filled with `self` where it will be added.
Tensor filled_with(const Tensor& self, IntArrayRef sizes, Scalar beta) {
  if (!is_expandable_to(self.sizes(), sizes)) expand(self, sizes);  // throws
  Tensor out = make_tensor(sizes, self.dtype());
  if (!beta.equal(0)) cpu::copy(out, self);
  return out;
}

Tensor scaled(Tensor&& grad, Scalar factor) { return factor.equal(1) ? std::move(grad) : grad.mul(factor); }

struct ProductNode : Node {
  SavedTensor self;
  SavedTensor mat2;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("mat2", mat2);
    visitor.tensor("self", self);
  }
};

struct MmBackward0 final : ProductNode {
  /// Rows, columns, and the stride of each, for looking at: the operand itself may not be kept.
  std::int64_t self_layout[4] = {};
  std::int64_t mat2_layout[4] = {};
  std::string name() const override { return "MmBackward0"; }
  void note_layouts(const Tensor& a, const Tensor& b) {
    for (std::size_t d = 0; d < 2; ++d) {
      self_layout[d] = a.sizes()[d];
      self_layout[d + 2] = a.strides()[d];
      mat2_layout[d] = b.sizes()[d];
      mat2_layout[d + 2] = b.strides()[d];
    }
  }
  /// As in PyTorch, strides are known of operands that get a gradient.
  void visit_saved(SavedVisitor& visitor) override {
    ProductNode::visit_saved(visitor);
    const std::size_t of_mat2 = next_edge(1).is_valid() ? 2 : 0, of_self = next_edge(0).is_valid() ? 2 : 0;
    visitor.dims("mat2_sym_sizes", {mat2_layout, 2});
    visitor.dims("mat2_sym_strides", {mat2_layout + 2, of_mat2});
    visitor.dims("self_sym_sizes", {self_layout, 2});
    visitor.dims("self_sym_strides", {self_layout + 2, of_self});
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    if (should_compute_output(0)) out[0] = grads[0].mm(transposed_operand(mat2.unpack(*this)));
    if (should_compute_output(1)) out[1] = transposed_operand(self.unpack(*this)).mm(grads[0]);
    return out;
  }
};

struct BmmBackward0 final : ProductNode {
  std::string name() const override { return "BmmBackward0"; }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    if (should_compute_output(0)) out[0] = grads[0].bmm(mat2.unpack(*this).transpose(1, 2));
    if (should_compute_output(1)) out[1] = self.unpack(*this).transpose(1, 2).bmm(grads[0]);
    return out;
  }
};

struct MvBackward0 final : Node {
  SavedTensor self;
  SavedTensor vec;
  std::string name() const override { return "MvBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("self", self);
    visitor.tensor("vec", vec);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    if (should_compute_output(0)) out[0] = grads[0].outer(vec.unpack(*this));
    if (should_compute_output(1)) out[1] = transposed_operand(self.unpack(*this)).mv(grads[0]);
    return out;
  }
};

struct DotBackward0 final : Node {
  SavedTensor self;
  SavedTensor tensor;
  std::string name() const override { return "DotBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("self", self);
    visitor.tensor("tensor", tensor);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    if (should_compute_output(0)) out[0] = grads[0] * tensor.unpack(*this);
    if (should_compute_output(1)) out[1] = grads[0] * self.unpack(*this);
    return out;
  }
};

/// beta self + alpha a b.
struct AddProductNode : Node {
  SavedTensor a;
  SavedTensor b;
  Scalar alpha = 1;
  Scalar beta = 1;
  AddProductNode(const char* a_name, const char* b_name) noexcept : a_name_(a_name), b_name_(b_name) {}
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("alpha", alpha);
    visitor.tensor(a_name_, a);
    visitor.tensor(b_name_, b);
    visitor.number("beta", beta);
  }
  GradList apply(GradList&& grads) override {
    GradList out(3);
    if (!grads[0].defined()) return out;
    if (should_compute_output(1)) out[1] = scaled(grad_of_a(grads[0], b.unpack(*this)), alpha);
    if (should_compute_output(2)) out[2] = scaled(grad_of_b(grads[0], a.unpack(*this)), alpha);
    if (should_compute_output(0)) out[0] = scaled(std::move(grads[0]), beta);
    return out;
  }
  virtual Tensor grad_of_a(const Tensor& grad, const Tensor& b_value) const = 0;
  virtual Tensor grad_of_b(const Tensor& grad, const Tensor& a_value) const = 0;

 private:
  const char* a_name_;
  const char* b_name_;
};

struct AddmmBackward0 final : AddProductNode {
  AddmmBackward0() noexcept : AddProductNode("mat1", "mat2") {}
  std::string name() const override { return "AddmmBackward0"; }
  Tensor grad_of_a(const Tensor& grad, const Tensor& mat2) const override { return grad.mm(transposed_operand(mat2)); }
  Tensor grad_of_b(const Tensor& grad, const Tensor& mat1) const override { return transposed_operand(mat1).mm(grad); }
};
struct AddmvBackward0 final : AddProductNode {
  AddmvBackward0() noexcept : AddProductNode("mat", "vec") {}
  std::string name() const override { return "AddmvBackward0"; }
  Tensor grad_of_a(const Tensor& grad, const Tensor& vec) const override { return grad.outer(vec); }
  Tensor grad_of_b(const Tensor& grad, const Tensor& mat) const override { return transposed_operand(mat).mv(grad); }
};
struct BaddbmmBackward0 final : AddProductNode {
  BaddbmmBackward0() noexcept : AddProductNode("batch1", "batch2") {}
  std::string name() const override { return "BaddbmmBackward0"; }
  Tensor grad_of_a(const Tensor& grad, const Tensor& batch2) const override { return grad.bmm(batch2.transpose(1, 2)); }
  Tensor grad_of_b(const Tensor& grad, const Tensor& batch1) const override { return batch1.transpose(1, 2).bmm(grad); }
};

/// Each operand is saved only if the other one wants a gradient.
template <class NodeType>
void record_product(const Tensor& out, const Tensor& self, const Tensor& other, SavedTensor NodeType::*saved_self,
                    SavedTensor NodeType::*saved_other) {
  if (!tracks(self, other)) return;
  auto node = make_node<NodeType>(self, other);
  if (node->next_edge(1).is_valid()) (node.get()->*saved_self).save(self);
  if (node->next_edge(0).is_valid()) (node.get()->*saved_other).save(other);
  if constexpr (requires { node->note_layouts(self, other); }) node->note_layouts(self, other);
  set_history(out, node);
}

template <class NodeType>
void record_add_product(const Tensor& out, const Tensor& self, const Tensor& a, const Tensor& b, Scalar beta,
                        Scalar alpha) {
  if (!tracks(self, a, b)) return;
  auto node = make_node<NodeType>(self, a, b);
  if (node->next_edge(2).is_valid()) node->a.save(a);
  if (node->next_edge(1).is_valid()) node->b.save(b);
  node->alpha = alpha;
  node->beta = beta;
  set_history(out, node);
}

/// A tensor of three or more dims times a matrix or a vector: its leading dims become one.
Tensor matmul_folded(const Tensor& tensor, const Tensor& other) {
  const std::int64_t inner = tensor.size(-1);
  Dims sizes = to_dims(tensor.sizes().slice(0, tensor.sizes().size() - 1));
  const Tensor folded = tensor.reshape({count_elements(sizes), inner});
  if (other.dim() == 1) return unsafe_view(folded.mv(other), sizes);
  sizes.push_back(other.size(1));
  return unsafe_view(folded.mm(other), sizes);
}

Tensor matmul_batched(const Tensor& self, const Tensor& other) {
  const std::size_t a_lead = self.sizes().size() - 2;
  const std::size_t b_lead = other.sizes().size() - 2;
  const Dims batch = broadcast_shapes(self.sizes().slice(0, a_lead), other.sizes().slice(0, b_lead));
  const std::int64_t count = count_elements(batch);
  const auto batched = [&](const Tensor& tensor) {
    Dims sizes = batch;
    sizes.push_back(tensor.size(-2));
    sizes.push_back(tensor.size(-1));
    return tensor.expand(sizes).reshape({count, tensor.size(-2), tensor.size(-1)});
  };
  Dims sizes = batch;
  sizes.push_back(self.size(-2));
  sizes.push_back(other.size(-1));
  return unsafe_view(batched(self).bmm(batched(other)), sizes);
}

}  // namespace

Tensor mm(const Tensor& self, const Tensor& mat2) {
  GRADBOX_CHECK(self.dim() == 2, "self must be a matrix");
  GRADBOX_CHECK(mat2.dim() == 2, "mat2 must be a matrix");
  check_mm(self, mat2);
  Tensor out = make_tensor({self.sizes()[0], mat2.sizes()[1]}, self.dtype());
  mm_into(out, self, mat2, 1, 0);
  record_product<MmBackward0>(out, self, mat2, &MmBackward0::self, &MmBackward0::mat2);
  return out;
}

Tensor bmm(const Tensor& self, const Tensor& mat2) {
  check_bmm(self, mat2, "batch1", "batch2");
  Tensor out = make_tensor({self.sizes()[0], self.sizes()[1], mat2.sizes()[2]}, self.dtype());
  bmm_into(out, self, mat2, 1, 0);
  record_product<BmmBackward0>(out, self, mat2, &BmmBackward0::self, &BmmBackward0::mat2);
  return out;
}

Tensor mv(const Tensor& self, const Tensor& vec) {
  GRADBOX_CHECK(self.dim() == 2 && vec.dim() == 1, "vector + matrix @ vector expected, got 1, ", self.dim(), ", ",
                vec.dim());
  GRADBOX_CHECK(self.size(1) == vec.size(0), "size mismatch, got ", self.size(0), ", ", self.size(0), "x", self.size(1),
                ",", vec.size(0));
  GRADBOX_CHECK(self.dtype() == vec.dtype(), "expected scalar type ", dtype_short_name(self.dtype()), " but found ",
                dtype_short_name(vec.dtype()));
  Tensor out = make_tensor({self.sizes()[0]}, self.dtype());
  mv_into(out, self, vec, 1, 0);
  record_product<MvBackward0>(out, self, vec, &MvBackward0::self, &MvBackward0::vec);
  return out;
}

Tensor dot(const Tensor& self, const Tensor& tensor) {
  GRADBOX_CHECK(self.dim() == 1 && tensor.dim() == 1, "1D tensors expected, but got ", self.dim(), "D and ",
                tensor.dim(), "D tensors");
  GRADBOX_CHECK(self.dtype() == tensor.dtype(), "dot : expected both vectors to have same dtype, but found ",
                dtype_short_name(self.dtype()), " and ", dtype_short_name(tensor.dtype()));
  GRADBOX_CHECK(self.numel() == tensor.numel(), "inconsistent tensor size, expected tensor [", self.numel(),
                "] and src [", tensor.numel(), "] to have the same number of elements, but got ", self.numel(), " and ",
                tensor.numel(), " elements respectively");
  Tensor out = make_tensor({}, self.dtype());
  dispatch_numbers(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    *cpu::typed<T>(out) =
        cpu::dot<T>(self.numel(), cpu::typed<T>(self), self.strides()[0], cpu::typed<T>(tensor), tensor.strides()[0]);
  });
  record_product<DotBackward0>(out, self, tensor, &DotBackward0::self, &DotBackward0::tensor);
  return out;
}

Tensor outer(const Tensor& self, const Tensor& vec2) {
  GRADBOX_CHECK(self.dim() == 1, "outer: Expected 1-D argument self, but got ", self.dim(), "-D");
  GRADBOX_CHECK(vec2.dim() == 1, "outer: Expected 1-D argument vec2, but got ", vec2.dim(), "-D");
  return self.reshape({self.numel(), 1}).mul(vec2);
}
Tensor ger(const Tensor& self, const Tensor& vec2) { return outer(self, vec2); }

Tensor matmul(const Tensor& self, const Tensor& other) {
  const std::int64_t a = self.dim();
  const std::int64_t b = other.dim();
  GRADBOX_CHECK(a != 0 && b != 0, "both arguments to matmul need to be at least 1D, but they are ", a, "D and ", b,
                "D");
  if (a == 2 && b == 2) return mm(self, other);
  if (a == 2 && b == 1) return mv(self, other);
  if (a == 1 && b == 1) return dot(self, other);
  if (a == 1 && b == 2) return squeeze_fresh(self.unsqueeze(0).mm(other), 0);
  if (b <= 2) return matmul_folded(self, other);
  if (a == 1) return matmul_folded(other.mT(), self);
  if (a == 2) return matmul_folded(other.mT(), self.t()).mT().contiguous();
  return matmul_batched(self, other);
}

Tensor addmm(const Tensor& self, const Tensor& mat1, const Tensor& mat2, Scalar beta, Scalar alpha) {
  GRADBOX_CHECK(mat1.dim() == 2, "mat1 must be a matrix, got ", mat1.dim(), "-D tensor");
  GRADBOX_CHECK(mat2.dim() == 2, "mat2 must be a matrix, got ", mat2.dim(), "-D tensor");
  check_mm(mat1, mat2);
  GRADBOX_CHECK(self.dtype() == mat1.dtype(), "self and mat2 must have the same dtype");
  Tensor out = filled_with(self, {mat1.sizes()[0], mat2.sizes()[1]}, beta);
  mm_into(out, mat1, mat2, alpha, beta);
  record_add_product<AddmmBackward0>(out, self, mat1, mat2, beta, alpha);
  return out;
}

Tensor addmv(const Tensor& self, const Tensor& mat, const Tensor& vec, Scalar beta, Scalar alpha) {
  GRADBOX_CHECK(mat.dim() == 2 && vec.dim() == 1 && self.dim() <= 1, "vector + matrix @ vector expected, got ",
                self.dim(), ", ", mat.dim(), ", ", vec.dim());
  GRADBOX_CHECK(mat.size(1) == vec.size(0) && (self.numel() == mat.size(0) || self.numel() == 1), "size mismatch, got ",
                self.numel(), ", ", mat.size(0), "x", mat.size(1), ",", vec.size(0));
  GRADBOX_CHECK(self.dtype() == mat.dtype() && vec.dtype() == mat.dtype(), "expected scalar type ",
                dtype_short_name(mat.dtype()), " but found ",
                dtype_short_name(vec.dtype() == mat.dtype() ? self.dtype() : vec.dtype()));
  Tensor out = filled_with(self, {mat.sizes()[0]}, beta);
  mv_into(out, mat, vec, alpha, beta);
  record_add_product<AddmvBackward0>(out, self, mat, vec, beta, alpha);
  return out;
}

Tensor baddbmm(const Tensor& self, const Tensor& batch1, const Tensor& batch2, Scalar beta, Scalar alpha) {
  check_bmm(batch1, batch2, "batch1", "batch2");
  GRADBOX_CHECK(self.dtype() == batch1.dtype(), "Input dtypes must be the same, got: input ", c_name(self.dtype()),
                ", batch1: ", c_name(batch1.dtype()), ", batch2: ", c_name(batch2.dtype()));
  Tensor out = filled_with(self, {batch1.sizes()[0], batch1.sizes()[1], batch2.sizes()[2]}, beta);
  bmm_into(out, batch1, batch2, alpha, beta);
  record_add_product<BaddbmmBackward0>(out, self, batch1, batch2, beta, alpha);
  return out;
}

Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias) {
  const Tensor columns = weight.dim() == 2 ? transposed_operand(weight) : weight.t();
  if (bias.defined() && columns.dim() == 2) {
    if (input.dim() == 2) return addmm(bias, input, columns);
    if (input.dim() == 3 && input.is_contiguous()) {
      const Tensor rows = addmm(bias, input.view({input.size(0) * input.size(1), input.size(2)}), columns);
      return rows.view({input.size(0), input.size(1), rows.size(1)});
    }
  }
  Tensor out = matmul(input, columns);
  return bias.defined() ? out.add_(bias) : out;
}
Tensor linear(const Tensor& input, const Tensor& weight) { return linear(input, weight, Tensor()); }

OperatorList matmul_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"mm"}, {"bmm"}, {"mv"}, {"dot"}, {"outer"}, {"matmul"}, {"addmm"}, {"addmv"}, {"baddbmm"}, {"linear"},
  };
  return kOperators;
}

}  // namespace gradbox
