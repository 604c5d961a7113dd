#include "gradbox/inspect/worked_rule.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "gradbox/base/number_text.h"

namespace gradbox::inspect {
namespace {

constexpr int kDigits = 4;

std::string number_text(double value) { return printed(value, 'g', kDigits); }

/// The first one that is not finite, if there is one.
std::size_t largest(const std::vector<double>& values) {
  std::size_t best = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) return i;
    if (std::fabs(values[i]) > std::fabs(values[best])) best = i;
  }
  return best;
}

std::vector<int64_t> place_of(std::size_t element, const std::vector<int64_t>& shape) {
  std::vector<int64_t> place(shape.size());
  auto rest = static_cast<int64_t>(element);
  for (std::size_t d = shape.size(); d-- > 0;) {
    place[d] = rest % shape[d];
    rest /= shape[d];
  }
  return place;
}

/// The element of `value` that meets the one at `place` when both are broadcast; false if there is none.
bool broadcast_element(const ValueSnapshot& value, const std::vector<int64_t>& place, double& out) {
  if (value.shape.size() > place.size() && value.count != 1) return false;
  int64_t index = 0;
  for (std::size_t d = 0; value.count != 1 && d < value.shape.size(); ++d) {
    const int64_t at = place[place.size() - value.shape.size() + d];
    if (value.shape[d] != 1 && at >= value.shape[d]) return false;
    index = index * value.shape[d] + (value.shape[d] == 1 ? 0 : at);
  }
  if (index >= static_cast<int64_t>(value.values.size())) return false;
  out = value.values[static_cast<std::size_t>(index)];
  return true;
}

/// A factor that is 1 goes without saying.
std::string plain(const GraphSnapshot& graph, const NodeSnapshot& node, std::string formula) {
  for (const char* factor : {"alpha", "beta", "value"}) {
    for (int i = 0; i < node.saved_count; ++i) {
      const SavedSnapshot& saved = graph.saved_of(node, i);
      if (saved.name != factor || saved.text != "1") continue;
      const std::string term = std::string(factor) + " * ";
      for (std::size_t at = formula.find(term); at != std::string::npos; at = formula.find(term)) {
        formula.erase(at, term.size());
      }
    }
  }
  return formula;
}

class Worker {
 public:
  Worker(const GraphSnapshot& graph, const BackwardRecording& recording, const BackwardStep& step)
      : graph_(graph), recording_(recording), step_(step), node_(graph.node(step.node)), rule_(find_rule(node_.name)) {}

  std::vector<WorkedLine> lines() const {
    std::vector<WorkedLine> out;
    for (std::size_t i = 0; i < step_.outgoing.size(); ++i) {
      if (step_.outgoing[i].to < 0) continue;
      WorkedLine line;
      line.output = static_cast<int>(i);
      if (rule_) fill(rule_->lines[std::min(i, rule_->lines.size() - 1)], step_.outgoing[i], line);
      out.push_back(std::move(line));
    }
    return out;
  }

 private:
  void fill(const RuleLine& rule, const OutgoingGradient& outgoing, WorkedLine& line) const {
    line.input = rule.input;
    line.formula = plain(graph_, node_, rule.formula);
    line.note = rule.note;
    const ValueSnapshot* result = recording_.value(outgoing.value);
    if (!rule.by_element || !result || result->values.empty()) return;
    const std::size_t element = largest(result->values);
    const std::vector<int64_t> place = place_of(element, result->shape);
    bool complete = true;
    const std::string text = substituted(line.formula, [&](std::string_view name) {
      double value = 0;
      const bool found = find(name, place, value);
      complete = complete && found;
      const std::string number = number_text(value);
      return found ? (value < 0 ? "(" + number + ")" : number) : std::string();
    });
    if (!complete) return;
    const std::string outcome = number_text(result->values[element]);
    const bool says_itself = text == outcome || text == "(" + outcome + ")";
    line.numbers = says_itself ? outcome : text + " = " + outcome;
    if (result->count > 1) line.element = element_text(place);
  }

  static std::string element_text(const std::vector<int64_t>& place) {
    std::string text;
    for (const int64_t at : place) text += (text.empty() ? "" : ", ") + std::to_string(at);
    return "[" + text + "]";
  }

  bool find(std::string_view name, const std::vector<int64_t>& place, double& out) const {
    if (name == "grad") {
      const ValueSnapshot* grad = step_.incoming.empty() ? nullptr : recording_.value(step_.incoming[0].value);
      return grad && broadcast_element(*grad, place, out);
    }
    if (name == "pi") return false;
    for (int i = 0; i < node_.saved_count; ++i) {
      const SavedSnapshot& saved = graph_.saved_of(node_, i);
      if (saved.name != name) continue;
      if (saved.is_tensor) {
        const ValueSnapshot* value = graph_.value(saved.value);
        return value && broadcast_element(*value, place, out);
      }
      if (saved.text == "True" || saved.text == "False" || saved.text.empty()) return false;
      char* end = nullptr;
      out = std::strtod(saved.text.c_str(), &end);
      return *end == 0;
    }
    if (name != "result" || node_.output_count == 0) return false;
    const ValueSnapshot* result = graph_.value(graph_.output(node_, 0).value);
    return result && broadcast_element(*result, place, out);
  }

  const GraphSnapshot& graph_;
  const BackwardRecording& recording_;
  const BackwardStep& step_;
  const NodeSnapshot& node_;
  std::optional<Rule> rule_;
};

}  // namespace

std::vector<WorkedLine> work_out(const GraphSnapshot& graph, const BackwardRecording& recording,
                                 const BackwardStep& step) {
  return Worker(graph, recording, step).lines();
}

std::string forward_formula(const GraphSnapshot& graph, const NodeSnapshot& node) {
  const std::optional<Rule> rule = find_rule(node.name);
  return rule ? plain(graph, node, rule->forward) : std::string();
}

}  // namespace gradbox::inspect
