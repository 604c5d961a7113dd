#include "gradbox/ops/linalg.h"

#include <limits>
#include <vector>

#include "gradbox/backend/cpu/linalg.h"
#include "gradbox/ops/join.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

void check_square(const Tensor& self, const char* name) {
  GRADBOX_CHECK(self.dim() >= 2, name, ": The input tensor A must have at least 2 dimensions.");
  GRADBOX_CHECK(self.size(-1) == self.size(-2), name, ": A must be batches of square matrices, but they are ",
                self.size(-2), " by ", self.size(-1), " matrices");
  GRADBOX_CHECK(is_floating(self.dtype()), name, ": Expected a floating point or complex tensor as input. Got ",
                dtype_short_name(self.dtype()));
}

/// `(Batch element 2): ` where there is a batch.
std::string batch_text(const Tensor& self, std::int64_t b) {
  return self.dim() > 2 ? str("(Batch element ", b, "): ") : std::string();
}

std::int64_t batch_count(const Tensor& self) { return count_elements(self.sizes().slice(0, self.sizes().size() - 2)); }
Dims batch_sizes(const Tensor& self) { return to_dims(self.sizes().slice(0, self.sizes().size() - 2)); }

/// One factored matrix.
template <class T>
struct Lu {
  Lu(const T* matrix, std::int64_t size)
      : n(size), factors(matrix, matrix + size * size), pivots(static_cast<std::size_t>(size)) {
    singular = cpu::lu_factor(n, factors.data(), pivots.data());
  }
  std::int64_t n;
  std::vector<T> factors;
  std::vector<std::int64_t> pivots;
  /// 1 + the place of the first zero pivot, or 0.
  std::int64_t singular;
};

Tensor plain_det(const Tensor& self) {
  const Tensor from = self.detach().contiguous();
  Tensor out = make_tensor(batch_sizes(self), self.dtype());
  const std::int64_t n = self.size(-1);
  dispatch_floating(self.dtype(), "linalg_det", [&](auto kind) {
    using T = decltype(kind);
    for (std::int64_t b = 0; b < batch_count(self); ++b) {
      const Lu<T> lu(cpu::typed<T>(from) + b * n * n, n);
      cpu::typed<T>(out)[b] = cpu::lu_determinant(n, lu.factors.data(), lu.pivots.data());
    }
  });
  return out;
}

/// The matrix without row i and column j, of a 2-d tensor.
Tensor without(const Tensor& self, std::int64_t i, std::int64_t j) {
  const auto cut = [](const Tensor& tensor, std::int64_t dim, std::int64_t at) {
    return cat({tensor.narrow(dim, 0, at), tensor.narrow(dim, at + 1, tensor.size(dim) - at - 1)}, dim);
  };
  return cut(cut(self, 0, i), 1, j);
}

/// The derivative of the determinant that needs no inverse.
Tensor cofactors(const Tensor& self) {
  const std::int64_t n = self.size(-1);
  if (self.dim() > 2) {
    std::vector<Tensor> parts;
    for (const Tensor& matrix : self.reshape({-1, n, n}).unbind(0)) parts.push_back(cofactors(matrix));
    return stack(parts).reshape(self.sizes());
  }
  std::vector<Tensor> elements;
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      const Tensor minor = n == 1 ? ones({}, self.options()) : det(without(self, i, j));
      elements.push_back((i + j) % 2 == 0 ? minor : minor.neg());
    }
  }
  return stack(elements).reshape({n, n});
}

/// A number per matrix in a shape that broadcasts with the matrices.
Tensor per_matrix(const Tensor& values) { return values.unsqueeze(-1).unsqueeze(-1); }

struct LinalgDetBackward0 final : Node {
  SavedTensor A;
  SavedTensor result;
  std::string name() const override { return "LinalgDetBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("A", A);
    visitor.tensor("result", result);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const Tensor a = A.unpack(*this);
    const Tensor d = result.unpack(*this);
    const bool singular = d.detach().eq(0).any().item().toBool();
    if (singular) return {per_matrix(grads[0]) * cofactors(a)};
    return {per_matrix(grads[0] * d) * inverse(a).mT()};
  }
};

