#pragma once

#include <iosfwd>
#include <memory>

#include "lessons/session.h"

namespace gradbox::cli {

/// How a run is reported.
class Printer {
 public:
  virtual ~Printer() = default;
  virtual void begin(const lessons::Session& session, int64_t steps) = 0;
  /// After each step; `is_last` if none follows.
  virtual void step(const lessons::Session& session, bool is_last) = 0;
  /// After the last step, whether it is the one asked for, was not finite, or failed.
  virtual void end(const lessons::Session& session) = 0;
};

/// For people: a line every 100 steps, then the result. `quiet`: the result alone.
std::unique_ptr<Printer> make_text_printer(std::ostream& out, bool quiet);

/// For programs: one JSON object a line, each step and then the result. `quiet`: the result alone.
std::unique_ptr<Printer> make_json_printer(std::ostream& out, bool quiet);

/// What stopped the run early, in a few lines; empty if nothing did.
std::string stop_text(const lessons::Session& session);

}  // namespace gradbox::cli
