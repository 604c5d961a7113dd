#include <iostream>

#include "cli/cli.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  return gradbox::cli::run_program({argv + (argc > 0 ? 1 : 0), argv + argc}, std::cout, std::cerr);
}
