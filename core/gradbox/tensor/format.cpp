#include "gradbox/tensor/format.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gradbox/base/number_text.h"

namespace gradbox {

namespace {

constexpr std::string_view kOpening = "tensor(";

std::mutex options_mutex;
PrintOptions current_options;

PrintOptions profile_options(const std::string& name) {
  PrintOptions options;
  if (name == "short") {
    options.precision = 2;
    options.edgeitems = 2;
  } else if (name == "full") {
    options.threshold = PrintOptions::kNoThreshold;
  } else {
    GRADBOX_CHECK_AS(ValueError, name == "default", "unknown print profile '", name,
                     "': there are default, short and full");
  }
  return options;
}

/// Decides from the values that are shown how each is written, and how wide the column is.
class NumberFormat {
 public:
  NumberFormat(const std::vector<double>& values, const PrintOptions& options) : precision_(options.precision) {
    double smallest = std::numeric_limits<double>::infinity();
    double largest = 0;
    for (const double value : values) {
      if (!counts(value)) continue;
      smallest = std::min(smallest, std::abs(value));
      largest = std::max(largest, std::abs(value));
      whole_ = whole_ && value == std::ceil(value);
    }
    if (largest > 0) {
      scientific_ = largest / smallest > 1000.0 || largest > 1.0e8 || (!whole_ && smallest < 1.0e-4);
      for (const double value : values) {
        if (counts(value)) width_ = std::max(width_, write(value).size());
      }
    }
    scientific_ = options.sci_mode.value_or(scientific_);
  }

  std::size_t width() const { return width_; }

  std::string write(double value) const {
    if (scientific_) return printed(value, 'e', precision_);
    if (!whole_) return printed(value, 'f', precision_);
    return printed(value, 'f', 0) + (std::isfinite(value) ? "." : "");
  }

 private:
  static bool counts(double value) { return std::isfinite(value) && value != 0; }

  int precision_;
  bool whole_ = true;
  bool scientific_ = false;
  std::size_t width_ = 1;
};

/// Writes one tensor in Python's style. Element positions count from the first element.
class PythonWriter {
 public:
  PythonWriter(const PrintedTensor& tensor, const PrintOptions& options) : tensor_(tensor), options_(options) {
    std::int64_t count = 1;
    for (const std::int64_t size : tensor.sizes) count *= size;
    empty_ = count == 0;
    summarize_ = count > options.threshold;
  }

  std::string write() {
    const bool plain_dtype =
        tensor_.dtype_label == dtype_name(tensor_.default_dtype) ||
        (!empty_ && (tensor_.dtype_label == dtype_name(kInt64) || tensor_.dtype_label == dtype_name(kBool)));
    std::string text(kOpening);
    text += empty_ ? "[]" : contents();
    std::vector<std::string> suffixes;
    if (empty_ && tensor_.sizes.size() != 1) suffixes.push_back("size=" + size_text());
    if (!plain_dtype) suffixes.push_back("dtype=" + std::string(tensor_.dtype_label));
    if (!tensor_.grad_fn.empty()) {
      suffixes.push_back("grad_fn=<" + std::string(tensor_.grad_fn) + ">");
    } else if (tensor_.requires_grad) {
      suffixes.push_back("requires_grad=True");
    }
    if (!tensor_.tangent.empty()) suffixes.push_back("tangent=" + std::string(tensor_.tangent));
    append_suffixes(text, suffixes);
    return text + ")";
  }

 private:
  /// Positions along dimension `dim` that are shown; -1 stands for the gap.
  std::vector<std::int64_t> shown(std::size_t dim) const {
    const std::int64_t size = tensor_.sizes[dim];
    const bool gap = summarize_ && size > 2 * options_.edgeitems;
    std::vector<std::int64_t> positions;
    for (std::int64_t i = 0; i < (gap ? options_.edgeitems : size); ++i) positions.push_back(i);
    if (!gap) return positions;
    positions.push_back(-1);
    for (std::int64_t i = size - options_.edgeitems; i < size; ++i) positions.push_back(i);
    return positions;
  }

  template <class Visit>
  void visit_shown(std::size_t dim, std::int64_t offset, const Visit& visit) const {
    if (dim == tensor_.sizes.size()) return visit(offset);
    for (const std::int64_t i : shown(dim)) {
      if (i >= 0) visit_shown(dim + 1, offset + i * tensor_.strides[dim], visit);
    }
  }

  double number(std::int64_t offset) const {
    return tensor_.dtype == kFloat32 ? static_cast<double>(static_cast<const float*>(tensor_.data)[offset])
                                     : static_cast<const double*>(tensor_.data)[offset];
  }

