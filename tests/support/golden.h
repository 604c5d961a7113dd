#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Reading the recorded reference values of tests/data/. Plain data only: golden_tensor.h turns it into tensors.
///
///     for (const GoldenCase& c : golden_cases()) {        // golden_open.jsonl, read once
///       if (c.kind != "grad" || c.op != "sum") continue;
///       const bool keepdim = c.args.bool_or("keepdim", false);
///       Tensor input = to_tensor(c.inputs[0]);            // golden_tensor.h
///       CHECK_MESSAGE(...)
///     }
///
///     const Value file = load_json("golden_optim.json");  // any other file
///     for (const Value& run : file.at("runs").items()) run.at("args").double_or("lr", 0.1);
///
/// What is not there or of another kind throws std::runtime_error naming what was looked for.
namespace gradbox::testing {

/// A JSON value. The texts "nan", "inf" and "-inf" are numbers too.
class Value {
 public:
  enum class Kind { Null, Bool, Int, Double, Text, List, Map };

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::Null; }
  bool is_bool() const { return kind_ == Kind::Bool; }
  bool is_int() const { return kind_ == Kind::Int; }
  bool is_number() const;
  bool is_text() const { return kind_ == Kind::Text; }
  bool is_list() const { return kind_ == Kind::List; }
  bool is_map() const { return kind_ == Kind::Map; }

  bool as_bool() const;
  std::int64_t as_int() const;
  double as_double() const;
  const std::string& as_text() const;
  std::vector<std::int64_t> as_ints() const;
  /// Numbers, true as 1 and false as 0; nested lists row by row.
  std::vector<double> as_doubles() const;

  /// Elements of a list, or values of a map in the order of `keys()`.
  const std::vector<Value>& items() const { return items_; }
  const std::vector<std::string>& keys() const { return keys_; }
  std::size_t size() const { return items_.size(); }
  const Value& operator[](std::size_t index) const;
  /// Null pointer where the map has no such key.
  const Value* find(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }
  const Value& at(std::string_view key) const;

  /// The value at `key`, or `otherwise` where the key is missing or null.
  bool bool_or(std::string_view key, bool otherwise) const;
  std::int64_t int_or(std::string_view key, std::int64_t otherwise) const;
  double double_or(std::string_view key, double otherwise) const;
  std::string text_or(std::string_view key, std::string_view otherwise) const;

 private:
  friend struct ValueBuilder;

  Kind kind_ = Kind::Null;
  bool bool_ = false;
  std::int64_t int_ = 0;
  double double_ = 0.0;
  std::string text_;
  std::vector<std::string> keys_;
  std::vector<Value> items_;
};

/// The file `name` of tests/data/.
Value load_json(const std::string& name);

struct GoldenTensor {
  std::vector<std::int64_t> shape;
  std::string dtype;         ///< as in the file: "float32", "float64", "int64", "bool"
  std::vector<double> data;  ///< row-major; true is 1
  bool requires_grad = false;
};

using GoldenTensors = std::vector<GoldenTensor>;
/// Nothing where the file has null: an output without gradient, an input that gets none.
using OptionalGoldenTensors = std::vector<std::optional<GoldenTensor>>;

/// S = sum of ggi[i] * (gradient of input i), and its derivatives.
struct GoldenDouble {
  OptionalGoldenTensors ggi;
  OptionalGoldenTensors grads;     ///< dS / d inputs; nothing counts as zeros
  OptionalGoldenTensors grads_go;  ///< dS / d grad_outputs; nothing counts as zeros
};

struct GoldenJvp {
  OptionalGoldenTensors tangents;
  OptionalGoldenTensors out;
};

struct GoldenError {
  std::string type;
  std::string message;
};

/// One line of golden_open.jsonl; tests/data/README.md says what the fields mean.
struct GoldenCase {
  std::string id;
  std::string kind;  ///< "grad", "nograd" or "error"
  std::string op;
  std::string dtype;
  Value args;
  GoldenTensors inputs;
  GoldenTensors outputs;
  OptionalGoldenTensors grad_outputs;
  OptionalGoldenTensors grads;
  std::vector<std::string> grad_fn;  ///< empty text where the file has null
  std::optional<GoldenDouble> dbl;
  std::string dbl_error;  ///< the text of the error that differentiating twice throws
  std::optional<GoldenJvp> jvp;
  std::optional<GoldenError> error;
};

/// The tensor written in `value`; data {"zeros": n} stands for n zeros.
GoldenTensor golden_tensor(const Value& value);

/// All cases of golden_open.jsonl, read at the first call.
const std::vector<GoldenCase>& golden_cases();

}  // namespace gradbox::testing
