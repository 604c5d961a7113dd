#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gradbox::cli {

/// What `run` was asked to do.
struct RunRequest {
  std::string lesson;  // may be empty if there is a link
  std::string link;    // an address of the playground, or what stands after its '#'
  std::vector<std::pair<std::string, std::string>> settings;  // name and value as typed, in this order
  std::vector<std::string> traps;
  std::string program;  // the language of the program to print instead of a report; empty: report
  std::optional<int64_t> steps;
  std::optional<int64_t> seed;
  bool text = false;     // the lesson's text instead of a report
  bool answers = false;  // with the answers to its questions
  bool json = false;
  bool quiet = false;
};

/// Reads what follows the word `run`.
/// Throws: Error that says what is possible
RunRequest parse_run(const std::vector<std::string>& arguments);

/// All of them, for an answer to somebody who named another one.
std::string lesson_ids();

}  // namespace gradbox::cli
