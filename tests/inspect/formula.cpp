#include "inspect/formula.h"

#include <cctype>
#include <cmath>
#include <map>
#include <stdexcept>
#include <vector>

namespace gradbox::testing {
namespace {

class Parser {
 public:
  Parser(const std::string& text, const std::function<double(const std::string&)>& value_of)
      : text_(text), value_of_(value_of) {}

  double all() {
    const double out = comparison();
    blanks();
    if (at_ != text_.size()) fail("something is left over");
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(what + " at " + std::to_string(at_) + " in: " + text_);
  }
  void blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool eat(const std::string& token) {
    blanks();
    if (text_.compare(at_, token.size(), token) != 0) return false;
    at_ += token.size();
    return true;
  }

  double comparison() {
    const double left = sum();
    if (eat("==")) return left == sum();
    if (eat(">=")) return left >= sum();
    if (eat("<=")) return left <= sum();
    if (eat(">")) return left > sum();
    if (eat("<")) return left < sum();
    return left;
  }
  double sum() {
    double out = product();
    while (true) {
      if (eat("+")) {
        out += product();
      } else if (eat("-")) {
        out -= product();
      } else {
        return out;
      }
    }
  }
  double product() {
    double out = sign();
    while (true) {
      if (eat("*")) {
        out *= sign();
      } else if (eat("/")) {
        out /= sign();
      } else {
        return out;
      }
    }
  }
  double sign() { return eat("-") ? -sign() : power(); }
  double power() {
    const double base = atom();
    return eat("^") ? std::pow(base, sign()) : base;
  }
  double atom() {
    if (eat("(")) {
      const double out = comparison();
      if (!eat(")")) fail("a bracket is missing");
      return out;
    }
    blanks();
    if (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_]))) return number();
    return word();
  }
  double number() {
    std::size_t used = 0;
    const double out = std::stod(text_.substr(at_), &used);
    at_ += used;
    return out;
  }
  double word() {
    const std::size_t first = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) ++at_;
    const std::string name = text_.substr(first, at_ - first);
    if (name.empty()) fail("a value is missing");
    if (name == "pi") return std::acos(-1.0);
    if (at_ < text_.size() && text_[at_] == '(') return call(name);
    return value_of_(name);
  }
  double call(const std::string& name) {
    eat("(");
    std::vector<double> values = {comparison()};
    while (eat(",")) values.push_back(comparison());
    if (!eat(")")) fail("a bracket is missing");
    if (name == "where" && values.size() == 3) return values[0] != 0 ? values[1] : values[2];
    using Function = double (*)(double);
    static const std::map<std::string, Function> functions = {
        {"exp", std::exp},   {"log", std::log},
        {"sqrt", std::sqrt}, {"sin", std::sin},
        {"cos", std::cos},   {"sinh", std::sinh},
        {"cosh", std::cosh}, {"sign", [](double x) {
           return x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0; }}};
    const auto found = functions.find(name);
    if (found == functions.end() || values.size() != 1) fail("no function " + name);
    return found->second(values[0]);
  }

  const std::string& text_;
  const std::function<double(const std::string&)>& value_of_;
  std::size_t at_ = 0;
};

}  // namespace

double evaluate(const std::string& formula, const std::function<double(const std::string&)>& value_of) {
  return Parser(formula, value_of).all();
}

}  // namespace gradbox::testing
