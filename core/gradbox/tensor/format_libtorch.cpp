// Printing in the style of libtorch's operator<<: everything is a double, matrices are written in columns, further
// dimensions one matrix after the other, the first index running fastest.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "gradbox/base/number_text.h"
#include "gradbox/tensor/format.h"

namespace gradbox {

namespace {

/// A matrix (or vector, as one row) gathered from the tensor.
struct Matrix {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<double> values;

  double at(std::int64_t row, std::int64_t column) const {
    return values[static_cast<std::size_t>(row * columns + column)];
  }
};

/// How all numbers of a matrix are written: after division by `scale`, right-aligned in `width` columns.
struct ColumnFormat {
  char conversion = 'g';
  int precision = 6;
  int width = 0;
  double scale = 1.0;

  std::string write(double value) const {
    std::string text = printed(value / scale, conversion, precision);
    const auto wanted = static_cast<std::size_t>(width);
    if (text.size() < wanted) text.insert(0, wanted - text.size(), ' ');
    return text;
  }
  std::string scale_line() const { return scale == 1.0 ? "" : printed(scale, 'g', precision) + " *\n"; }
};

/// Digits before the point: 1 for 1 to 9.99, 0 for 0.1 to 0.999; 1 for zero.
int magnitude(double value) { return value == 0 ? 1 : static_cast<int>(std::floor(std::log10(value))) + 1; }

/// `general_precision`: digits of whole numbers.
ColumnFormat choose_format(const std::vector<double>& values, int general_precision) {
  bool whole = true;
  std::vector<double> finite;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    whole = whole && value == std::ceil(value);
    finite.push_back(std::abs(value));
  }
  int lowest = 1;
  int highest = 1;
  if (!finite.empty()) {
    lowest = magnitude(*std::min_element(finite.begin(), finite.end()));
    highest = magnitude(*std::max_element(finite.begin(), finite.end()));
  }
  if (whole)
    return highest > 9 ? ColumnFormat{'e', 4, 11, 1.0} : ColumnFormat{'g', general_precision, highest + 1, 1.0};
  if (highest - lowest > 4) return {'e', 4, std::abs(highest) > 99 || std::abs(lowest) > 99 ? 12 : 11, 1.0};
  if (highest > 5 || highest < 0) return {'f', 4, 7, std::pow(10.0, highest - 1)};
  return {'f', 4, highest == 0 ? 7 : highest + 6, 1.0};
}

std::string matrix_text(const Matrix& matrix, const ColumnFormat& format, int linewidth, int indent) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  const std::string row_margin = format.scale == 1.0 ? margin : margin + " ";
  const std::int64_t per_line = (linewidth - indent) / (format.width + 1);
  std::string text = margin;
  for (std::int64_t first = 0; first < matrix.columns; first += per_line) {
    const std::int64_t end = std::min(first + per_line, matrix.columns);
    if (per_line < matrix.columns) {
      if (first > 0) text += "\n";
      text += "Columns " + std::to_string(first + 1) + " to " + std::to_string(end) + margin;
    }
    if (format.scale != 1.0) text += format.scale_line() + margin;
    for (std::int64_t row = 0; row < matrix.rows; ++row) {
      if (row > 0) text += row_margin;
      for (std::int64_t column = first; column < end; ++column) {
        text += format.write(matrix.at(row, column)) + (column + 1 == end ? "\n" : " ");
      }
    }
  }
  return text;
}

class LibtorchWriter {
 public:
  LibtorchWriter(const PrintedTensor& tensor, int linewidth) : tensor_(tensor), linewidth_(linewidth) {}

  std::string write() const {
    std::string text = contents() + "[ CPU" + std::string(dtype_short_name(tensor_.dtype)) + "Type{";
    for (std::size_t d = 0; d < tensor_.sizes.size(); ++d) {
      if (d > 0) text += ",";
      text += std::to_string(tensor_.sizes[d]);
    }
    text += "}";
    if (!tensor_.tangent.empty()) text.append(", tangent:\n").append(tensor_.tangent);
    return text + " ]";
  }

 private:
  std::string contents() const {
    const std::size_t dims = tensor_.sizes.size();
    if (std::find(tensor_.sizes.begin(), tensor_.sizes.end(), 0) != tensor_.sizes.end()) return "";
    if (dims == 0) return printed(number(0), 'g', 6) + "\n";
    if (dims == 1) return vector_text();
    if (dims == 2) {
      const Matrix matrix = gather(0);
      return matrix_text(matrix, choose_format(matrix.values, 6), linewidth_, 0);
    }
    return stack_text();
  }

  double number(std::int64_t offset) const {
    return dispatch_all(tensor_.dtype, [&](auto type) {
      return static_cast<double>(static_cast<const decltype(type)*>(tensor_.data)[offset]);
    });
  }

  std::string vector_text() const {
    std::vector<double> values;
    for (std::int64_t i = 0; i < tensor_.sizes[0]; ++i) values.push_back(number(i * tensor_.strides[0]));
    const ColumnFormat format = choose_format(values, 6);
    std::string text = format.scale_line();
    for (const double value : values) text += format.write(value) + "\n";
    return text;
  }

  /// The matrix of the last two dimensions that begins at `offset`.
  Matrix gather(std::int64_t offset) const {
    const std::size_t dims = tensor_.sizes.size();
    Matrix matrix{tensor_.sizes[dims - 2], tensor_.sizes[dims - 1], {}};
    for (std::int64_t row = 0; row < matrix.rows; ++row) {
      for (std::int64_t column = 0; column < matrix.columns; ++column) {
        matrix.values.push_back(number(offset + row * tensor_.strides[dims - 2] + column * tensor_.strides[dims - 1]));
      }
    }
    return matrix;
  }

  std::string stack_text() const {
    const std::size_t outer = tensor_.sizes.size() - 2;
    std::vector<std::int64_t> index(outer, 0);
    std::string text;
    int general_precision = 6;
    while (true) {
      std::int64_t offset = 0;
      text += text.empty() ? "(" : "\n(";
      for (std::size_t d = 0; d < outer; ++d) {
        offset += index[d] * tensor_.strides[d];
        text += std::to_string(index[d] + 1) + ",";
      }
      const Matrix matrix = gather(offset);
      const ColumnFormat format = choose_format(matrix.values, general_precision);
      text += ".,.) = \n" + matrix_text(matrix, format, linewidth_, 1);
      general_precision = format.precision;  // libtorch's stream keeps it for the next matrix
      std::size_t d = 0;
      while (d < outer && ++index[d] == tensor_.sizes[d]) index[d++] = 0;
      if (d == outer) return text;
    }
  }

  const PrintedTensor& tensor_;
  int linewidth_;
};

}  // namespace

std::string libtorch_text(const PrintedTensor& tensor, int linewidth) {
  return LibtorchWriter(tensor, linewidth).write();
}

}  // namespace gradbox
