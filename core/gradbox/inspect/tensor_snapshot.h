#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gradbox {
class Tensor;
}

namespace gradbox::inspect {

/// A tensor as plain data: what it is called, its shape, its numbers, its gradient. Holds no storage of the engine.
struct TensorSnapshot {
  std::string name;
  std::vector<int64_t> shape;  // empty for a 0-dim tensor
  std::string dtype;           // "float32", "float64", "int64", "bool"
  bool requires_grad = false;
  bool is_leaf = true;
  std::string grad_fn;           // "SubBackward0"; empty if there is none
  std::vector<double> values;    // row-major, every float32 and bool is exact as a double
  bool has_grad = false;         // false where `grad` is undefined
  std::vector<double> gradient;  // as many as `values`, or empty
};

/// Copies `tensor`, whose gradient is read only where it is a leaf or retains it (so nothing warns).
/// Shape:  any strides; values come row-major
/// Throws: Error if `tensor` is undefined
TensorSnapshot snapshot(const Tensor& tensor, const std::string& name);

/// The elements row-major as doubles.
std::vector<double> values_of(const Tensor& tensor);

}  // namespace gradbox::inspect
