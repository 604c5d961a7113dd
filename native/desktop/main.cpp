// The desktop program: a window around app/ui, training on a thread of its own.
#include <cmath>
#include <cstdio>
#include <exception>

#include "desktop/files.h"
#include "desktop/options.h"
#include "desktop/window.h"
#include "lessons/registry.h"
#include "ui/app.h"
#include "ui/download.h"
#include "ui/render/png.h"

namespace {

using namespace gradbox;

std::string first_lesson(const desktop::Options& options) {
  if (options.lesson.empty()) return lessons::find_lesson("sine-cubic").id;
  return lessons::find_lesson(options.lesson).id;
}

void apply(const desktop::Options& options, ui::App& app) {
  ui::Surroundings surroundings;
  surroundings.prefers_dark = desktop::system_prefers_dark();
  app.set_surroundings(surroundings);
  if (options.theme == "dark") app.view().theme = ui::ThemeChoice::Dark;
  if (options.theme == "light") app.view().theme = ui::ThemeChoice::Light;
  app.view().stage_tab = options.stage;
  ui::set_file_sink([](const std::string& name, const std::string&, const std::string& bytes) {
    return desktop::save_here(name, bytes);
  });
  if (!options.link.empty()) {
    app.open_link(options.link);
  } else if (options.step >= 0) {
    app.dispatch(lessons::Action::seek(options.step));
    app.view().welcome = false;
  } else {
    app.dispatch(lessons::Action::play());
  }
}

void draw(desktop::Window& window, ui::App& app) {
  window.begin_frame();
  app.frame();
  window.end_frame(ui::palette().ground);
}

void take_screenshot(const desktop::Options& options, desktop::Window& window, ui::App& app) {
  for (int i = 0; i < options.frames; ++i) {
    window.wait(0);
    draw(window, app);
  }
  int width = 0, height = 0;
  const std::vector<uint8_t> rgb = window.pixels(width, height);
  desktop::write_file(options.screenshot, ui::png_of(width, height, rgb));
  std::printf("%s: %d x %d, step %lld\n", options.screenshot.c_str(), width, height,
              static_cast<long long>(app.snapshot().step));
}

void run(desktop::Window& window, ui::App& app) {
  std::string title;
  bool was_minimised = false;
  while (!window.closed()) {
    if (window.wait(app.next_frame_in())) app.wake();
    if (window.minimised() != was_minimised) {
      was_minimised = !was_minimised;
      app.wake();
    }
    if (was_minimised && !std::isinf(app.next_frame_in())) window.wait(0.25);
    draw(window, app);
    const std::string wanted = "Gradbox – " + app.info().title;
    if (wanted != title) window.set_title(title = wanted);
  }
}

int start(int argc, char** argv) {
  const desktop::Options options = desktop::parse_options(argc, argv);
  if (options.help) {
    std::fputs(desktop::kUsage, stdout);
    return 0;
  }
  const std::string lesson = first_lesson(options);
  desktop::Window window("Gradbox", options.width, options.height, options.scale);
  const bool picture = !options.screenshot.empty();
  ui::App app(picture ? lessons::make_sliced_runner(lesson) : lessons::make_threaded_runner(lesson));
  apply(options, app);
  if (picture) {
    take_screenshot(options, window, app);
  } else {
    run(window, app);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return start(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gradbox-desktop: %s\n", error.what());
    return 1;
  }
}
