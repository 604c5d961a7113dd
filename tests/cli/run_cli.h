#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "cli/cli.h"

namespace gradbox::test {

struct CliRun {
  int code = 0;
  std::string out, err;
};

inline CliRun run(const std::vector<std::string>& arguments) {
  std::ostringstream out, err;
  CliRun result;
  result.code = cli::run_program(arguments, out, err);
  result.out = out.str();
  result.err = err.str();
  return result;
}

/// The words are parted by spaces.
inline CliRun run(const std::string& words) {
  std::istringstream stream(words);
  std::vector<std::string> arguments;
  for (std::string word; stream >> word;) arguments.push_back(word);
  return run(arguments);
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace gradbox::test
