#include <cstdio>

#include "compat/program.h"

/// Prints what every program reports when it is built against the real library: the record that compare.cpp reads.
int main() {
  int failed = 0;
  for (const compat::Program& program : compat::all_programs()) {
    compat::Report report;
    try {
      program.run(report);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s: %s\n", program.name, error.what());
      ++failed;
    }
    std::printf("== %s\n%s", program.name, report.text().c_str());
  }
  return failed == 0 ? 0 : 1;
}
