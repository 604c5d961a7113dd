#include <vector>

#include "compat/program.h"

namespace compat {
namespace {

void options_and_shortcuts(Report& r) {
  const auto options = torch::TensorOptions().dtype(torch::kFloat64).device(torch::kCPU).requires_grad(true);
  r.put("options", torch::ones({2, 3}, options));
  r.put("requires_grad", torch::ones({2, 3}, options).requires_grad());
  r.put("dtype", torch::zeros(2, torch::kLong));
  r.put("dtype function", torch::full({2}, 7, torch::dtype(torch::kDouble)));
  r.put("dtype template", torch::zeros({1}, torch::dtype<std::int64_t>()));
  r.put("requires_grad function", torch::zeros({2}, torch::requires_grad()).requires_grad());
  r.put("at::kFloat", at::ones({2}, at::kFloat));
  r.put("c10 device", c10::Device(c10::kCPU).is_cpu());
  const torch::Tensor like = torch::zeros({2, 2}, torch::kDouble);
  r.put("tensor options", torch::ones({3}, like.options()));
  r.put("options dtype", torch::ones({3}, like.options().dtype(torch::kLong)));
  r.put("zeros_like", torch::zeros_like(torch::ones({2, 3})));
  r.put("ones_like", torch::ones_like(like, torch::requires_grad(true)).requires_grad());
  r.put("full_like", torch::full_like(like, 2.5));
  r.put("empty sizes", torch::empty({4, 0, 2}).sizes());
  r.put("new_zeros", like.new_zeros({3}));
  r.put("new_ones", like.new_ones({3}, torch::kLong));
  r.put("new_full", like.new_full({2}, 3));
  r.put("new_empty", like.new_empty({2, 5}).sizes());
  r.put("typeMeta", like.dtype() == torch::kDouble);
  r.put("arange", torch::arange(5));
  r.put("arange from", torch::arange(1, 2, 0.25));
  r.put("linspace", torch::linspace(0, 1, 5, torch::kDouble));
  r.put("logspace", torch::logspace(0, 2, 3, 10, torch::kDouble));
  r.put("eye", torch::eye(2, 3));
}

void scalars(Report& r) {
  const torch::Scalar half = 0.5;
  const at::Scalar three = 3;
  const c10::Scalar yes = true;
  r.put("toDouble", half.toDouble());
  r.put("toFloat", half.toFloat());
  r.put("toLong", static_cast<double>(three.toLong()));
  r.put("toInt", three.toInt());
  r.put("to<double>", three.to<double>());
  r.put("isFloatingPoint", half.isFloatingPoint());
  r.put("isIntegral", three.isIntegral(false));
  r.put("isBoolean", yes.isBoolean());
  r.put("type", half.type() == torch::kDouble);
  r.put("negated", (-half).toDouble());
  r.put("equal", three.equal(3));
  const torch::Tensor x = torch::ones({2}, torch::kDouble);
  r.put("add", x + half);
  r.put("mul", x.mul(three));
  r.put("add alpha", torch::add(x, x, half));
  r.put("integers stay", torch::arange(3) * three);
  r.put("integers become floats", torch::arange(3) * half);
  r.put("item", torch::tensor(2.5).item().toDouble());
  r.put("item<float>", torch::tensor(2.5).item<float>());
  r.put("item<int64_t>", static_cast<double>(torch::tensor(7).item<std::int64_t>()));
  r.put("item<int>", torch::tensor(7).item<int>());
  r.put("item<bool>", torch::tensor(true).item<bool>());
  r.put("item().to", torch::tensor(1.75, torch::kDouble).item().to<double>());
  r.put("item().toInt", torch::tensor(4).item().toInt());
  r.throws("item of two", [] { torch::ones({2}).item(); });
  r.put("scalar_tensor", torch::scalar_tensor(2.5));
}

void literals(Report& r) {
  r.put("int", torch::tensor(3));
  r.put("double", torch::tensor(3.5));
  r.put("options", torch::tensor(3.5, torch::kDouble));
  r.put("list", torch::tensor({1, 2, 3}));
  r.put("floats", torch::tensor({1., 2.5}));
  r.put("float list", torch::tensor({1.f, 2.5f}, torch::dtype(torch::kFloat64)));
  r.put("bools", torch::tensor({true, false}));
  r.put("nested", torch::tensor({{1., 2., 3.}, {4., 5., 6.}}));
  r.put("deeper", torch::tensor({{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}));
  r.put("row", torch::tensor({{1.0}, {2.0}}, torch::kDouble));
  r.put("vector", torch::tensor(std::vector<double>{1, 2, 3}, torch::kDouble));
  r.put("vector of longs", torch::tensor(std::vector<std::int64_t>{1, 2, 3}));
  r.put("array ref", torch::tensor(at::ArrayRef<double>({1.5, 2.5})));
  const torch::Tensor tracked = torch::tensor({{1., 2.}}, torch::TensorOptions(torch::kDouble).requires_grad(true));
  r.put("requires grad", tracked.requires_grad() && tracked.is_leaf());
}

void memory(Report& r) {
  torch::Tensor x = torch::arange(6, torch::kDouble).reshape({2, 3});
  double* data = x.data_ptr<double>();
  data[4] = 40;
  r.put("data_ptr", x);
  auto cells = x.accessor<double, 2>();
  double sum = 0;
  for (std::int64_t i = 0; i < cells.size(0); ++i) {
    for (std::int64_t j = 0; j < cells.size(1); ++j) sum += cells[i][j];
  }
  r.put("accessor", sum);
  r.put("accessor stride", static_cast<double>(cells.stride(0)));
  cells[1][2] = -1;
  r.put("written", x);
  r.throws("wrong type", [&] { x.data_ptr<float>(); });
  r.throws("wrong dims", [&] { x.accessor<double, 3>(); });

  std::vector<float> values = {1, 2, 3, 4};
  int freed = 0;
  {
    torch::Tensor view = torch::from_blob(values.data(), {2, 2}, [&](void*) { ++freed; });
    view.mul_(10);
    torch::Tensor row = view[1];
    view.reset();
    r.put("from_blob", row);
    r.put("not yet freed", freed);
  }
  r.put("freed", freed);
  r.put("shared", values[3]);
  r.put("strided blob", torch::from_blob(values.data(), {2, 2}, {1, 2}));
  std::vector<double> doubles = {1, 2, 3};
  r.put("blob options", torch::from_blob(doubles.data(), {3}, torch::kDouble).clone());
}

void facts(Report& r) {
  const torch::Tensor x = torch::arange(24, torch::kDouble).view({2, 3, 4});
  r.put("dim", static_cast<double>(x.dim()));
  r.put("sizes", x.sizes());
  r.put("strides", x.transpose(0, 2).strides());
  r.put("size", static_cast<double>(x.size(-1)));
  r.put("stride", static_cast<double>(x.stride(0)));
  r.put("numel", static_cast<double>(x.numel()));
  r.put("nbytes", static_cast<double>(x.nbytes()));
  r.put("itemsize", static_cast<double>(x.itemsize()));
  r.put("element_size", static_cast<double>(x.element_size()));
  r.put("storage_offset", static_cast<double>(x[1].storage_offset()));
  r.put("is_contiguous", x.transpose(0, 1).is_contiguous());
  r.put("contiguous", x.transpose(0, 1).contiguous().is_contiguous());
  r.put("defined", torch::Tensor().defined());
  r.put("is_floating_point", torch::is_floating_point(x) && x.is_floating_point());
  r.put("is_same", x.is_same(x) && !x.is_same(x.clone()));
  r.put("equal", torch::equal(x, x.clone()) && x.equal(x));
  r.put("allclose", torch::allclose(x, x + 1e-12) && x.allclose(x));
  r.put("isclose", torch::isclose(x[0][0], x[0][1]));
  const at::IntArrayRef sizes = x.sizes();
  r.put("vec", static_cast<double>(sizes.vec().size()));
  r.put("slice", sizes.slice(1));
  r.put("slice of two", sizes.slice(0, 2));
  r.put("front and back", static_cast<double>(sizes.front() * 10 + sizes.back()));
  r.put("compare", sizes == at::IntArrayRef({2, 3, 4}) && sizes.equals({2, 3, 4}) && sizes != at::IntArrayRef({2}));
  r.put("at", static_cast<double>(sizes.at(1)));
  r.put("iterate", static_cast<double>(*sizes.begin() + *(sizes.end() - 1)));
  c10::optional<double> nothing;
  const c10::optional<double> something = 2.5;
  const torch::optional<std::int64_t> none = c10::nullopt;
  r.put("optional", (nothing ? 1 : 0) + something.value() + *something + (none.has_value() ? 1 : 0));
  r.put("value_or", nothing.value_or(7));
  const std::vector<torch::Tensor> list = {x, x};
  const at::TensorList refs = list;
  r.put("tensor list", static_cast<double>(refs.size()));
  r.put("stack of list", torch::stack(refs).sizes());
  r.put("toString", x.toString() == std::string("CPUDoubleType") || !x.toString().empty());
}

void conversions(Report& r) {
  const torch::Tensor x = torch::tensor({1.75, -2.25}, torch::kDouble);
  r.put("to float", x.to(torch::kFloat));
  r.put("to long", x.to(torch::kLong));
  r.put("toType", x.toType(torch::kFloat));
  r.put("to options", x.to(torch::TensorOptions().dtype(torch::kFloat)));
  r.put("to device", x.to(torch::kCPU));
  r.put("to device and dtype", x.to(torch::Device(torch::kCPU), torch::kLong));
  r.put("same", x.to(torch::kDouble).is_same(x));
  r.put("copied", !x.to(torch::kDouble, false, true).is_same(x));
  r.put("type_as", torch::arange(2).type_as(x));
  r.put("cpu", x.cpu());
  r.put("clone", x.clone());
  r.put("bool", x.to(torch::kBool));
  r.put("promotion", (torch::ones({2}) + x).scalar_type() == torch::kDouble);
  r.put("result_type", torch::result_type(torch::ones({2}), torch::arange(2)) == torch::kFloat);
  r.put("promote_types", torch::promoteTypes(torch::kLong, torch::kFloat) == torch::kFloat);
  torch::Tensor target = torch::zeros({2}, torch::kFloat);
  target.copy_(x);
  r.put("copy_", target);
}

}  // namespace

std::vector<Program> tensor_programs() {
  return {{"options_and_shortcuts", options_and_shortcuts},
          {"scalars", scalars},
          {"literals", literals},
          {"memory", memory},
          {"facts", facts},
          {"conversions", conversions}};
}

}  // namespace compat
