#include "gradbox/inspect/rules.h"

#include <algorithm>

#include "gradbox/inspect/rule_list.h"

namespace gradbox::inspect {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

RuleLine parse_line(std::string_view text) {
  RuleLine line;
  const std::size_t colon = text.find(':'), bar = text.find('|');
  line.input = trimmed(text.substr(0, colon));
  line.formula = trimmed(text.substr(colon + 1, bar == std::string_view::npos ? bar : bar - colon - 1));
  if (bar != std::string_view::npos) line.note = trimmed(text.substr(bar + 1));
  if (!line.formula.empty() && line.formula[0] == '~') {
    line.by_element = false;
    line.formula.erase(0, 1);
  }
  return line;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<Rule> find_rule(std::string_view node_name) {
  for (int i = 0; i < kRuleCount; ++i) {
    const RuleEntry& entry = kRules[i];
    if (node_name != entry.node) continue;
    Rule rule;
    rule.forward = entry.forward;
    const std::string_view lines(entry.lines);
    for (std::size_t begin = 0; begin < lines.size();) {
      const std::size_t end = std::min(lines.find(';', begin), lines.size());
      rule.lines.push_back(parse_line(lines.substr(begin, end - begin)));
      begin = end + 1;
    }
    return rule;
  }
  return std::nullopt;
}

std::vector<std::string> rule_names() {
  std::vector<std::string> names;
  for (int i = 0; i < kRuleCount; ++i) names.emplace_back(kRules[i].node);
  return names;
}

std::string substituted(const std::string& formula, const std::function<std::string(std::string_view)>& text_of) {
  std::string out;
  for (std::size_t i = 0; i < formula.size();) {
    if (!is_letter(formula[i])) {
      out += formula[i++];
      continue;
    }
    std::size_t end = i;
    while (end < formula.size() && (is_letter(formula[end]) || is_digit(formula[end]))) ++end;
    const std::string word = formula.substr(i, end - i);
    const bool is_function = end < formula.size() && formula[end] == '(';
    const std::string text = is_function ? std::string() : text_of(word);
    out += text.empty() ? word : text;
    i = end;
  }
  return out;
}

}  // namespace gradbox::inspect
