#include "lessons/program_text.h"

#include <cmath>
#include <sstream>

#include "gradbox/base/error.h"
#include "lessons/number_text.h"
#include "lessons/program_helpers.h"
#include "lessons/snapshot.h"

namespace gradbox::lessons {

namespace {

/// A number that both languages read as one with a point.
std::string with_point(const std::string& number) {
  return number.find_first_of(".en") == std::string::npos ? number + ".0" : number;
}

/// As a literal of either language.
std::string literal(double value, bool is_float32, bool is_cpp) {
  if (std::isnan(value)) return is_cpp ? "NAN" : "float(\"nan\")";
  if (std::isinf(value)) {
    return (value < 0 ? "-" : "") + std::string(is_cpp ? "INFINITY" : "float(\"inf\")");
  }
  return shortest(value, is_float32);
}

/// What an undefined tensor is recorded as.
constexpr const char* kUndefined = "None";

bool ends_with_grad(const std::string& key) { return key.size() > 5 && key.compare(key.size() - 5, 5, ".grad") == 0; }

const SettingChange* first_change(const Snapshot& run, const std::string& name) {
  for (const SettingChange& change : run.changes) {
    if (change.name == name) return &change;
  }
  return nullptr;
}

std::string setting_text(const Setting& setting, double value) {
  const std::string text = value_text(setting, value);
  return setting.type == SettingType::Float ? with_point(text) : text;
}

/// Goes through a marked program line by line; see Note [Program marks].
class Expansion {
 public:
  Expansion(const LessonInfo& info, const Snapshot& run, const std::string& language, bool complete)
      : run_(run), is_cpp_(language == "C++"), complete_(complete) {
    listing_.language = language;
    for (std::size_t i = 0; i < run.settings.size(); ++i) {
      // What is shown is what holds now; a complete program begins with what held at first.
      const bool changed = complete && first_change(run, run.settings[i].name) != nullptr;
      values_[run.settings[i].name] =
          setting_text(run.settings[i], changed ? run.initial_values.at(i) : run.settings[i].value);
    }
    values_["seed"] = std::to_string(run.seed);
    // A step that threw belongs to the run, too.
    const int64_t taken = run.step + (run.error.empty() ? 0 : 1);
    values_["steps"] = std::to_string(complete && taken > 0 ? taken : run.planned_steps);
    if (info.program_values != nullptr) info.program_values(run, language, values_);
  }

  CodeListing expand(const std::string& text) {
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
      const std::size_t indent = line.find_first_not_of(' ');
      if (indent != std::string::npos && line[indent] == '%') {
        indent_ = line.substr(0, indent);
        mark(line.substr(indent + 1));
      } else if (shown()) {
        add(line);
      }
    }
    return std::move(listing_);
  }

 private:
  bool shown() const {
    for (const bool condition : conditions_) {
      if (!condition) return false;
    }
    return true;
  }

  void add(const std::string& line) { listing_.text += extra_indent_ + substituted(line) + "\n", ++lines_; }

  std::string substituted(std::string line) const {
    for (std::size_t at = line.find("$["); at != std::string::npos; at = line.find("$[", at)) {
      const std::size_t end = line.find(']', at);
      const std::string& value = value_of(line.substr(at + 2, end - at - 2));
      line.replace(at, end - at + 1, value);
      at += value.size();
    }
    return line;
  }

  const std::string& value_of(const std::string& name) const {
    const auto found = values_.find(name);
    GRADBOX_CHECK(found != values_.end(), "a lesson's program asks for $[", name, "], which is not known");
    return found->second;
  }

  bool holds(const std::string& condition) const {
    if (condition[0] == '!') return !holds(condition.substr(1));
    const std::size_t equals = condition.find('=');
    if (equals != std::string::npos) return value_of(condition.substr(0, equals)) == condition.substr(equals + 1);
    const std::string& value = value_of(condition);
    return !value.empty() && value != "false" && value != "0" && value != "0.0";
  }

  void mark(const std::string& text) {
    const std::size_t space = text.find(' ');
    const std::string word = text.substr(0, space);
    const std::string rest = space == std::string::npos ? "" : text.substr(space + 1);
    if (word == "if") {
      conditions_.push_back(holds(rest));
    } else if (word == "else") {
      conditions_.back() = !conditions_.back();
    } else if (word == "endif") {
      conditions_.pop_back();
    } else if (shown()) {
      mark_shown(word, rest);
    }
  }

  void mark_shown(const std::string& word, const std::string& rest) {
    if (word == "step" || word == "done") {
      end_step();
      if (word == "step") begin_step();
    } else if (word == "loop") {
      listing_.loop_first_line = lines_ + 1;
    } else if (word == "endloop") {
      listing_.loop_last_line = lines_;
    } else if (word == "result") {
      listing_.result_line = lines_ + 1;
    } else if (word == "print" || word == "check") {
      check(rest, word == "print");
    } else if (word == "throws" || word == "endthrows") {
      word == "throws" ? begin_throws(rest) : end_throws();
    } else if (complete_) {
      mark_complete(word, rest);
    }
  }

  void mark_complete(const std::string& word, const std::string& rest) {
    if (word == "only") {
      add(indent_ + rest);
    } else if (word == "helpers") {
      std::istringstream stream(is_cpp_ ? kCppHelpers : kPythonHelpers);
      for (std::string line; std::getline(stream, line);) add(line);
    } else if (word == "change") {
      changes(rest.substr(0, rest.find(" = ")), rest.substr(rest.find(" = ") + 3));
    } else {
      GRADBOX_CHECK(false, "a lesson's program has the unknown mark %", word);
    }
  }

  void begin_step() {
    ++step_;
    line_of_step_ = 0;
    step_first_line_ = lines_ + 1;
  }