struct LinalgSlogdetBackward0 final : Node {
  SavedTensor A;
  std::string name() const override { return "LinalgSlogdetBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.tensor("A", A); }
  GradList apply(GradList&& grads) override {
    return {grads[1].defined() ? per_matrix(grads[1]) * inverse(A.unpack(*this)).mT() : Tensor()};
  }
};

struct LinalgInvExBackward0 final : Node {
  SavedTensor inverse;
  std::string name() const override { return "LinalgInvExBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.tensor("inverse", inverse); }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const Tensor transposed = inverse.unpack(*this).mT();
    return {transposed.matmul(grads[0].matmul(transposed)).neg()};
  }
};

bool is_vector_side(const Tensor& A, const Tensor& B) {
  return B.dim() == 1 || (A.dim() - 1 == B.dim() && B.sizes() == A.sizes().slice(0, A.sizes().size() - 1));
}

struct LinalgSolveExBackward0 final : Node {
  SavedTensor A;
  SavedTensor result;
  bool vector = false;
  std::string name() const override { return "LinalgSolveExBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("A", A);
    visitor.tensor("result", result);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    const Tensor back = linalg_solve(A.unpack(*this).mT(), grads[0]);
    if (should_compute_output(0)) {
      const Tensor x = result.unpack(*this);
      out[0] = (vector ? back.unsqueeze(-1).matmul(x.unsqueeze(-2)) : back.matmul(x.mT())).neg();
    }
    if (should_compute_output(1)) out[1] = back;
    return out;
  }
};

struct LinalgCholeskyExBackward0 final : Node {
  SavedTensor L;
  std::string name() const override { return "LinalgCholeskyExBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.tensor("L", L); }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const Tensor transposed = L.unpack(*this).mT();
    const Tensor product = transposed.matmul(grads[0]);
    const Tensor half = (product.tril() + product.tril(-1)) * 0.5;
    const Tensor left = linalg_solve(transposed, half);
    const Tensor grad = linalg_solve(transposed, left.mT());
    return {(grad + grad.mT()) * 0.5};
  }
};

/// Solves for every matrix of the batch; `complain` is called with the number of a singular one and the place of its
/// zero pivot.
template <class Complain>
Tensor plain_solve(const Tensor& A, const Tensor& B, std::int64_t sides, Complain&& complain) {
  const Tensor a = A.detach().contiguous();
  Tensor out = make_tensor(B.sizes(), A.dtype());
  cpu::copy(out, B);
  const std::int64_t n = A.size(-1);
  dispatch_floating(A.dtype(), "linalg_solve", [&](auto kind) {
    using T = decltype(kind);
    for (std::int64_t i = 0; i < batch_count(A); ++i) {
      const Lu<T> lu(cpu::typed<T>(a) + i * n * n, n);
      if (lu.singular != 0) complain(i, lu.singular);
      cpu::lu_solve(n, lu.factors.data(), lu.pivots.data(), sides, cpu::typed<T>(out) + i * n * sides);
    }
  });
  return out;
}

}  // namespace

Tensor det(const Tensor& self) {
  check_square(self, "linalg.det");
  Tensor out = plain_det(self);
  if (tracks(self)) {
    auto node = make_node<LinalgDetBackward0>(self);
    node->A.save(self);
    node->result.save_output(out);
    set_history(out, node);
  }
  return out;
}

std::tuple<Tensor, Tensor> slogdet(const Tensor& self) {
  check_square(self, "linalg.slogdet");
  const Tensor from = self.detach().contiguous();
  Tensor sign = make_tensor(batch_sizes(self), self.dtype());
  Tensor size = make_tensor(batch_sizes(self), self.dtype());
  const std::int64_t n = self.size(-1);
  dispatch_floating(self.dtype(), "linalg_slogdet", [&](auto kind) {
    using T = decltype(kind);
    for (std::int64_t b = 0; b < batch_count(self); ++b) {
      const Lu<T> lu(cpu::typed<T>(from) + b * n * n, n);
      const auto value = cpu::lu_log_determinant(n, lu.factors.data(), lu.pivots.data());
      cpu::typed<T>(sign)[b] = value.sign;
      cpu::typed<T>(size)[b] = value.log_abs;
    }
  });
  if (tracks(self)) {
    auto node = make_node<LinalgSlogdetBackward0>(self);
    node->A.save(self);
    node->add_undefined_input();
    set_history(size, node);
  }
  return {sign, size};
}

Tensor logdet(const Tensor& self) {
  check_square(self, "logdet");
  const auto [sign, size] = slogdet(self);
  return where(sign.eq(-1), std::numeric_limits<double>::quiet_NaN(), size);
}

Tensor inverse(const Tensor& self) {
  check_square(self, "linalg.inv");
  const Tensor identity = eye(self.size(-1), self.options()).expand(self.sizes());
  Tensor out = plain_solve(self, identity, self.size(-1), [&](std::int64_t b, std::int64_t place) {
    fail("linalg.inv: ", batch_text(self, b), "The diagonal element ", place,
         " is zero, the inversion could not be completed because the input matrix is singular.");
  });
  if (tracks(self)) {
    auto node = make_node<LinalgInvExBackward0>(self);
    node->inverse.save_output(out);
    set_history(out, node);
  }
  return out;
}

