#include "cli/cli.h"

#include <algorithm>
#include <iomanip>
#include <optional>
#include <ostream>

#include "cli/arguments.h"
#include "cli/printers.h"
#include "cli/story.h"
#include "gradbox/base/error.h"
#include "lessons/link.h"
#include "lessons/registry.h"
#include "lessons/session.h"

namespace gradbox::cli {

namespace {

constexpr const char* kHelp = R"(Gradbox trains small examples and shows the numbers.

  gradbox-cli list               the lessons there are
  gradbox-cli help LESSON        a lesson, its settings and traps
  gradbox-cli run LESSON ...     run it
      --set NAME=VALUE           change a setting; may be given several times
      --trap NAME                make a mistake on purpose and see what happens
      --steps N                  how many training steps
      --seed N                   where the random numbers start
      --url LINK                 the run that a link of the playground shows: its lesson, settings, seed and steps
      --json                     one JSON object a line: each step, then the result
      --quiet                    the result only
      --program LANGUAGE         instead of a report the run as a complete program, in c++ or python, which prints the
                                 run's numbers and stops where its own differ
      --text                     instead of a report the lesson's text: what to do (as commands), to predict, to take
                                 home; with --answers also what it asks to predict

Ends with 0 when the run is complete, with 1 when it met a number that is not finite (or another error under way), and
with 2 when the request cannot be understood.
)";

void print_list(std::ostream& out) {
  std::size_t width = 0;
  for (const lessons::LessonInfo& info : lessons::all_lessons()) width = std::max(width, info.id.size());
  for (const lessons::LessonInfo& info : lessons::all_lessons()) {
    out << std::left << std::setw(static_cast<int>(width) + 2) << info.id << info.title << ". " << info.summary << '\n';
    std::string traps;
    for (const lessons::Trap& trap : lessons::traps_of(info)) traps += (traps.empty() ? "" : ", ") + trap.name;
    if (!traps.empty()) out << std::string(width + 2, ' ') << "traps: " << traps << '\n';
  }
}

void print_lesson(const lessons::LessonInfo& info, std::ostream& out) {
  out << info.id << ": " << info.title << '\n' << info.summary << "\n\n";
  out << "--steps " << info.default_steps << " --seed " << info.default_seed << " unless told otherwise. Settings:\n";
  for (const lessons::Setting& setting : info.settings) {
    out << "  " << setting.name << '=' << lessons::value_text(setting, setting.default_value) << "  "
        << (setting.is_trap ? "a trap: " : "") << setting.label << ", " << lessons::allowed_text(setting) << "\n      "
        << setting.help << '\n';
  }
  for (const lessons::Trap& trap : info.traps) {
    out << "  --trap " << trap.name << "  " << trap.label << "\n      " << trap.help << '\n';
  }
}

int finish(std::ostream& out, std::ostream& err, int code) {
  out.flush();
  if (out) return code;
  err << "gradbox-cli: the output could not be written\n";
  return kStopped;
}

/// Runs it, then prints the program that repeats the run.
int print_program(lessons::Session& session, int64_t steps, const std::string& language, std::ostream& out,
                  std::ostream& err) {
  session.step(steps);
  lessons::Snapshot snapshot;
  session.read(lessons::StageRequest(), snapshot);
  out << lessons::complete_program(snapshot, language);
  return finish(out, err, kDone);
}

/// The run that was asked for, at its first step; a link's part of it is what the other options start from.
lessons::RunState wanted_run(const RunRequest& request, std::optional<int64_t>& link_steps, std::ostream& err) {
  lessons::Link link = lessons::parse_link(request.link);
  for (const std::string& text : link.ignored) err << "gradbox-cli: ignored in the link: " << text << '\n';
  if (link.has_step) link_steps = link.run.step;
  const bool replaced = !request.lesson.empty() && request.lesson != link.run.lesson;
  GRADBOX_CHECK(!replaced || link.run.lesson.empty(), "the link shows '", link.run.lesson, "', not '", request.lesson,
                "'");
  if (link.run.lesson.empty()) {
    GRADBOX_CHECK(!request.lesson.empty(), "the link names no lesson that there is; there are: ", lesson_ids());
    link.run.seed = lessons::find_lesson(request.lesson).default_seed;
    link.run.lesson = request.lesson;
  }
  const lessons::LessonInfo& info = lessons::find_lesson(link.run.lesson);
  for (const auto& [name, text] : request.settings) {
    link.run.settings.push_back({0, name, lessons::parse_value(lessons::find_setting(info.settings, name), text)});
  }
  link.run.seed = request.seed.value_or(link.run.seed);
  link.run.step = 0;
  return link.run;
}

int run_lesson(const RunRequest& request, std::ostream& out, std::ostream& err) {
  std::optional<int64_t> link_steps;
  const lessons::RunState run = wanted_run(request, link_steps, err);
  lessons::Session session(run.lesson);
  session.restore(run);
  if (request.text) {
    print_story(session.info(), request.answers, out);
    return finish(out, err, kDone);
  }
  for (const std::string& trap : request.traps) lessons::set_trap(session, trap);
  const int64_t steps = request.steps.value_or(link_steps.value_or(session.info().default_steps));
  if (!request.program.empty()) return print_program(session, steps, request.program, out, err);
  const auto printer = request.json ? make_json_printer(out, request.quiet) : make_text_printer(out, request.quiet);
  const bool talks = !request.json && !request.quiet;
  printer->begin(session, steps);
  for (const std::string& trap : request.traps) {
    if (talks) print_trap(session.info(), trap, out);
  }
  // A reader that has gone away ends the run, too.
  while (out && session.step_count() < steps && session.step(1) == 1) {
    const bool stopped = session.diagnosis().present;
    printer->step(session, stopped || session.step_count() == steps);
    if (stopped) break;
  }
  printer->end(session);
  for (const std::string& trap : request.traps) {
    if (talks) print_trap_end(session.info(), trap, out);
  }
  const std::string stop = stop_text(session);
  if (request.json && !stop.empty()) err << stop << '\n';
  return finish(out, err, stop.empty() ? kDone : kStopped);
}

int run_command(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  const std::string command = arguments.empty() ? "help" : arguments[0];
  const std::vector<std::string> rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  const bool wants_help = std::find(rest.begin(), rest.end(), "--help") != rest.end();
  if (command == "help" || command == "--help" || command == "-h" || wants_help) {
    if (command == "help" && !rest.empty() && !wants_help) {
      GRADBOX_CHECK(rest.size() == 1, "help takes one lesson, but there are '", rest[0], "' and '", rest[1], "'");
      print_lesson(lessons::find_lesson(rest[0]), out);
    } else {
      out << kHelp;
    }
    return finish(out, err, kDone);
  }
  if (command == "list") {
    GRADBOX_CHECK(rest.empty(), "list takes no arguments, but there is '", rest[0], "'");
    print_list(out);
    return finish(out, err, kDone);
  }
  GRADBOX_CHECK(command == "run", "there is no command '", command, "'; there are: list, run, help");
  return run_lesson(parse_run(rest), out, err);
}

}  // namespace

int run_program(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  try {
    return run_command(arguments, out, err);
  } catch (const Error& error) {
    err << "gradbox-cli: " << error.what() << '\n';
    return kUsage;
  } catch (const std::exception& error) {
    err << "gradbox-cli: " << error.what() << '\n';
    return kStopped;
  }
}

}  // namespace gradbox::cli
