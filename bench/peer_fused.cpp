// What a person would write by hand for exactly one workload: forward and backward in as few passes as possible, no
// graph, no allocation. The floor that an eager engine is measured against.
#include <algorithm>
#include <array>

#include "data.h"
#include "lanes.h"
#include "peer.h"

namespace bench {
namespace {

/// Calls `body(accumulator, x, y)` on whole lanes and then on single floats; gives the sums of all accumulators.
/// Two wide ones take turns, so that the additions of one do not wait for those of the other.
template <std::size_t N, class Body>
std::array<float, N> sums_over(const std::vector<float>& x, const std::vector<float>& y, const Body& body) {
  std::array<Lanes, N> even{}, odd{};
  std::array<float, N> narrow{};
  std::size_t i = 0;
  for (; i + 2 * kLanes <= x.size(); i += 2 * kLanes) {
    body(even, load(&x[i]), load(&y[i]));
    body(odd, load(&x[i + kLanes]), load(&y[i + kLanes]));
  }
  for (; i + kLanes <= x.size(); i += kLanes) body(even, load(&x[i]), load(&y[i]));
  for (; i < x.size(); ++i) body(narrow, x[i], y[i]);
  for (std::size_t k = 0; k < N; ++k) narrow[k] += sum(even[k] + odd[k]);
  return narrow;
}

class FusedSineCubic final : public Run {
 public:
  void steps(int count) override {
    for (int i = 0; i < count; ++i) step();
  }
  double check() const override { return static_cast<double>(loss_); }

 private:
  void step() {
    const float m = w_[0], n = w_[1], o = w_[2], p = w_[3];
    const auto s = sums_over<5>(x_, y_, [=](auto& acc, const auto& x, const auto& y) {
      const auto r = m + x * (n + x * (o + x * p)) - y;
      const auto rx = r * x;
      const auto rxx = rx * x;
      acc[0] += r;
      acc[1] += rx;
      acc[2] += rxx;
      acc[3] += rxx * x;
      acc[4] += r * r;
    });
    loss_ = s[4];
    for (std::size_t k = 0; k < 4; ++k) w_[k] -= 1e-6F * 2 * s[k];
  }

  std::vector<float> x_ = linspace(-kPi, kPi, 1500), y_ = sines(x_);
  std::array<float, 4> w_{.5F, -.3F, .2F, -.1F};
  float loss_ = 0;
};

class FusedLine final : public Run {
 public:
  void steps(int count) override {
    for (int i = 0; i < count; ++i) step();
  }
  double check() const override { return static_cast<double>(loss_); }

 private:
  void step() {
    const float b = b_, w = w_;
    const auto s = sums_over<3>(x_, y_, [=](auto& acc, const auto& x, const auto& y) {
      const auto r = b + w * x - y;
      acc[0] += r;
      acc[1] += r * x;
      acc[2] += r * r;
    });
    loss_ = s[2] / 80;
    b_ -= .1F * (2 * s[0] / 80);
    w_ -= .1F * (2 * s[1] / 80);
  }

  std::vector<float> x_ = linspace(-1, 1, 80), y_ = line_targets();
  float b_ = 0, w_ = 0, loss_ = 0;
};

class FusedLegendre final : public Run {
 public:
  void steps(int count) override {
    for (int i = 0; i < count; ++i) step();
  }
  double check() const override { return static_cast<double>(loss_); }

 private:
  void step() {
    const float a = w_[0], b = w_[1], c = w_[2], d = w_[3];
    const auto s = sums_over<5>(x_, y_, [=](auto& acc, const auto& x, const auto& y) {
      const auto u = c + d * x;
      const auto uu = u * u;
      const auto value = .5F * u * (5.F * uu - 3.F);
      const auto r = a + b * value - y;
      const auto through = r * (b * 1.5F) * (5.F * uu - 1.F);
      acc[0] += r;
      acc[1] += r * value;
      acc[2] += through;
      acc[3] += through * x;
      acc[4] += r * r;
    });
    loss_ = s[4];
    for (std::size_t k = 0; k < 4; ++k) w_[k] -= 5e-6F * 2 * s[k];
  }

  std::vector<float> x_ = linspace(-kPi, kPi, 2000), y_ = sines(x_);
  std::array<float, 4> w_{0, -1, 0, .3F};
  float loss_ = 0;
};

/// The values of the chain on a tape, no graph.
class FusedChain final : public Run {
 public:
  explicit FusedChain(std::size_t length) : length_(length) {}

  void steps(int count) override {
    for (int i = 0; i < count; ++i) step();
  }
  double check() const override { return static_cast<double>(gradient_); }

 private:
  void step() {
    std::vector<float> tape(length_ + 1);
    tape[0] = 1;
    for (std::size_t i = 0; i < length_; ++i) tape[i + 1] = tape[i] * a_ + b_;
    float through = 1, gradient = 0;
    for (std::size_t i = length_; i-- > 0;) {
      gradient += through * tape[i];
      through *= a_;
    }
    gradient_ = gradient;
  }

