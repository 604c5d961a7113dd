#include "desktop/options.h"

#include <cstdlib>
#include <functional>
#include <map>

#include "gradbox/base/error.h"

namespace gradbox::desktop {
namespace {

double number(const std::string& option, const std::string& text, double least, double most) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  GRADBOX_CHECK(!text.empty() && *end == 0 && value >= least && value <= most, option, " takes a number from ", least,
                " to ", most, ", not '", text, "'");
  return value;
}

void parse_size(Options& options, const std::string& text) {
  const std::size_t x = text.find('x');
  GRADBOX_CHECK(x != std::string::npos, "--size takes WIDTHxHEIGHT, such as 1280x800, not '", text, "'");
  options.width = static_cast<int>(number("--size", text.substr(0, x), 200, 16384));
  options.height = static_cast<int>(number("--size", text.substr(x + 1), 200, 16384));
}

}  // namespace

const char* const kUsage =
    "usage: gradbox-desktop [options] [LINK]\n"
    "  LINK                a link of the playground: 'http://127.0.0.1:8000/#sine-cubic?step=100'\n"
    "  --lesson ID         open this lesson\n"
    "  --stage TAB         and this tab of the stage (fit, field, surface, residuals)\n"
    "  --step N            pause at step N instead of playing\n"
    "  --size WxH          size of the window (1280x800)\n"
    "  --scale S           device pixels in a pixel of the design (as the screen has it)\n"
    "  --theme dark|light  colours (as the system has them)\n"
    "  --screenshot FILE   draw --frames N frames (60), write a PNG, and end\n"
    "  --help              this text\n";

Options parse_options(int argc, const char* const* argv) {
  Options options;
  const std::map<std::string, std::function<void(const std::string&)>> takes_value = {
      {"--lesson", [&](const std::string& v) { options.lesson = v; }},
      {"--stage", [&](const std::string& v) { options.stage = v; }},
      {"--step", [&](const std::string& v) { options.step = static_cast<int64_t>(number("--step", v, 0, 1e9)); }},
      {"--size", [&](const std::string& v) { parse_size(options, v); }},
      {"--scale", [&](const std::string& v) { options.scale = number("--scale", v, 0.5, 8); }},
      {"--frames", [&](const std::string& v) { options.frames = static_cast<int>(number("--frames", v, 1, 1e6)); }},
      {"--screenshot", [&](const std::string& v) { options.screenshot = v; }},
      {"--theme",
       [&](const std::string& v) {
         GRADBOX_CHECK(v == "dark" || v == "light", "--theme takes dark or light, not '", v, "'");
         options.theme = v;
       }},
  };
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--help" || name == "-h") {
      options.help = true;
      continue;
    }
    if (name.rfind("-", 0) != 0) {
      GRADBOX_CHECK(options.link.empty(), "there are two links, '", options.link, "' and '", name, "'");
      options.link = name;
      continue;
    }
    const auto found = takes_value.find(name);
    GRADBOX_CHECK(found != takes_value.end(), "unknown option '", name, "'");
    GRADBOX_CHECK(i + 1 < argc, name, " needs a value");
    found->second(argv[++i]);
  }
  return options;
}

}  // namespace gradbox::desktop
