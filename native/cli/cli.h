#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace gradbox::cli {

/// How the program ends.
enum ExitCode {
  kDone = 0,     // what was asked for is done
  kStopped = 1,  // training met a value that is not finite or an error, or the output could not be written
  kUsage = 2,    // the request makes no sense; the message says what is possible
};

/// The whole program: `arguments` without the program's name. Results go to `out`, complaints to `err`.
int run_program(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

}  // namespace gradbox::cli