  std::size_t length_;
  float a_ = .9999F, b_ = .0001F, gradient_ = 0;
};

constexpr std::size_t kPoints = 200;
constexpr std::size_t kPadded = 208;  // whole lanes; the padding is weighed with zero

/// Features by points, so that every loop runs along the points.
template <std::size_t Features>
using Plane = std::array<std::array<float, kPadded>, Features>;

/// One layer with its weights [out, in] and the gradient with respect to its sums.
template <std::size_t In, std::size_t Out, bool Tanh>
struct FusedLayer {
  std::array<std::array<float, In>, Out> w;
  std::array<float, Out> b{};
  Plane<Out> out{}, grad{};

  explicit FusedLayer(Lcg& lcg) {
    const std::vector<float> values = weights(lcg, In * Out, static_cast<double>(In));
    for (std::size_t o = 0; o < Out; ++o) std::copy_n(&values[o * In], In, w[o].data());
  }

  void forward(const Plane<In>& in) {
    for (std::size_t j = 0; j < kPadded; j += kLanes) {
      std::array<Lanes, Out> total;
      for (std::size_t o = 0; o < Out; ++o) total[o] = Lanes{} + b[o];
      for (std::size_t i = 0; i < In; ++i) {
        const Lanes x = load(&in[i][j]);
        for (std::size_t o = 0; o < Out; ++o) total[o] += w[o][i] * x;
      }
      for (std::size_t o = 0; o < Out; ++o) store(&out[o][j], Tanh ? tanh_lanes(total[o]) : total[o]);
    }
  }

  /// Writes the gradient with respect to the sums of the layer before, whose output is `in`.
  void backward_into(const Plane<In>& in, Plane<In>& before) const {
    for (std::size_t j = 0; j < kPadded; j += kLanes) {
      std::array<Lanes, In> total{};
      for (std::size_t o = 0; o < Out; ++o) {
        const Lanes g = load(&grad[o][j]);
        for (std::size_t i = 0; i < In; ++i) total[i] += w[o][i] * g;
      }
      for (std::size_t i = 0; i < In; ++i) {
        const Lanes h = load(&in[i][j]);
        store(&before[i][j], total[i] * (1.F - h * h));
      }
    }
  }

  void update(const Plane<In>& in, float lr) {
    for (std::size_t o = 0; o < Out; ++o) {
      std::array<Lanes, In> dw{};
      Lanes db{};
      for (std::size_t j = 0; j < kPadded; j += kLanes) {
        const Lanes g = load(&grad[o][j]);
        db += g;
        for (std::size_t i = 0; i < In; ++i) dw[i] += g * load(&in[i][j]);
      }
      for (std::size_t i = 0; i < In; ++i) w[o][i] -= lr * sum(dw[i]);
      b[o] -= lr * sum(db);
    }
  }
};

class FusedMoons final : public Run {
 public:
  FusedMoons() : FusedMoons(Lcg(1)) {}

  void steps(int count) override {
    for (int i = 0; i < count; ++i) step();
  }
  double check() const override { return static_cast<double>(loss_); }

 private:
  explicit FusedMoons(Lcg lcg) : first_(lcg), second_(lcg), last_(lcg) {
    const Moons moons = two_moons();
    for (std::size_t j = 0; j < kPoints; ++j) {
      x_[0][j] = moons.points[2 * j];
      x_[1][j] = moons.points[2 * j + 1];
      label_[j] = moons.labels[j];
      weight_[j] = 1;
    }
  }

  void step() {
    first_.forward(x_);
    second_.forward(first_.out);
    last_.forward(second_.out);
    Lanes squares{};
    for (std::size_t j = 0; j < kPadded; j += kLanes) {
      const Lanes r = (load(&last_.out[0][j]) - load(&label_[j])) * load(&weight_[j]);
      squares += r * r;
      store(&last_.grad[0][j], r * (2.F / kPoints));
    }
    loss_ = sum(squares) / kPoints;
    last_.backward_into(second_.out, second_.grad);
    second_.backward_into(first_.out, first_.grad);
    first_.update(x_, .1F);
    second_.update(first_.out, .1F);
    last_.update(second_.out, .1F);
  }

  Plane<2> x_{};
  std::array<float, kPadded> label_{}, weight_{};
  FusedLayer<2, 16, true> first_;
  FusedLayer<16, 16, true> second_;
  FusedLayer<16, 1, false> last_;
  float loss_ = 0;
};

std::unique_ptr<Run> make_run(const std::string& id) {
  if (id == "W1") return std::make_unique<FusedSineCubic>();
  if (id == "W2") return std::make_unique<FusedLine>();
  if (id == "W3") return std::make_unique<FusedLegendre>();
  if (id == "W7") return std::make_unique<FusedChain>(10000);
  if (id == "chain") return std::make_unique<FusedChain>(500000);
  if (id == "W9") return std::make_unique<FusedMoons>();
  return nullptr;
}

}  // namespace

Peer fused_peer() { return {"fused", make_run}; }

}  // namespace bench
