#include "cli/story.h"

#include <algorithm>
#include <ostream>
#include <sstream>
#include <vector>

namespace gradbox::cli {

namespace {

using lessons::Action;
using lessons::ActionType;
using lessons::LessonInfo;

constexpr int kColumns = 96;

/// Characters, not bytes: a UTF-8 character's later bytes begin with the bits 10.
int width_of(const std::string& text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void print_paragraph(const std::string& text, const std::string& first, const std::string& rest, std::ostream& out) {
  std::istringstream words(text);
  std::string line = first;
  bool is_empty = true;
  for (std::string word; words >> word;) {
    if (!is_empty && width_of(line) + 1 + width_of(word) > kColumns) {
      out << line << '\n';
      line = rest;
      is_empty = true;
    }
    line += (is_empty ? "" : " ") + word;
    is_empty = false;
  }
  out << line << '\n';
}

void print_body(const std::string& body, std::ostream& out) {
  std::size_t at = 0;
  while (at < body.size()) {
    const std::size_t end = std::min(body.find("\n\n", at), body.size());
    print_paragraph(body.substr(at, end - at), "   ", "   ", out);
    at = end + 2;
  }
}

/// A button of the text as a command; empty if it only means something on a screen.
std::string command_of(const LessonInfo& info, const std::vector<Action>& actions) {
  std::string id = info.id, settings;
  int64_t steps = -1;
  bool plays = false;
  for (const Action& action : actions) {
    if (action.type == ActionType::Select) id = action.name;
    if (action.type == ActionType::Play) plays = true;
    if (action.type == ActionType::Step || action.type == ActionType::Seek) steps = action.count;
    if (action.type != ActionType::Set) continue;
    const lessons::Setting& setting = find_setting(info.settings, action.name);
    const double value = action.value_is_text ? parse_value(setting, action.text) : action.value;
    if (value == setting.default_value) continue;
    settings += setting.is_trap && value != 0 ? " --trap " + setting.name
                                              : " --set " + setting.name + "=" + value_text(setting, value);
  }
  if (steps < 0 && !plays && settings.empty() && id == info.id) return "";
  const bool is_whole = steps < 0 || (info.is_program && steps == info.default_steps);
  return "run " + id + settings + (is_whole ? "" : " --steps " + std::to_string(steps));
}

}  // namespace

void print_story(const LessonInfo& info, bool with_answers, std::ostream& out) {
  out << info.title << '\n' << info.summary << '\n';
  int number = 0;
  for (const lessons::TextStep& step : info.text) {
    out << '\n' << ++number << ". " << step.title << '\n';
    print_body(step.body, out);
    for (const lessons::Prediction& one : step.predictions) {
      print_paragraph(one.question, "   Predict: ", "            ", out);
      if (with_answers) print_paragraph(one.answer, "   Answer:  ", "            ", out);
    }
    for (const lessons::TextButton& button : step.buttons) {
      const std::string command = command_of(info, button.actions);
      if (!command.empty()) out << "   Do:      " << button.label << "\n              " << command << '\n';
    }
    print_paragraph(step.take_home, "   Take home: ", "              ", out);
  }
}

void print_trap(const LessonInfo& info, const std::string& name, std::ostream& out) {
  for (const lessons::Trap& trap : traps_of(info)) {
    if (trap.name == name) out << "Trap: " << trap.label << ". " << trap.help << '\n';
  }
}

void print_trap_end(const LessonInfo& info, const std::string& name, std::ostream& out) {
  const lessons::TextStep* step = lessons::step_about(info, name);
  if (step != nullptr) out << "Take home: " << step->take_home << '\n';
}

}  // namespace gradbox::cli
