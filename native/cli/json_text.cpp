#include "cli/json_text.h"

#include <cmath>
#include <cstdio>

#include "lessons/number_text.h"

namespace gradbox::cli {

std::string json_string(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
      out += escaped;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string json_number(double value, bool is_float32) {
  const std::string text = lessons::shortest(value, is_float32);
  return std::isfinite(value) ? text : "\"" + text + "\"";
}

std::string json_values(const inspect::TensorSnapshot& tensor) {
  const bool is_float32 = tensor.dtype == "float32";
  if (tensor.values.size() == 1) return json_number(tensor.values[0], is_float32);
  if (tensor.values.empty()) return "[]";
  // Before value i as many brackets open as trailing dims begin there, and likewise close after it.
  std::string out;
  for (std::size_t i = 0; i < tensor.values.size(); ++i) {
    std::size_t opens = 0, closes = 0, block = 1;
    for (std::size_t d = tensor.shape.size(); d-- > 0;) {
      block *= static_cast<std::size_t>(tensor.shape[d]);
      opens += i % block == 0 ? 1 : 0;
      closes += (i + 1) % block == 0 ? 1 : 0;
    }
    if (i > 0) out += ',';
    out += std::string(opens, '[') + json_number(tensor.values[i], is_float32) + std::string(closes, ']');
  }
  return out;
}

}  // namespace gradbox::cli
