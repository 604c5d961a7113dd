#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gradbox::ui {

/// Writes JSON, commas included. Numbers have the fewest digits that read back; those that are not finite are the
/// strings "inf", "-inf" and "nan".
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool on);
  JsonWriter& value(int64_t number);
  JsonWriter& value(double number, bool float32 = false);
  JsonWriter& null();

  /// `values` in the nested arrays of `shape`; a single number if there is only one.
  JsonWriter& tensor(const std::vector<double>& values, const std::vector<int64_t>& shape, bool float32);

  const std::string& text() const { return text_; }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void quote(std::string_view text);

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace gradbox::ui
