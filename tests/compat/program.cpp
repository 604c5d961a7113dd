#include "compat/program.h"

#include <cstdio>

namespace compat {
namespace {

std::string text_of(double number) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", number);
  return text;
}

}  // namespace

void Report::put(const std::string& label, double number) { line(label, text_of(number)); }
void Report::put(const std::string& label, const std::string& text) { line(label, "'" + text + "'"); }

void Report::put(const std::string& label, at::IntArrayRef numbers) {
  std::string value = "[";
  for (const std::int64_t number : numbers) value += " " + std::to_string(number);
  line(label, value + " ]");
}

void Report::put(const std::string& label, const torch::Tensor& tensor) {
  if (!tensor.defined()) {
    line(label, "undefined");
    return;
  }
  std::string value = tensor.scalar_type() == torch::kFloat    ? "float"
                      : tensor.scalar_type() == torch::kDouble ? "double"
                      : tensor.scalar_type() == torch::kLong   ? "long"
                                                               : "bool";
  value += " [";
  for (const std::int64_t size : tensor.sizes()) value += " " + std::to_string(size);
  value += " ]";
  const torch::Tensor plain = tensor.detach().to(torch::kDouble).contiguous();
  const double* numbers = plain.data_ptr<double>();
  for (std::int64_t i = 0; i < plain.numel(); ++i) value += " " + text_of(numbers[i]);
  line(label, value);
}

std::vector<Program> all_programs() {
  std::vector<Program> all;
  for (auto* list :
       {tensor_programs, indexing_programs, autograd_programs, inplace_programs, hook_programs, function_programs,
        mode_programs, optim_programs, operator_programs, training_programs, result_programs}) {
    for (const Program& program : list()) all.push_back(program);
  }
  return all;
}

}  // namespace compat
