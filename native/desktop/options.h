#pragma once

#include <cstdint>
#include <string>

namespace gradbox::desktop {

struct Options {
  bool help = false;
  std::string lesson;
  int width = 1280, height = 800;
  double scale = 0;        // 0: as the screen has it
  std::string theme;       // "dark", "light", or empty for the system's
  std::string screenshot;  // a PNG to write; then the program ends
  int frames = 60;         // how many frames are drawn before it
  int64_t step = -1;       // pause at this step instead of playing
  std::string stage;       // the stage's tab
  std::string link;        // a state to open
};

/// Throws: Error that says what is wrong
Options parse_options(int argc, const char* const* argv);

extern const char* const kUsage;

}  // namespace gradbox::desktop
