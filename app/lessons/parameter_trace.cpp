#include "lessons/parameter_trace.h"

#include <algorithm>
#include <cmath>

#include "gradbox/inspect/tensor_snapshot.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

/// Calls `body(pointer, count)` with the elements of a float32 or float64 tensor, which parameters are.
template <class Body>
void with_elements(const Tensor& tensor, Body&& body) {
  const Tensor contiguous = tensor.is_contiguous() ? tensor : tensor.detach().contiguous();
  const auto count = static_cast<std::size_t>(contiguous.numel());
  if (contiguous.dtype() == kFloat64) {
    body(contiguous.data_ptr<double>(), count);
  } else {
    body(contiguous.data_ptr<float>(), count);
  }
}

bool has_non_finite(const Tensor& tensor, double& value) {
  bool found = false;
  with_elements(tensor, [&](const auto* elements, std::size_t count) {
    const auto* bad = std::find_if(elements, elements + count, [](auto element) { return !std::isfinite(element); });
    found = bad != elements + count;
    if (found) value = static_cast<double>(*bad);
  });
  return found;
}

constexpr int64_t kMostElements = 4096;  // of a gradient whose history is kept
constexpr std::size_t kLastCalls = 8;

/// `difference` becomes the newest entry; the oldest ones are summed up.
void append(GradientHistory& history, int64_t call, std::vector<double> difference) {
  ++history.count;
  history.last_calls.push_back({call, std::move(difference)});
  if (history.last_calls.size() <= kLastCalls) return;
  const std::vector<double>& oldest = history.last_calls.front().values;
  history.earlier.resize(oldest.size());
  for (std::size_t i = 0; i < oldest.size(); ++i) history.earlier[i] += oldest[i];
  history.last_calls.erase(history.last_calls.begin());
}

bool may_have_gradient(const Tensor& tensor) { return tensor.is_leaf() || tensor.retains_grad(); }

}  // namespace

double number(const Tensor& tensor) { return tensor.item<double>(); }

void ParameterTrace::add(std::string name, Tensor tensor) {
  entries_.push_back({std::move(name), std::move(tensor), {}, {}, {}});
}

void ParameterTrace::remember() {
  for (Entry& entry : entries_) {
    with_elements(entry.tensor, [&entry](const auto* elements, std::size_t count) {
      entry.before.assign(elements, elements + count);
    });
  }
}

void ParameterTrace::note_backward() {
  for (Entry& entry : entries_) {
    if (!may_have_gradient(entry.tensor) || entry.tensor.numel() > kMostElements) continue;
    const Tensor& gradient = entry.tensor.grad();
    if (!gradient.defined()) continue;
    with_elements(gradient, [&](const auto* elements, std::size_t count) {
      std::vector<double> difference(elements, elements + count);
      const bool adds = entry.accumulated.size() == count;
      for (std::size_t i = 0; adds && i < count; ++i) difference[i] -= entry.accumulated[i];
      entry.accumulated.assign(elements, elements + count);
      append(entry.history, backward_calls_, std::move(difference));
    });
  }
  ++backward_calls_;
}

void ParameterTrace::clear_gradients() {
  for (Entry& entry : entries_) {
    entry.accumulated.clear();
    entry.history = GradientHistory();
    if (may_have_gradient(entry.tensor)) entry.tensor.mutable_grad().reset();
  }
}

void ParameterTrace::descend(double lr) {
  remember();
  const NoGradGuard no_grad;
  for (Entry& entry : entries_) entry.tensor -= lr * entry.tensor.grad();
}

std::vector<double> ParameterTrace::numbers() const {
  std::vector<double> out;
  for (const Entry& entry : entries_) out.push_back(number(entry.tensor));
  return out;
}

std::vector<Tensor> ParameterTrace::add_leaves(Tape& tape) const {
  std::vector<Tensor> out;
  for (const Entry& entry : entries_) out.push_back(tape.add_leaf(entry.name, entry.tensor));
  return out;
}

std::vector<Tensor> ParameterTrace::tensors() const {
  std::vector<Tensor> out;
  for (const Entry& entry : entries_) out.push_back(entry.tensor);
  return out;
}

int64_t ParameterTrace::element_count() const {
  int64_t count = 0;
  for (const Entry& entry : entries_) count += entry.tensor.numel();
  return count;
}

void ParameterTrace::read(std::vector<ParameterSnapshot>& out) const {
  out.resize(entries_.size());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    out[i].tensor = inspect::snapshot(entry.tensor, entry.name);
    out[i].history = entry.history;
    out[i].update.clear();
    if (entry.before.empty()) continue;
    const std::vector<double>& now = out[i].tensor.values;
    for (std::size_t k = 0; k < now.size(); ++k) out[i].update.push_back(now[k] - entry.before[k]);
  }
}

bool ParameterTrace::find_non_finite(std::string& quantity, double& value) const {
  for (const Entry& entry : entries_) {
    if (!may_have_gradient(entry.tensor) || !entry.tensor.grad().defined()) continue;
    if (!has_non_finite(entry.tensor.grad(), value)) continue;
    quantity = entry.name + ".grad";
    return true;
  }
  for (const Entry& entry : entries_) {
    if (!has_non_finite(entry.tensor, value)) continue;
    quantity = entry.name;
    return true;
  }
  return false;
}

}  // namespace gradbox::lessons
