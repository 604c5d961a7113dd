#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct GLFWwindow;

namespace gradbox::desktop {

/// A GLFW window with OpenGL 3.3 and Dear ImGui on it. Dear ImGui sees pixels of the design whatever the density of
/// the screen: positions of the pointer are divided by the scale, and glyphs are made for device pixels.
class Window {
 public:
  /// `scale` 0 takes the screen's.
  /// Throws: Error if there is no display, or no OpenGL 3.3
  Window(const std::string& title, int width, int height, double scale);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  bool closed() const;
  void set_title(const std::string& title);

  /// Waits for input for so many seconds (0: only looks, infinity: until there is some). True if there was any.
  bool wait(double seconds);

  void begin_frame();
  void end_frame(unsigned background);

  bool minimised() const;

  /// The pixels of the last frame, from top to bottom.
  std::vector<uint8_t> pixels(int& width, int& height) const;

 private:
  void install_callbacks();

  GLFWwindow* window_ = nullptr;
  double wanted_scale_ = 0;
};

/// Whether the desktop asks for dark colours, as far as can be told.
bool system_prefers_dark();

}  // namespace gradbox::desktop
