// Rules of tensors and their flags that no numbered program asks for. Values recorded from PyTorch 1.13.

#include "autograd/texts.h"

using namespace gradbox;
using namespace gradbox::test;

TEST_CASE("tensors: requires_grad can be set without grad mode") {
  const NoGradGuard no_grad;
  const Tensor x = ones({2}, kDouble).requires_grad_();
  CHECK(x.requires_grad());
  CHECK(x.is_leaf());
  CHECK(ones({2}, requires_grad()).requires_grad());
  CHECK_FALSE((x * 2).requires_grad());
}

TEST_CASE("tensors: set_requires_grad(false) leaves a result as it is") {
  const Tensor y = leaf({1., 2.}) * 2;
  y.set_requires_grad(false);
  CHECK(y.requires_grad());
  CHECK(y.grad_fn() != nullptr);
  const Tensor x = leaf({1., 2.});
  x.set_requires_grad(false);
  CHECK_FALSE(x.requires_grad());
}

TEST_CASE("tensors: leaves") {
  const Tensor b = ones({2}).requires_grad_();
  CHECK(b.to(kFloat).is_same(b));
  CHECK(b.to(kFloat).is_leaf());
  CHECK_FALSE(b.to(kDouble).is_leaf());
  CHECK((ones({2}) * 2).is_leaf());
  CHECK_FALSE((b * 2).is_leaf());
  CHECK((b * 2).detach().is_leaf());
  const Tensor later = (ones({2}) * 2).requires_grad_();
  CHECK(later.is_leaf());
}

TEST_CASE("tensors: .grad can be assigned, and counts") {
  const Tensor x = leaf({1., 2.});
  CHECK_FALSE(x.grad().defined());
  x.set_grad(constant({10., 20.}));
  (x * 3).sum().backward();
  CHECK(holds(x.grad(), {13, 23}));
  x.mutable_grad() = constant({1., 1.});
  CHECK(holds(x.grad(), {1, 1}));
  x.set_grad(Tensor());
  CHECK_FALSE(x.grad().defined());
}

TEST_CASE("tensors: a warning comes once in a process, or each time") {
  const auto warnings = [](bool always) {
    const CaptureWarnings capture;
    set_warn_always(always);
    const Tensor y = leaf({1.}) * 2;
    for (int i = 0; i < 3; ++i) y.grad();
    set_warn_always(false);
    return capture.texts().size();
  };
  warnings(false);
  CHECK(warnings(false) == 0);
  CHECK(warnings(true) == 3);
}

TEST_CASE("tensors: to retain a gradient keeps nothing alive") {
  const Tensor x = leaf({1., 2.});
  Tensor sum;
  {
    const Tensor h = x * 3;
    const std::size_t before = h.use_count();
    h.retain_grad();
    CHECK(h.use_count() == before);
    sum = h.sum();
  }
  sum.backward();
  CHECK(holds(x.grad(), {3, 3}));
}

TEST_CASE("tensors: a retained gradient is one's own") {
  const Tensor x = leaf({1., 2.});
  const Tensor h = x * 3;
  h.retain_grad();
  Tensor arrived;
  h.register_hook([&](const Tensor& grad) { arrived = grad; });
  (h * constant({1., 10.})).sum().backward();
  h.mutable_grad().mul_(100);
  CHECK(holds(arrived, {1, 10}));
  CHECK(holds(x.grad(), {3, 30}));
}

TEST_CASE("tensors: detach() is no view") {
  const Tensor x = leaf({1., 2.}) * 2;
  const Tensor d = x.detach();
  CHECK_FALSE(d.is_view());
  CHECK(d.is_alias_of(x));
  CHECK_FALSE(d.requires_grad());
  CHECK_ERROR(d._base(), "Can't get base of non-backward view Tensor");
}

TEST_CASE("tensors: the version through every kind of alias") {
  using Versions = std::vector<std::int64_t>;
  const Tensor x = ones({3});
  Versions seen = {x._version()};
  x.add_(1);
  seen.push_back(x._version());
  const Tensor v = x.slice(0, 0, 2);
  v.add_(1);
  seen.insert(seen.end(), {x._version(), v._version()});
  {
    const NoGradGuard no_grad;
    x.zero_();
  }
  seen.push_back(x._version());
  const Tensor d = x.detach();
  d.add_(1);
  seen.insert(seen.end(), {x._version(), d._version()});
  x.data().add_(1);
  seen.push_back(x._version());
  x.requires_grad_();
  seen.push_back(x._version());
  CHECK(seen == Versions{0, 1, 2, 2, 3, 4, 4, 4, 4});
}

TEST_CASE("tensors: the truth of one element") {
  CHECK_FALSE(tensor(0.).is_nonzero());
  CHECK(tensor({{3}}).is_nonzero());
  CHECK_FALSE(is_nonzero(tensor(false)));
  CHECK(tensor(std::nan("")).is_nonzero());
  check_all({
      {"two elements", "Boolean value of Tensor with more than one value is ambiguous", [] { ones({2}).is_nonzero(); }},
      {"no elements", "Boolean value of Tensor with no values is ambiguous", [] { ones({0}).is_nonzero(); }},
  });
}

TEST_CASE("tensors: a tracked value can be read") {
  const Tensor x = leaf(0.75);
  CHECK(x.item<double>() == 0.75);
  CHECK((x * 2).item<float>() == 1.5f);
  CHECK((x * 2).data_ptr<double>()[0] == 1.5);
}

TEST_CASE("tensors: numbers of threads") {
  set_num_threads(4);
  CHECK(get_num_threads() == 1);
  CHECK_ERROR(set_num_threads(0), "set_num_threads expects a positive integer");
}
