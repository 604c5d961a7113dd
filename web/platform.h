#pragma once

// A platform backend of Dear ImGui on emscripten/html5.h, without GLFW.
//  [x] mouse, wheel, cursor shapes                      [x] keyboard; the browser keeps its own shortcuts
//  [x] touch: tap, drag, two fingers zoom               [x] clipboard, both ways
//  [x] any devicePixelRatio, changes of it, resizing    [x] loss and return of the WebGL context
//  [ ] input methods for composed text                  [ ] game controllers
namespace gradbox::web {

class Platform {
 public:
  /// Called whenever something happened that a frame should show.
  using Wake = void (*)();

  /// Creates a WebGL 2 context on the canvas. False if there is none to be had.
  static bool start(const char* canvas, Wake wake);

  /// Sizes the canvas and tells Dear ImGui. Call before ImGui::NewFrame.
  static void begin_frame();

  static bool context_lost();

  static void paste(const char* text);
};

}  // namespace gradbox::web
