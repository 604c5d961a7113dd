#include "lessons/trap.h"

#include "gradbox/base/error.h"
#include "lessons/lesson.h"
#include "lessons/session.h"

namespace gradbox::lessons {

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
