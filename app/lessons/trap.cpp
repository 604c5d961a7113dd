#include "lessons/trap.h"

#include <algorithm>

#include "gradbox/base/error.h"
#include "lessons/lesson.h"
#include "lessons/session.h"

namespace gradbox::lessons {

namespace {

/// The names of the traps that are on once a button was pressed in a lesson as it is at first.
std::vector<std::string> traps_after(const LessonInfo& info, const TextButton& button) {
  std::vector<Setting> settings = info.settings;
  for (const Action& action : button.actions) {
    if (action.type == ActionType::Defaults) settings = info.settings;
    if (action.type != ActionType::Set) continue;
    Setting& setting = find_setting(settings, action.name);
    setting.value = action.value_is_text ? parse_value(setting, action.text) : action.value;
  }
  std::vector<std::string> out;
  for (const Trap& trap : traps_of(info)) {
    const bool on = std::all_of(trap.settings.begin(), trap.settings.end(), [&](const auto& one) {
      const Setting& setting = find_setting(settings, one.first);
      return setting.value == parse_value(setting, one.second);
    });
    if (on) out.push_back(trap.name);
  }
  return out;
}

}  // namespace

const TextStep* step_about(const LessonInfo& info, const std::string& trap) {
  for (const TextStep& step : info.text) {
    bool breaks = false, repairs = false;
    for (const TextButton& button : step.buttons) {
      const std::vector<std::string> on = traps_after(info, button);
      breaks = breaks || on == std::vector<std::string>{trap};
      repairs = repairs || on.empty();
    }
    if (breaks && repairs) return &step;
  }
  return nullptr;
}

std::vector<Trap> traps_of(const LessonInfo& info) {
  std::vector<Trap> out;
  for (const Setting& setting : info.settings) {
    if (setting.is_trap) out.push_back({setting.name, setting.label, setting.help, {{setting.name, "true"}}});
  }
  out.insert(out.end(), info.traps.begin(), info.traps.end());
  return out;
}

void set_trap(Session& session, const std::string& name) {
  std::string names;
  for (const Trap& trap : traps_of(session.info())) {
    names += (names.empty() ? "" : ", ") + trap.name;
    if (trap.name != name) continue;
    for (const auto& setting : trap.settings) session.set(setting.first, setting.second);
    return;
  }
  fail("lesson '", session.info().id, "' has no trap '", name, "'; ",
       names.empty() ? "it has none at all" : "there are: " + names);
}

}  // namespace gradbox::lessons
