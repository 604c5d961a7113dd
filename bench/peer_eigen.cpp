// The perceptron by hand on Eigen: whole-matrix expressions, buffers kept, gradients written out.
#include <Eigen/Dense>

#include "data.h"
#include "peer.h"

namespace bench {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic>;
using Vector = Eigen::VectorXf;

/// Columns are points.
struct EigenLayer {
  Matrix w, out, grad;
  Vector b;

  EigenLayer(Lcg& lcg, int in, int size) : w(size, in), out(size, 200), grad(size, 200), b(Vector::Zero(size)) {
    const std::vector<float> values = weights(lcg, static_cast<std::size_t>(in * size), in);
    w = Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(values.data(), size,
                                                                                                in);
  }

  void forward(const Matrix& in) {
    out.noalias() = w * in;
    out.colwise() += b;
  }

  void backward_into(EigenLayer& before) const {
    before.grad.noalias() = w.transpose() * grad;
    before.grad.array() *= 1 - before.out.array().square();
  }

  void update(const Matrix& in, float lr) {
    w.noalias() -= lr * grad * in.transpose();
    b -= lr * grad.rowwise().sum();
  }
};

class EigenMoons final : public Run {
 public:
  EigenMoons() : EigenMoons(Lcg(1)) {}

  void steps(int count) override {
    for (int i = 0; i < count; ++i) step();
  }
  double check() const override { return static_cast<double>(loss_); }

 private:
  explicit EigenMoons(Lcg lcg) : first_(lcg, 2, 16), second_(lcg, 16, 16), last_(lcg, 16, 1) {
    const Moons moons = two_moons();
    x_ = Eigen::Map<const Matrix>(moons.points.data(), 2, 200);
    label_ = Eigen::Map<const Matrix>(moons.labels.data(), 1, 200);
  }

  void step() {
    first_.forward(x_);
    first_.out = first_.out.array().tanh();
    second_.forward(first_.out);
    second_.out = second_.out.array().tanh();
    last_.forward(second_.out);
    last_.grad = last_.out - label_;
    loss_ = last_.grad.squaredNorm() / 200;
    last_.grad *= 2.F / 200;
    last_.backward_into(second_);
    second_.backward_into(first_);
    first_.update(x_, .1F);
    second_.update(first_.out, .1F);
    last_.update(second_.out, .1F);
  }

  Matrix x_, label_;
  EigenLayer first_, second_, last_;
  float loss_ = 0;
};

class EigenProduct final : public Run {
 public:
  explicit EigenProduct(int size) : out_(size, size) {
    Lcg first(1), second(2);
    const auto count = static_cast<std::size_t>(size * size);
    // Row by row in the data, column by column here: the transposes, whose product in reverse order is the transpose.
    a_ = Eigen::Map<const Matrix>(uniform(first, count).data(), size, size);
    b_ = Eigen::Map<const Matrix>(uniform(second, count).data(), size, size);
  }

  void steps(int count) override {
    for (int i = 0; i < count; ++i) out_.noalias() = b_ * a_;
  }
  double check() const override { return static_cast<double>(out_(out_.rows() - 1, out_.cols() - 1)); }

 private:
  Matrix a_, b_, out_;
};

class EigenStream final : public Run {
 public:
  EigenStream() {
    Lcg lcg(1);
    for (Vector* vector : {&a_, &b_, &c_}) *vector = Eigen::Map<const Vector>(uniform(lcg, kMillion).data(), kMillion);
  }

  void steps(int count) override {
    for (int i = 0; i < count; ++i) out_.array() = a_.array() * b_.array() + c_.array();
  }
  double check() const override { return static_cast<double>(out_[kMillion - 1]); }

 private:
  Vector a_, b_, c_, out_ = Vector(kMillion);
};

class EigenTotal final : public Run {
 public:
  EigenTotal() {
    Lcg lcg(1);
    a_ = Eigen::Map<const Vector>(uniform(lcg, kMillion).data(), kMillion);
  }

  void steps(int count) override {
    for (int i = 0; i < count; ++i) {
      total_ = a_.sum();
      a_[0] += 0 * total_;  // so that no sum is left out
    }
  }
  double check() const override { return static_cast<double>(total_); }

 private:
  Vector a_;
  float total_ = 0;
};

std::unique_ptr<Run> make_run(const std::string& id) {
  if (id == "W8a") return std::make_unique<EigenProduct>(512);
  if (id == "W8b") return std::make_unique<EigenProduct>(1024);
  if (id == "W8c") return std::make_unique<EigenStream>();
  if (id == "W8d") return std::make_unique<EigenTotal>();
  if (id == "W9") return std::make_unique<EigenMoons>();
  return nullptr;
}

}  // namespace

Peer eigen_peer() { return {"eigen", make_run}; }

}  // namespace bench
