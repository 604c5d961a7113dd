#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

/// The programs of this folder are written in libtorch's words and know nothing of Gradbox: each is compiled against
/// both libraries, and what they report must agree (see compare.cpp).
namespace compat {

/// What one program has found out: labelled numbers, tensors and texts, one line each.
class Report {
 public:
  void put(const std::string& label, const torch::Tensor& tensor);
  void put(const std::string& label, double number);
  void put(const std::string& label, const std::string& text);
  void put(const std::string& label, const char* text) { put(label, std::string(text)); }
  void put(const std::string& label, at::IntArrayRef numbers);
  /// Whether `action` throws.
  template <class Action>
  void throws(const std::string& label, Action&& action) {
    bool thrown = false;
    try {
      action();
    } catch (const std::exception&) {
      thrown = true;
    }
    put(label, thrown ? "throws" : "passes");
  }

  const std::string& text() const { return text_; }

 private:
  void line(const std::string& label, const std::string& value) { text_ += label + " = " + value + "\n"; }
  std::string text_;
};

struct Program {
  const char* name;
  void (*run)(Report&);
};

/// The programs of each file, and all of them.
std::vector<Program> tensor_programs();
std::vector<Program> indexing_programs();
std::vector<Program> autograd_programs();
std::vector<Program> inplace_programs();
std::vector<Program> hook_programs();
std::vector<Program> function_programs();
std::vector<Program> mode_programs();
std::vector<Program> optim_programs();
std::vector<Program> operator_programs();
std::vector<Program> training_programs();
std::vector<Program> result_programs();
std::vector<Program> all_programs();

}  // namespace compat