  std::string element(std::int64_t offset) const {
    if (tensor_.dtype == kBool) return static_cast<const bool*>(tensor_.data)[offset] ? "True" : "False";
    if (tensor_.dtype == kInt64) return std::to_string(static_cast<const std::int64_t*>(tensor_.data)[offset]);
    return numbers_->write(number(offset));
  }

  std::string aligned_element(std::int64_t offset) const {
    std::string text = element(offset);
    if (text.size() < width_) text.insert(0, width_ - text.size(), ' ');
    return text;
  }

  std::string contents() {
    if (is_floating(tensor_.dtype)) {
      std::vector<double> values;
      visit_shown(0, 0, [&](std::int64_t offset) { values.push_back(number(offset)); });
      numbers_.emplace(values, options_);
      width_ = numbers_->width();
    } else {
      visit_shown(0, 0, [&](std::int64_t offset) { width_ = std::max(width_, element(offset).size()); });
    }
    return nested(0, 0, kOpening.size());
  }

  std::string nested(std::size_t dim, std::int64_t offset, std::size_t indent) const {
    const std::size_t dims_left = tensor_.sizes.size() - dim;
    if (dims_left == 0) return aligned_element(offset);
    if (dims_left == 1) return row(dim, offset, indent);
    const std::string between = "," + std::string(dims_left - 1, '\n') + std::string(indent + 1, ' ');
    std::string text = "[";
    for (const std::int64_t i : shown(dim)) {
      if (text.size() > 1) text += between;
      text += i < 0 ? "..." : nested(dim + 1, offset + i * tensor_.strides[dim], indent + 1);
    }
    return text + "]";
  }

  std::string row(std::size_t dim, std::int64_t offset, std::size_t indent) const {
    const auto room = options_.linewidth - static_cast<std::int64_t>(indent);
    const std::int64_t per_line = std::max<std::int64_t>(1, room / static_cast<std::int64_t>(width_ + 2));
    std::string text = "[";
    std::int64_t written = 0;
    for (const std::int64_t i : shown(dim)) {
      if (written > 0) text += written % per_line == 0 ? ",\n" + std::string(indent + 1, ' ') : ", ";
      text += i < 0 ? " ..." : aligned_element(offset + i * tensor_.strides[dim]);
      ++written;
    }
    return text + "]";
  }

  std::string size_text() const {
    std::string text = "(";
    for (std::size_t d = 0; d < tensor_.sizes.size(); ++d) {
      if (d > 0) text += ", ";
      text += std::to_string(tensor_.sizes[d]);
    }
    return text + ")";
  }

  void append_suffixes(std::string& text, const std::vector<std::string>& suffixes) const {
    const std::size_t last_newline = text.rfind('\n');
    // Python counts two columns more than the text takes.
    std::size_t column = text.size() + 2 - (last_newline == std::string::npos ? 0 : last_newline + 1);
    for (const std::string& suffix : suffixes) {
      if (column + suffix.size() + 2 > static_cast<std::size_t>(options_.linewidth)) {
        text += ",\n" + std::string(kOpening.size(), ' ') + suffix;
        column = kOpening.size() + suffix.size();
      } else {
        text += ", " + suffix;
        column += suffix.size() + 2;
      }
    }
  }

  const PrintedTensor& tensor_;
  const PrintOptions& options_;
  bool empty_ = false;
  bool summarize_ = false;
  std::optional<NumberFormat> numbers_;
  std::size_t width_ = 0;
};

}  // namespace

void set_printoptions(const PrintOptionsChange& change) {
  PrintOptions options = print_options();
  if (change.profile) {
    const PrintStyle style = options.style;
    options = profile_options(*change.profile);
    options.style = style;
  }
  options.precision = change.precision.value_or(options.precision);
  options.threshold = change.threshold.value_or(options.threshold);
  options.edgeitems = change.edgeitems.value_or(options.edgeitems);
  options.linewidth = change.linewidth.value_or(options.linewidth);
  options.sci_mode = change.sci_mode;
  set_print_options(options);
}

void set_print_options(const PrintOptions& options) {
  const std::lock_guard lock(options_mutex);
  current_options = options;
}

void set_print_style(PrintStyle style) {
  const std::lock_guard lock(options_mutex);
  current_options.style = style;
}

PrintOptions print_options() {
  const std::lock_guard lock(options_mutex);
  return current_options;
}

std::string python_text(const PrintedTensor& tensor, const PrintOptions& options) {
  return PythonWriter(tensor, options).write();
}

}  // namespace gradbox