Tensor linalg_solve(const Tensor& A, const Tensor& B) {
  check_square(A, "linalg.solve");
  GRADBOX_CHECK(A.dtype() == B.dtype(), "linalg.solve: Expected A and B to have the same dtype, but found A of type ",
                dtype_short_name(A.dtype()), " and B of type ", dtype_short_name(B.dtype()), " instead");
  const bool vector = is_vector_side(A, B);
  if (vector && B.dim() + 1 != A.dim()) return linalg_solve(A, B.expand(A.sizes().slice(0, A.sizes().size() - 1)));
  GRADBOX_CHECK(B.size(vector ? -1 : -2) == A.size(-1),
                "linalg.solve: Incompatible shapes of A and B for the equation AX = B (", A.size(-2), "x", A.size(-1),
                " and ", B.size(vector ? -1 : -2), "x", vector ? 1 : B.size(-1), ")");
  if (!vector && !(batch_sizes(A) == batch_sizes(B))) {
    Dims sizes = broadcast_shapes(batch_sizes(A), batch_sizes(B));
    Dims a_sizes = sizes, b_sizes = sizes;
    for (const std::int64_t d : {-2, -1}) {
      a_sizes.push_back(A.size(d));
      b_sizes.push_back(B.size(d));
    }
    return linalg_solve(A.expand(a_sizes), B.expand(b_sizes));
  }
  Tensor out = plain_solve(A, B, vector ? 1 : B.size(-1), [&](std::int64_t b, std::int64_t) {
    fail("torch.linalg.solve: ", batch_text(A, b), "The solver failed because the input matrix is singular.");
  });
  if (tracks(A, B)) {
    auto node = make_node<LinalgSolveExBackward0>(A, B);
    node->A.save(A);
    node->result.save_output(out);
    node->vector = vector;
    set_history(out, node);
  }
  return out;
}

Tensor cholesky(const Tensor& self, bool upper) {
  check_square(self, "linalg.cholesky");
  if (upper) return cholesky(self.mT()).mT();
  Tensor out = make_tensor(self.sizes(), self.dtype());
  cpu::copy(out, self);
  const std::int64_t n = self.size(-1);
  dispatch_floating(self.dtype(), "linalg_cholesky", [&](auto kind) {
    using T = decltype(kind);
    for (std::int64_t b = 0; b < batch_count(self); ++b) {
      const std::int64_t minor = cpu::cholesky(n, cpu::typed<T>(out) + b * n * n);
      GRADBOX_CHECK(minor == 0, "linalg.cholesky: ", batch_text(self, b),
                    "The factorization could not be completed because the input is not positive-definite (the leading "
                    "minor of order ",
                    minor, " is not positive-definite).");
    }
  });
  if (tracks(self)) {
    auto node = make_node<LinalgCholeskyExBackward0>(self);
    node->L.save_output(out);
    set_history(out, node);
  }
  return out;
}

Tensor matrix_power(const Tensor& self, std::int64_t n) {
  check_square(self, "linalg.matrix_power");
  if (n == 0) return eye(self.size(-1), self.options()).expand(self.sizes()).clone();
  if (n == 1) return self.clone();
  if (n < 0) return n == -1 ? inverse(self) : matrix_power(inverse(self), -n);
  if (n == 2) return self.matmul(self);
  if (n == 3) return self.matmul(self).matmul(self);
  Tensor square, out;
  for (; n > 0; n /= 2) {
    square = square.defined() ? square.matmul(square) : self;
    if (n % 2 == 1) out = out.defined() ? out.matmul(square) : square;
  }
  return out;
}

namespace linalg {

Tensor det(const Tensor& A) { return gradbox::det(A); }
std::tuple<Tensor, Tensor> slogdet(const Tensor& A) { return gradbox::slogdet(A); }
Tensor inv(const Tensor& A) { return gradbox::inverse(A); }
Tensor solve(const Tensor& A, const Tensor& B) { return gradbox::linalg_solve(A, B); }
Tensor cholesky(const Tensor& A) { return gradbox::cholesky(A); }
Tensor matrix_power(const Tensor& A, std::int64_t n) { return gradbox::matrix_power(A, n); }

}  // namespace linalg

OperatorList linalg_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"det"}, {"slogdet"}, {"logdet"}, {"inverse"}, {"linalg_solve"}, {"cholesky"}, {"matrix_power"},
  };
  return kOperators;
}

}  // namespace gradbox
