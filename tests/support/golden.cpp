#include "support/golden.h"

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace gradbox::testing {

using Json = nlohmann::ordered_json;

/// Makes Values, the only one who may.
struct ValueBuilder {
  static Value build(const Json& json) {
    Value value;
    switch (json.type()) {
      case Json::value_t::boolean:
        value.kind_ = Value::Kind::Bool;
        value.bool_ = json.get<bool>();
        break;
      case Json::value_t::number_integer:
      case Json::value_t::number_unsigned:
        value.kind_ = Value::Kind::Int;
        value.int_ = json.get<std::int64_t>();
        break;
      case Json::value_t::number_float:
        value.kind_ = Value::Kind::Double;
        value.double_ = json.get<double>();
        break;
      case Json::value_t::string:
        value.kind_ = Value::Kind::Text;
        value.text_ = json.get<std::string>();
        break;
      case Json::value_t::array:
      case Json::value_t::object:
        fill(value, json);
        break;
      default:
        break;
    }
    return value;
  }

 private:
  static void fill(Value& value, const Json& json) {
    value.kind_ = json.is_object() ? Value::Kind::Map : Value::Kind::List;
    value.items_.reserve(json.size());
    for (auto item = json.begin(); item != json.end(); ++item) {
      if (json.is_object()) value.keys_.push_back(item.key());
      value.items_.push_back(build(*item));
    }
  }
};

namespace {

[[noreturn]] void refuse(const std::string& what) { throw std::runtime_error("golden data: " + what); }

std::optional<double> named_number(const std::string& text) {
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

std::string read_file(const std::string& name) {
  const std::string path = std::string(GRADBOX_TEST_DATA_DIR) + "/" + name;
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse("cannot open " + path);
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

double number_of(const Json& json) {
  if (json.is_boolean()) return json.get<bool>() ? 1.0 : 0.0;
  if (json.is_number()) return json.get<double>();
  if (json.is_string()) {
    if (const auto number = named_number(json.get_ref<const std::string&>())) return *number;
  }
  refuse("a number expected instead of " + json.dump());
}

GoldenTensor tensor_of(const Json& json) {
  GoldenTensor tensor;
  tensor.shape = json.at("shape").get<std::vector<std::int64_t>>();
  tensor.dtype = json.at("dtype").get<std::string>();
  tensor.requires_grad = json.value("requires_grad", false);
  const Json& data = json.at("data");
  tensor.data.reserve(data.size());
  for (const Json& item : data) tensor.data.push_back(number_of(item));
  return tensor;
}

OptionalGoldenTensors tensors_of(const Json& object, const char* key) {
  OptionalGoldenTensors tensors;
  const auto found = object.find(key);
  if (found == object.end()) return tensors;
  for (const Json& item : *found) {
    tensors.push_back(item.is_null() ? std::nullopt : std::optional<GoldenTensor>(tensor_of(item)));
  }
  return tensors;
}

GoldenTensors present_tensors_of(const Json& object, const char* key) {
  GoldenTensors tensors;
  for (auto& tensor : tensors_of(object, key)) {
    if (!tensor) refuse("null among the " + std::string(key) + " of " + object.at("id").dump());
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

GoldenCase case_of(const Json& json) {
  GoldenCase result;
  result.id = json.at("id").get<std::string>();
  result.kind = json.at("kind").get<std::string>();
  result.op = json.at("op").get<std::string>();
  result.dtype = json.value("dtype", std::string());
  result.args = ValueBuilder::build(json.at("args"));
  result.inputs = present_tensors_of(json, "inputs");
  result.outputs = present_tensors_of(json, "outputs");
  result.grad_outputs = tensors_of(json, "grad_outputs");
  result.grads = tensors_of(json, "grads");
  for (const Json& name : json.value("grad_fn", Json::array())) {
    result.grad_fn.push_back(name.is_null() ? std::string() : name.get<std::string>());
  }
  if (const auto dbl = json.find("dbl"); dbl != json.end()) {
    result.dbl = GoldenDouble{tensors_of(*dbl, "ggi"), tensors_of(*dbl, "grads"), tensors_of(*dbl, "grads_go")};
  }
  if (const auto text = json.find("dbl_error"); text != json.end()) {
    result.dbl_error = text->is_string() ? text->get<std::string>() : text->at("message").get<std::string>();
  }
  if (const auto jvp = json.find("jvp"); jvp != json.end()) {
    result.jvp = GoldenJvp{tensors_of(*jvp, "tangents"), tensors_of(*jvp, "out")};
  }
  if (const auto error = json.find("error"); error != json.end()) {
    result.error = GoldenError{error->at("type").get<std::string>(), error->at("message").get<std::string>()};
  }
  return result;
}

}  // namespace

bool Value::is_number() const {
  return kind_ == Kind::Int || kind_ == Kind::Double || (kind_ == Kind::Text && named_number(text_));
}

bool Value::as_bool() const {
  if (kind_ != Kind::Bool) refuse("a boolean expected");
  return bool_;
}

std::int64_t Value::as_int() const {
  if (kind_ == Kind::Int) return int_;
  if (kind_ == Kind::Bool) return bool_ ? 1 : 0;
  if (kind_ == Kind::Double && double_ == std::floor(double_)) return static_cast<std::int64_t>(double_);
  refuse("an integer expected");
}

double Value::as_double() const {
  if (kind_ == Kind::Double) return double_;
  if (kind_ == Kind::Text) {
    if (const auto number = named_number(text_)) return *number;
  }
  if (kind_ == Kind::Int || kind_ == Kind::Bool) return static_cast<double>(as_int());
  refuse("a number expected");
}

const std::string& Value::as_text() const {
  if (kind_ != Kind::Text) refuse("a text expected");
  return text_;
}

std::vector<std::int64_t> Value::as_ints() const {
  if (kind_ != Kind::List) return {as_int()};
  std::vector<std::int64_t> result;
  for (const Value& item : items_) result.push_back(item.as_int());
  return result;
}

std::vector<double> Value::as_doubles() const {
  if (kind_ != Kind::List) return {as_double()};
  std::vector<double> result;
  result.reserve(items_.size());
  for (const Value& item : items_) {
    const std::vector<double> part = item.as_doubles();
    result.insert(result.end(), part.begin(), part.end());
  }
  return result;
}

const Value& Value::operator[](std::size_t index) const {
  if (index >= items_.size()) refuse("no element " + std::to_string(index));
  return items_[index];
}

const Value* Value::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (keys_[i] == key) return &items_[i];
  }
  return nullptr;
}

const Value& Value::at(std::string_view key) const {
  const Value* found = find(key);
  if (found == nullptr) refuse("no key " + std::string(key));
  return *found;
}

bool Value::bool_or(std::string_view key, bool otherwise) const {
  const Value* found = find(key);
  return found == nullptr || found->is_null() ? otherwise : found->as_bool();
}

std::int64_t Value::int_or(std::string_view key, std::int64_t otherwise) const {
  const Value* found = find(key);
  return found == nullptr || found->is_null() ? otherwise : found->as_int();
}

double Value::double_or(std::string_view key, double otherwise) const {
  const Value* found = find(key);
  return found == nullptr || found->is_null() ? otherwise : found->as_double();
}

std::string Value::text_or(std::string_view key, std::string_view otherwise) const {
  const Value* found = find(key);
  return found == nullptr || found->is_null() ? std::string(otherwise) : found->as_text();
}

Value load_json(const std::string& name) { return ValueBuilder::build(Json::parse(read_file(name))); }

GoldenTensor golden_tensor(const Value& value) {
  GoldenTensor tensor;
  tensor.shape = value.at("shape").as_ints();
  tensor.dtype = value.text_or("dtype", "float32");
  const Value& data = value.at("data");
  if (data.has("zeros")) {
    tensor.data.resize(static_cast<std::size_t>(data.at("zeros").as_int()));
  } else {
    tensor.data = data.as_doubles();
  }
  tensor.requires_grad = value.bool_or("requires_grad", false);
  return tensor;
}

const std::vector<GoldenCase>& golden_cases() {
  static const std::vector<GoldenCase> cases = [] {
    std::vector<GoldenCase> result;
    std::istringstream lines(read_file("golden_open.jsonl"));
    for (std::string line; std::getline(lines, line);) {
      if (!line.empty()) result.push_back(case_of(Json::parse(line)));
    }
    return result;
  }();
  return cases;
}

}  // namespace gradbox::testing
