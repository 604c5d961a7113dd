#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gradbox/inspect/named_tensor.h"

namespace gradbox::inspect {

/// A gradient as backward computes it, beside the same by finite differences, both in float64.
struct GradientCheck {
  std::string name;  // of the leaf
  std::vector<int64_t> shape;
  std::vector<double> analytical;  // by backward
  std::vector<double> numerical;   // by central differences
  std::vector<bool> failing;       // where they differ by more than gradcheck allows
  double worst = 0;                // largest difference
  int64_t failing_count = 0;
  bool passed() const { return failing_count == 0; }
};

struct GradientCheckReport {
  std::vector<GradientCheck> checks;  // one for each leaf
  std::string error;                  // why there are none: too many elements, or what the program threw
};

/// Checks the gradients of `program`, contracted with `gradient` (undefined: ones), at `leaves`, with gradcheck's
/// tolerances. Runs the program twice for each element of each leaf, so that more than `most_elements` are refused.
GradientCheckReport check_gradients(const std::function<Tensor(const std::vector<Tensor>&)>& program,
                                    const std::vector<NamedTensor>& leaves, const Tensor& gradient = {},
                                    int64_t most_elements = 4096);

}  // namespace gradbox::inspect
