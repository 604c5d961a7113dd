#pragma once
// Who may include whom: the rules of the house as data, and one function that finds the lines that break them.
#include <map>
#include <string>
#include <vector>

namespace gradbox::house {

/// Text of source files by their path relative to the source tree, with forward slashes.
using SourceTree = std::map<std::string, std::string>;

struct Violation {
  std::string file;
  int line = 0;
  std::string rule;
};

/// The C++ sources and headers of the rooms: core/, app/, native/, web/.
SourceTree read_rooms(const std::string& root);

/// Every line that breaks a rule, in order of file and line.
std::vector<Violation> violations(const SourceTree& tree);

/// "file:line: rule".
std::string to_string(const Violation& violation);

}  // namespace gradbox::house
