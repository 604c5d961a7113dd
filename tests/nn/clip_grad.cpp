#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "gradbox/gradbox.h"
#include "support/golden_tensor.h"

namespace gradbox::testing {
namespace {

Tensor with_gradient(const std::vector<double>& values) {
  const Tensor p = zeros({static_cast<std::int64_t>(values.size())}, kFloat64).requires_grad_();
  p.mutable_grad() = tensor(values, kFloat64);
  return p;
}

void check_values(const Tensor& t, const std::vector<double>& wanted) {
  const std::vector<double> found = values_of(t);
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) CHECK(found[i] == doctest::Approx(wanted[i]).epsilon(1e-13));
}

}  // namespace

TEST_CASE("clipping: norms as recorded") {
  const Value file = load_json("golden_optim.json");
  int count = 0;
  for (const Value& row : file.at("clip").items()) {
    ++count;
    const std::vector<double> grad = row.at("grad").as_doubles();
    const bool infinite = row.at("norm_type").is_text();
    const double norm_type = infinite ? std::numeric_limits<double>::infinity() : row.at("norm_type").as_double();
    const double max_norm = row.at("max_norm").as_double();
    const Tensor p = with_gradient(grad);
    const Tensor handle = p.grad();
    CHECK(nn::utils::clip_grad_norm_(p, max_norm, norm_type) == row.at("total_norm").as_double());
    check_values(p.grad(), row.at("clipped").as_doubles());
    CHECK(p.grad().is_same(handle));
    // The same gradient in two parts, one of them in a parameter of its own.
    const std::vector<Tensor> parts = {with_gradient({grad[0]}), zeros({3}).requires_grad_(), with_gradient({grad[1]})};
    CHECK(nn::utils::clip_grad_norm_(parts, max_norm, norm_type) == doctest::Approx(row.at("total_norm").as_double()));
    check_values(cat({parts[0].grad(), parts[2].grad()}), row.at("clipped").as_doubles());
  }
  CHECK(count == 4);
}

TEST_CASE("clipping: values, nothing to clip, norms that are not finite") {
  const Tensor p = with_gradient({-3, 0.5, 4});
  nn::utils::clip_grad_value_(p, 1);
  check_values(p.grad(), {-1, 0.5, 1});
  CHECK(nn::utils::clip_grad_norm_(zeros({2}).requires_grad_(), 1) == 0);
  const Tensor bad = with_gradient({1, std::numeric_limits<double>::infinity()});
  std::string text;
  try {
    nn::utils::clip_grad_norm_(bad, 1, 2, true);
  } catch (const Error& error) {
    text = error.msg();
  }
  CHECK(text ==
        "The total norm of order 2.0 for gradients from `parameters` is non-finite, so it cannot be clipped. To "
        "disable this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`");
  nn::utils::clip_grad_norm_(bad, 1);
  const std::vector<double> scaled = values_of(bad.grad());
  CHECK(scaled[0] == 0);
  CHECK(std::isnan(scaled[1]));
}

}  // namespace gradbox::testing
