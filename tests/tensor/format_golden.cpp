// Printing against recorded texts: Python's str, and libtorch's operator<<.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gradbox/tensor/format.h"
#include "support/golden.h"

using namespace gradbox;
using gradbox::testing::golden_tensor;
using gradbox::testing::GoldenTensor;
using gradbox::testing::load_json;
using gradbox::testing::Value;

namespace {

/// Elements, sizes and strides of a recorded tensor, in the dtype of ours that holds its values.
class Elements {
 public:
  explicit Elements(const Value& recorded) : tensor_(golden_tensor(recorded)), strides_(tensor_.shape.size()) {
    std::int64_t stride = 1;
    for (std::size_t d = strides_.size(); d-- > 0;) {
      strides_[d] = stride;
      stride *= tensor_.shape[d];
    }
    bytes_.resize(8 * tensor_.data.size() + 8);
    for (std::size_t i = 0; i < tensor_.data.size(); ++i) {
      if (dtype() == kInt64) {
        put(i, recorded.at("data")[i].as_int());
      } else if (dtype() == kBool) {
        put(i, tensor_.data[i] != 0);
      } else if (dtype() == kFloat64) {
        put(i, tensor_.data[i]);
      } else {
        put(i, static_cast<float>(tensor_.data[i]));
      }
    }
    label_ = "torch." + tensor_.dtype;
  }

  DType dtype() const {
    if (tensor_.dtype == "bool") return kBool;
    if (tensor_.dtype == "float64") return kFloat64;
    return tensor_.dtype.find("int") != std::string::npos ? kInt64 : kFloat32;
  }

  PrintedTensor printed() const {
    PrintedTensor result;
    result.dtype = dtype();
    result.data = bytes_.data();
    result.sizes = tensor_.shape;
    result.strides = strides_;
    result.dtype_label = label_;
    return result;
  }

 private:
  template <class T>
  void put(std::size_t i, T value) {
    std::memcpy(bytes_.data() + i * sizeof(T), &value, sizeof(T));
  }

  GoldenTensor tensor_;
  std::vector<std::int64_t> strides_;
  std::vector<unsigned char> bytes_;
  std::string label_;
};

PrintOptions options_of(const Value& recorded) {
  PrintOptions options;
  const Value* changes = recorded.find("printoptions");
  if (changes == nullptr) return options;
  options.precision = static_cast<int>(changes->int_or("precision", options.precision));
  options.threshold = changes->int_or("threshold", options.threshold);
  options.edgeitems = changes->int_or("edgeitems", options.edgeitems);
  options.linewidth = static_cast<int>(changes->int_or("linewidth", options.linewidth));
  if (changes->has("sci_mode")) options.sci_mode = changes->at("sci_mode").as_bool();
  return options;
}

}  // namespace

TEST_CASE("format: every text that Python's str gave") {
  for (const auto& [name, count] : {std::pair("golden_print.json", 115U), std::pair("golden_print_more.json", 226U)}) {
    const Value file = load_json(name);
    REQUIRE(file.at("cases").size() == count);
    for (const Value& recorded : file.at("cases").items()) {
      const Elements elements(recorded);
      PrintedTensor tensor = elements.printed();
      tensor.requires_grad = recorded.bool_or("requires_grad", false);
      const std::string grad_fn = recorded.text_or("grad_fn", "");
      tensor.grad_fn = grad_fn;
      const std::string& expected = recorded.at("str").as_text();
      INFO(recorded.text_or("note", ""));
      const bool parameter = expected.rfind("Parameter containing:\n", 0) == 0;
      CHECK((parameter ? "Parameter containing:\n" : "") + python_text(tensor, options_of(recorded)) == expected);
    }
  }
}

TEST_CASE("format: every text that libtorch's operator<< gave") {
  const Value file = load_json("golden_stream.json");
  REQUIRE(file.at("cases").size() == 185);
  for (const Value& recorded : file.at("cases").items()) {
    CHECK(libtorch_text(Elements(recorded).printed(), 80) == recorded.at("str").as_text());
  }
}

TEST_CASE("format: strides are followed") {
  const float data[] = {1, 2, 3, 4, 5, 6};
  const std::vector<std::int64_t> sizes = {3, 2};
  const std::vector<std::int64_t> transposed = {1, 3};
  PrintedTensor tensor;
  tensor.data = data;
  tensor.sizes = sizes;
  tensor.strides = transposed;
  CHECK(python_text(tensor, {}) == "tensor([[1., 4.],\n        [2., 5.],\n        [3., 6.]])");
  CHECK(libtorch_text(tensor, 80) == " 1  4\n 2  5\n 3  6\n[ CPUFloatType{3,2} ]");
}

TEST_CASE("format: the tangent comes last") {
  const float one = 1;
  PrintedTensor tensor;
  tensor.data = &one;
  tensor.requires_grad = true;
  tensor.tangent = "tensor(3.)";
  CHECK(python_text(tensor, {}) == "tensor(1., requires_grad=True, tangent=tensor(3.))");
}

TEST_CASE("format: print options change singly, by profile, and back") {
  const PrintOptions before = print_options();
  set_printoptions({.precision = 7, .sci_mode = true});
  CHECK(print_options().precision == 7);
  CHECK(print_options().edgeitems == before.edgeitems);
  CHECK(print_options().sci_mode == true);
  set_printoptions({.linewidth = 100, .profile = "short"});
  CHECK(print_options().precision == 2);
  CHECK(print_options().edgeitems == 2);
  CHECK(print_options().linewidth == 100);
  CHECK_FALSE(print_options().sci_mode.has_value());
  set_printoptions({.profile = "full"});
  CHECK(print_options().threshold == PrintOptions::kNoThreshold);
  CHECK_THROWS_AS(set_printoptions({.profile = "wide"}), ValueError);
  set_print_style(PrintStyle::Libtorch);
  set_printoptions({.profile = "default"});
  CHECK(print_options().style == PrintStyle::Libtorch);
  set_print_options(before);
}