  void end_step() {
    if (step_first_line_ == 0) return;
    const bool empty = lines_ < step_first_line_;
    listing_.steps.push_back(empty ? LineRange() : LineRange{step_first_line_, lines_});
    step_first_line_ = 0;
  }

  void changes(const std::string& name, const std::string& line) {
    for (const SettingChange& change : run_.changes) {
      if (change.name != name) continue;
      values_["step"] = std::to_string(change.step);
      values_["value"] = setting_text(find_setting(run_.settings, name), change.value);
      add(indent_ + line);
    }
  }

  /// `argument` is EXPR = KEY, or EXPR = KEY ~ TOLERANCE.
  void check(const std::string& argument, bool prints) {
    const std::size_t equals = argument.rfind(" = ");
    const std::string expression = argument.substr(0, equals);
    std::string key = argument.substr(equals + 3), tolerance;
    const std::size_t tilde = key.find(" ~ ");
    if (tilde != std::string::npos) tolerance = ", " + key.substr(tilde + 3);
    key = key.substr(0, tilde);
    if (prints) add(indent_ + (is_cpp_ ? "std::cout << " + expression + " << \"\\n\";" : "print(" + expression + ")"));
    const std::string recorded = complete_ ? recorded_literal(key) : "";
    if (recorded.empty()) return;
    std::string found = substituted(expression) + ", " + recorded + tolerance;
    if (recorded == kUndefined) found = expression + (is_cpp_ ? ".defined(), false" : " is None, True");
    add(indent_ + "expect(" + found + ")" + (is_cpp_ ? ";" : ""));
  }

  std::string recorded_literal(const std::string& key) {
    if (step_ >= 0) return printed_literal(key);
    if (run_.step == 0) return "";
    if (run_.diagnosis.present && key != "loss") return "";  // rounding decides what a run that blew up ends with
    if (key == "loss") return list({run_.loss}, run_.series.at(0).dtype == "float32");
    const bool wants_grad = ends_with_grad(key);
    for (const ParameterSnapshot& parameter : run_.parameters) {
      const inspect::TensorSnapshot& tensor = parameter.tensor;
      if (tensor.name != (wants_grad ? key.substr(0, key.size() - 5) : key)) continue;
      if (wants_grad && !tensor.has_grad) return "";
      return list(wants_grad ? tensor.gradient : tensor.values, tensor.dtype == "float32");
    }
    return "";
  }

  /// The next thing that the present step printed under this name.
  std::string printed_literal(const std::string& key) {
    for (std::size_t i = line_of_step_; i < run_.transcript.size(); ++i) {
      const TranscriptLine& line = run_.transcript[i];
      if (line.step != step_ || line.kind != TranscriptKind::Output || line.name != key) continue;
      line_of_step_ = i + 1;
      if (line.text == "True" || line.text == "False")
        return is_cpp_ ? (line.values[0] != 0 ? "true" : "false") : line.text;
      if (!line.values.empty()) return list(line.values, true);
      if (line.text == "None" && ends_with_grad(key)) return kUndefined;
      return line.text.find('\n') == std::string::npos ? "\"" + line.text + "\"" : "";
    }
    return "";
  }

  std::string list(const std::vector<double>& values, bool is_float32) const {
    std::string out;
    for (const double value : values) out += (out.empty() ? "" : ", ") + literal(value, is_float32, is_cpp_);
    return is_cpp_ ? "{" + out + "}" : "[" + out + "]";
  }

  bool threw() const {
    for (const TranscriptLine& line : run_.transcript) {
      if (line.step == step_ && line.kind == TranscriptKind::Error) return true;
    }
    return step_ < 0 && !run_.error.empty();
  }

  void begin_throws(const std::string& part) {
    in_throws_ = complete_ && threw();
    if (!in_throws_) return;
    throws_part_ = part;
    add(indent_ + (is_cpp_ ? "try {" : "try:"));
    extra_indent_ = is_cpp_ ? "  " : "    ";
  }

  void end_throws() {
    if (!in_throws_) return;
    in_throws_ = false;
    extra_indent_.clear();
    const std::string part = "\"" + throws_part_ + "\"";
    if (is_cpp_) {
      add(indent_ + "} catch (const c10::Error& error) {");
      add(indent_ + "  return refused(error.what(), " + part + ");");
      add(indent_ + "}");
      add(indent_ + "return refused(\"\", " + part + ");");
    } else {
      add(indent_ + "except RuntimeError as error:");
      add(indent_ + "    refused(str(error), " + part + ")");
      add(indent_ + "refused(\"\", " + part + ")");
    }
  }

  const Snapshot& run_;
  const bool is_cpp_, complete_;
  ProgramValues values_;
  CodeListing listing_;
  std::vector<bool> conditions_;
  std::string indent_, extra_indent_, throws_part_;
  int lines_ = 0;
  int step_ = -1;            // of a program lesson
  int step_first_line_ = 0;  // 0: not inside a step
  std::size_t line_of_step_ = 0;
  bool in_throws_ = false;
};

}  // namespace

std::vector<CodeListing> program_listings(const LessonInfo& info, const Snapshot& run) {
  std::vector<CodeListing> out;
  for (const ProgramSource& source : info.programs) {
    out.push_back(Expansion(info, run, source.language, false).expand(source.text));
  }
  return out;
}

std::string complete_program(const LessonInfo& info, const Snapshot& run, const std::string& language) {
  std::string languages;
  for (const ProgramSource& source : info.programs) {
    if (source.language == language) return Expansion(info, run, language, true).expand(source.text).text;
    languages += (languages.empty() ? "" : ", ") + source.language;
  }
  fail("there is no program in '", language, "'; there are: ", languages);
}

}  // namespace gradbox::lessons
