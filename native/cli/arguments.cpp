#include "cli/arguments.h"

#include <cerrno>
#include <cstdlib>
#include <limits>

#include "gradbox/base/error.h"
#include "lessons/registry.h"

namespace gradbox::cli {

namespace {

constexpr const char* kRunOptions =
    "--set NAME=VALUE, --trap NAME, --steps N, --seed N, --url LINK, --json, --quiet, --program LANGUAGE, --text, "
    "--answers";
constexpr int64_t kMostSteps = 1'000'000'000;

/// The arguments one by one; `--name=value` counts as `--name value`.
class Arguments {
 public:
  explicit Arguments(const std::vector<std::string>& arguments) : arguments_(arguments) {}

  bool next(std::string& option) {
    GRADBOX_CHECK(!has_attached_, option_, " takes no value");
    if (position_ == arguments_.size()) return false;
    option_ = arguments_[position_++];
    const std::size_t equals = option_.find('=');
    if (option_.rfind("--", 0) == 0 && equals != std::string::npos) {
      attached_ = option_.substr(equals + 1);
      has_attached_ = true;
      option_.resize(equals);
    }
    option = option_;
    return true;
  }

  std::string value(const char* example) {
    if (has_attached_) {
      has_attached_ = false;
      return attached_;
    }
    GRADBOX_CHECK(position_ < arguments_.size(), option_, " needs a value, e.g. ", option_, " ", example);
    return arguments_[position_++];
  }

 private:
  const std::vector<std::string>& arguments_;
  std::size_t position_ = 0;
  std::string option_, attached_;
  bool has_attached_ = false;
};

int64_t whole_number(const std::string& option, const std::string& text, int64_t most) {
  errno = 0;
  char* end = nullptr;
  const long long value = std::strtoll(text.c_str(), &end, 10);
  const bool is_number = !text.empty() && text[0] >= '-' && text[0] <= '9' && *end == '\0' && errno == 0;
  GRADBOX_CHECK(is_number && value >= 0 && value <= most, option, " cannot be '", text,
                "': it takes a whole number from 0 to ", most);
  return value;
}

std::pair<std::string, std::string> assignment(const std::string& text) {
  const std::size_t equals = text.find('=');
  GRADBOX_CHECK(equals != std::string::npos && equals > 0, "--set needs NAME=VALUE, e.g. --set lr=0.01, not '", text,
                "'");
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace

std::string lesson_ids() {
  std::string ids;
  for (const lessons::LessonInfo& info : lessons::all_lessons()) ids += (ids.empty() ? "" : ", ") + info.id;
  return ids;
}

RunRequest parse_run(const std::vector<std::string>& words) {
  RunRequest request;
  Arguments arguments(words);
  std::string option;
  while (arguments.next(option)) {
    if (option == "--set") {
      request.settings.push_back(assignment(arguments.value("lr=0.01")));
    } else if (option == "--trap") {
      request.traps.push_back(arguments.value("no-gradient"));
    } else if (option == "--program") {
      const std::string language = arguments.value("python");
      GRADBOX_CHECK(language == "c++" || language == "python", "--program cannot be '", language,
                    "': it takes c++ or python");
      request.program = language == "c++" ? "C++" : "Python";
    } else if (option == "--steps") {
      request.steps = whole_number(option, arguments.value("1000"), kMostSteps);
    } else if (option == "--seed") {
      request.seed = whole_number(option, arguments.value("42"), std::numeric_limits<int64_t>::max());
    } else if (option == "--url") {
      request.link = arguments.value("'http://127.0.0.1:8000/#sine-cubic?step=100'");
    } else if (option == "--text") {
      request.text = true;
    } else if (option == "--answers") {
      request.answers = true;
    } else if (option == "--json") {
      request.json = true;
    } else if (option == "--quiet") {
      request.quiet = true;
    } else {
      GRADBOX_CHECK(option.rfind("-", 0) != 0, "run has no option ", option, "; there are: ", kRunOptions);
      GRADBOX_CHECK(request.lesson.empty(), "run takes one lesson, but there are '", request.lesson, "' and '", option,
                    "'");
      request.lesson = option;
    }
  }
  GRADBOX_CHECK(!request.text || (request.program.empty() && !request.json && !request.quiet),
                "--text prints a text and nothing else: --program, --json and --quiet do not go with it");
  GRADBOX_CHECK(request.text || !request.answers, "--answers belongs to --text: run LESSON --text --answers");
  GRADBOX_CHECK(request.program.empty() || !(request.json || request.quiet),
                "--program prints a program and nothing else: --json and --quiet do not go with it");
  GRADBOX_CHECK(!request.lesson.empty() || !request.link.empty(), "run needs a lesson; there are: ", lesson_ids());
  return request;
}

}  // namespace gradbox::cli
