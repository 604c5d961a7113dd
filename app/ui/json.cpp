#include "ui/json.h"

#include <cmath>
#include <cstdio>

#include "lessons/number_text.h"

namespace gradbox::ui {

void JsonWriter::separate() {
  if (needs_comma_) text_ += ',';
  needs_comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  text_ += bracket;
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  text_ += bracket;
  needs_comma_ = true;
  return *this;
}

void JsonWriter::quote(std::string_view text) {
  text_ += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (c == '\n') {
      text_ += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char buffer[8];
      std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(c));
      text_ += buffer;
    } else {
      text_ += c;
    }
  }
  text_ += '"';
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  quote(name);
  text_ += ':';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  quote(text);
  return *this;
}

JsonWriter& JsonWriter::value(bool on) {
  separate();
  text_ += on ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::value(int64_t number) {
  separate();
  text_ += std::to_string(number);
  return *this;
}

JsonWriter& JsonWriter::value(double number, bool float32) {
  const std::string digits = lessons::shortest(number, float32);
  if (!std::isfinite(number)) return value(std::string_view(digits));
  separate();
  text_ += digits;
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  text_ += "null";
  return *this;
}

JsonWriter& JsonWriter::tensor(const std::vector<double>& values, const std::vector<int64_t>& shape, bool float32) {
  if (values.size() == 1) return value(values[0], float32);
  // How many values each bracket holds, from the outermost to the innermost.
  std::vector<std::size_t> blocks;
  std::size_t block = values.size();
  for (const int64_t size : shape) {
    blocks.push_back(block);
    block = size > 0 ? block / static_cast<std::size_t>(size) : 0;
  }
  if (values.empty()) return begin_array().end_array();
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (const std::size_t size : blocks) {
      if (i % size == 0) begin_array();
    }
    value(values[i], float32);
    for (std::size_t dim = blocks.size(); dim-- > 0;) {
      if ((i + 1) % blocks[dim] == 0) end_array();
    }
  }
  return *this;
}

}  // namespace gradbox::ui
