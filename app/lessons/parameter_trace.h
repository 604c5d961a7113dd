#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gradbox/gradbox.h"
#include "lessons/snapshot.h"

namespace gradbox::lessons {

struct Tape;

/// The named parameters of a lesson's program, and what the last step added to each.
class ParameterTrace {
 public:
  void clear() {
    entries_.clear();
    backward_calls_ = 0;
  }
  void add(std::string name, Tensor tensor);

  /// For programs that bind a name to a new tensor.
  void replace(std::size_t index, Tensor tensor) { entries_[index].tensor = std::move(tensor); }

  /// To be called before an update, so that the update can be shown.
  void remember();

  /// To be called after each backward: notes what it added to each gradient that is not too large.
  void note_backward();

  /// Makes every gradient undefined.
  void clear_gradients();

  /// One step of gradient descent, as a program writes it by hand: `parameter -= lr * parameter.grad`, under no_grad.
  void descend(double lr);

  std::vector<Tensor> tensors() const;

  /// Of parameters of one element each.
  std::vector<double> numbers() const;

  /// Copies of the parameters, listed among the tape's leaves under their names.
  std::vector<Tensor> add_leaves(Tape& tape) const;

  int64_t element_count() const;

  void read(std::vector<ParameterSnapshot>& out) const;

  /// Gradients come before parameters, since they are computed first. See Lesson::find_non_finite.
  bool find_non_finite(std::string& quantity, double& value) const;

 private:
  struct Entry {
    std::string name;
    Tensor tensor;
    std::vector<double> before;
    std::vector<double> accumulated;  // the gradient as the last backward left it
    GradientHistory history;
  };
  std::vector<Entry> entries_;
  int64_t backward_calls_ = 0;
};

/// The value of a one-element tensor, whether tracked or not.
double number(const Tensor& tensor);

}  // namespace gradbox::lessons
