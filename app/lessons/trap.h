#pragma once

#include <string>
#include <utility>
#include <vector>

namespace gradbox::lessons {

struct LessonInfo;
struct TextStep;
class Session;

/// A mistake to make and watch fail: some settings and their values, as text.
struct Trap {
  std::string name;   // what the command line calls it: "no-retain"
  std::string label;  // what a person reads: "forget retain_graph"
  std::string help;
  std::vector<std::pair<std::string, std::string>> settings;
};

/// The traps of a lesson: each of its settings that is one, and those that are a value of another setting.
std::vector<Trap> traps_of(const LessonInfo& info);

/// The step of the lesson's text that walks into this trap alone and shows the way back; null if there is none.
const TextStep* step_about(const LessonInfo& info, const std::string& trap);

/// Throws: Error that lists the traps there are
void set_trap(Session& session, const std::string& name);

}  // namespace gradbox::lessons
