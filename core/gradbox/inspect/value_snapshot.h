#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gradbox {
class Tensor;
}

namespace gradbox::inspect {

/// The numbers of a tensor for looking at: the first ones, and the range of all.
struct ValueSnapshot {
  std::vector<int64_t> shape;
  std::string dtype;           // "float32"
  int64_t count = 0;           // elements of the tensor
  std::vector<double> values;  // row-major; all of them, or the first ones of a large tensor
  double least = 0, most = 0;  // of the finite elements
  int64_t not_finite = 0;      // how many are inf or nan

  bool is_complete() const { return static_cast<int64_t>(values.size()) == count; }
};

/// Copies at most `most_values` elements. The range is that of all elements.
/// Throws: Error if `tensor` is undefined
ValueSnapshot value_snapshot(const Tensor& tensor, int64_t most_values);

/// `(80, 1)`, as torchviz and Python write a shape; a 1-dim one as `(80)`.
std::string shape_text(const std::vector<int64_t>& shape);

/// `(80, 1)`, as Python prints a tuple: a 1-dim one as `(80,)`.
std::string tuple_text(const std::vector<int64_t>& dims);

}  // namespace gradbox::inspect
