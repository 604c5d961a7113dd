// What the lessons say: complete, short, and its buttons work.
#include "lessons/text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "gradbox/base/error.h"
#include "lessons/registry.h"
#include "lessons/runner.h"
#include "lessons/trap.h"

using namespace gradbox::lessons;

namespace {

bool ends_with(const std::string& text, const std::string& part) {
  return text.size() >= part.size() && text.compare(text.size() - part.size(), part.size(), part) == 0;
}

int words_of(const std::string& text) {
  std::istringstream stream(text);
  int count = 0;
  for (std::string word; stream >> word;) ++count;
  return count;
}

/// Code between back quotes may hold anything; it is read as one word.
std::string without_code(const std::string& text) {
  std::string out;
  bool in_code = false;
  for (const char c : text) {
    if (c == '`') in_code = !in_code;
    if (!in_code) out += c;
  }
  return out;
}

bool is_one_sentence(const std::string& text) {
  const std::string plain = without_code(text);
  if (plain.empty() || plain.back() != '.') return false;
  for (const char* end : {". ", "! ", "? "}) {
    if (plain.find(end) != std::string::npos) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("lessons: complete in text, code and settings") {
  for (const LessonInfo& info : all_lessons()) {
    CAPTURE(info.id);
    CHECK_FALSE(info.title.empty());
    CHECK(ends_with(info.summary, "."));
    CHECK(info.text.size() >= 3);
    CHECK(info.code.size() == 2);
    for (const Setting& setting : info.settings) {
      CAPTURE(setting.name);
      CHECK_FALSE(setting.label.empty());
      CHECK(ends_with(setting.help, "."));
      CHECK(checked_value(setting, setting.default_value) == setting.value);
    }
  }
}

TEST_CASE("lessons: each step of a text is short, with something to do, to predict and to take home") {
  std::set<std::string> titles;
  for (const LessonInfo& info : all_lessons()) {
    CAPTURE(info.id);
    for (const TextStep& step : info.text) {
      CAPTURE(step.title);
      CHECK(titles.insert(info.id + "/" + step.title).second);
      CHECK_FALSE(step.title.empty());
      CHECK(words_of(step.body) >= 10);
      CHECK(words_of(step.body) <= 110);
      CHECK_FALSE(step.buttons.empty());
      for (const TextButton& button : step.buttons) {
        CHECK_FALSE(button.label.empty());
        CHECK_FALSE(button.actions.empty());
      }
      CHECK_FALSE(step.predictions.empty());
      for (const Prediction& prediction : step.predictions) {
        CAPTURE(prediction.question);
        CHECK(prediction.question.find('?') != std::string::npos);
        CHECK(prediction.answer.size() > 1);
        CHECK((ends_with(prediction.answer, ".") || ends_with(prediction.answer, ")")));
      }
      CAPTURE(step.take_home);
      CHECK(is_one_sentence(step.take_home));
      CHECK(words_of(step.take_home) <= 25);
    }
  }
}

TEST_CASE("lessons: each trap has its text, with a way in and a way back") {
  for (const LessonInfo& info : all_lessons()) {
    for (const Trap& trap : traps_of(info)) {
      CAPTURE(info.id);
      CAPTURE(trap.name);
      CHECK_FALSE(trap.label.empty());
      CHECK(ends_with(trap.help, "."));
      CHECK(step_about(info, trap.name) != nullptr);
    }
  }
}

TEST_CASE("lessons: every button of every text can be pressed, in order") {
  for (const LessonInfo& info : all_lessons()) {
    double now_ms = 0;
    const auto runner = make_sliced_runner(info.id, [&now_ms] { return now_ms += 1; });
    for (const TextStep& step : info.text) {
      for (const TextButton& button : step.buttons) {
        CAPTURE(info.id);
        CAPTURE(step.title);
        CAPTURE(button.label);
        for (const Action& action : button.actions) CHECK_NOTHROW(runner->dispatch(action));
        runner->pump(20);
        if (runner->info().id != info.id) runner->dispatch(Action::select(info.id));
      }
    }
  }
}
