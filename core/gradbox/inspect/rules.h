#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gradbox::inspect {

/// How one input of an operator gets its gradient.
struct RuleLine {
  std::string input;       // "self"
  std::string formula;     // "grad * other"; names are those of what the node saved, and `grad`, `result`
  std::string note;        // what the formula leaves out: "repeated to self_sizes"; often empty
  bool by_element = true;  // the formula holds for every element by itself; otherwise `@`, `sum(...)` and the like
};

/// A node's derivative for people.
struct Rule {
  std::string forward;          // "self * other"
  std::vector<RuleLine> lines;  // one for each edge of the node; the last one stands for all further ones
};

/// The rule of a node called `node_name`, or nothing: a custom function, or a node the list does not know.
std::optional<Rule> find_rule(std::string_view node_name);

/// All names in the list, in its order.
std::vector<std::string> rule_names();

/// `formula` with every name replaced by what `text_of` gives for it; an empty text leaves the name as it is.
std::string substituted(const std::string& formula, const std::function<std::string(std::string_view)>& text_of);

}  // namespace gradbox::inspect
