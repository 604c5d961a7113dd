#include "gradbox/inspect/value_snapshot.h"

#include <algorithm>
#include <cmath>

#include "gradbox/inspect/tensor_snapshot.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox::inspect {
namespace {

std::string joined(const std::vector<int64_t>& dims) {
  std::string text;
  for (std::size_t i = 0; i < dims.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(dims[i]);
  return text;
}

void find_range(const std::vector<double>& values, ValueSnapshot& out) {
  bool first = true;
  for (const double value : values) {
    if (!std::isfinite(value)) {
      ++out.not_finite;
      continue;
    }
    out.least = first ? value : std::min(out.least, value);
    out.most = first ? value : std::max(out.most, value);
    first = false;
  }
}

}  // namespace

ValueSnapshot value_snapshot(const Tensor& tensor, int64_t most_values) {
  ValueSnapshot out;
  out.shape.assign(tensor.sizes().begin(), tensor.sizes().end());
  const std::string dtype(dtype_name(tensor.dtype()));
  out.dtype = dtype.substr(dtype.find('.') + 1);
  out.count = tensor.numel();
  out.values = values_of(tensor);
  find_range(out.values, out);
  if (out.count > most_values) {
    out.values.resize(static_cast<std::size_t>(std::max<int64_t>(most_values, 0)));
    out.values.shrink_to_fit();
  }
  return out;
}

std::string shape_text(const std::vector<int64_t>& shape) { return "(" + joined(shape) + ")"; }

std::string tuple_text(const std::vector<int64_t>& dims) {
  return dims.size() == 1 ? "(" + joined(dims) + ",)" : shape_text(dims);
}

}  // namespace gradbox::inspect
