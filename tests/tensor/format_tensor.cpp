// Printing of tensors: what python_text and libtorch_text are given.
#include <doctest/doctest.h>

#include <sstream>
#include <string>

#include "gradbox/gradbox.h"

using namespace gradbox;

namespace {

std::string streamed(const Tensor& tensor) {
  std::ostringstream stream;
  stream << tensor;
  return stream.str();
}

}  // namespace

TEST_CASE("format: a tensor tells its history") {
  const Tensor x = ones({2}, requires_grad());
  CHECK(streamed(zeros({2})) == "tensor([0., 0.])");
  CHECK(streamed(x) == "tensor([1., 1.], requires_grad=True)");
  CHECK(streamed(x.mul(2)) == "tensor([2., 2.], grad_fn=<MulBackward0>)");
  CHECK(streamed(zeros({2}, requires_grad()).mul(1).copy_(x)) == "tensor([1., 1.], grad_fn=<CopyBackwards>)");
  CHECK(streamed(x.detach()) == "tensor([1., 1.])");
  CHECK(streamed(ones({2}, kFloat64)) == "tensor([1., 1.], dtype=torch.float64)");
  CHECK(streamed(arange(3)) == "tensor([0, 1, 2])");
  CHECK(streamed(zeros({2, 0}, kInt64)) == "tensor([], size=(2, 0), dtype=torch.int64)");
  CHECK(streamed(Tensor()) == "None");
  CHECK(to_string(x) == streamed(x));
}

TEST_CASE("format: libtorch's style by choice") {
  set_print_style(PrintStyle::Libtorch);
  CHECK(streamed(ones({2}, requires_grad())) == " 1\n 1\n[ CPUFloatType{2} ]");
  CHECK(streamed(Tensor()) == "[ Tensor (undefined) ]");
  set_print_style(PrintStyle::Python);
  std::ostringstream stream;
  print(stream, arange(6).view({2, 3}), 80);
  CHECK(stream.str() == " 0  1  2\n 3  4  5\n[ CPULongType{2,3} ]");
}

TEST_CASE("format: the default dtype is not named") {
  set_default_dtype(kFloat64);
  CHECK(streamed(ones({1})) == "tensor([1.])");
  CHECK(streamed(ones({1}, kFloat32)) == "tensor([1.], dtype=torch.float32)");
  set_default_dtype(kFloat32);
}
