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

std::unique_ptr<Run> make_run(const std::string& id) {
  if (id == "W9") return std::make_unique<EigenMoons>();
  return nullptr;
}

}  // namespace

Peer eigen_peer() { return {"eigen", make_run}; }

}  // namespace bench
