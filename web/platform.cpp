#include "platform.h"

#include <GLES3/gl3.h>
#include <emscripten/html5.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "keys.h"
#include "page.h"
#include "ui/render/program.h"

namespace gradbox::web {
namespace {

struct State {
  std::string canvas;
  Platform::Wake wake = nullptr;
  double last_frame_ms = 0;
  int cursor = -2;
  bool lost = false;
  bool pinching = false;
  double pinch_distance = 0;
  std::string clipboard;
};
State g;

bool is(const char* text, const char* other) { return std::strcmp(text, other) == 0; }

std::size_t characters(const char* utf8) {
  std::size_t count = 0;
  for (const char* c = utf8; *c; ++c) count += (static_cast<unsigned char>(*c) & 0xc0) != 0x80;
  return count;
}

/// Whether the browser must not act on the key too: scroll the page, or search in it.
bool take_from_browser(const EmscriptenKeyboardEvent& e, const ImGuiIO& io) {
  const bool command = e.ctrlKey || e.metaKey;
  if (is(e.code, "Tab")) return io.WantTextInput;
  if (command) return is(e.code, "KeyZ") || is(e.code, "KeyY") || (io.WantTextInput && is(e.code, "KeyA"));
  if (e.altKey) return false;
  if (io.WantTextInput) return e.key[0] != 'F' || characters(e.key) == 1;
  for (const char* code : {"Space", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Slash", "Quote"}) {
    if (is(e.code, code)) return true;
  }
  return false;
}

EM_BOOL on_key(int type, const EmscriptenKeyboardEvent* e, void*) {
  if (keyboard_is_elsewhere()) return false;
  ImGuiIO& io = ImGui::GetIO();
  io.AddKeyEvent(ImGuiMod_Ctrl, e->ctrlKey);
  io.AddKeyEvent(ImGuiMod_Shift, e->shiftKey);
  io.AddKeyEvent(ImGuiMod_Alt, e->altKey);
  io.AddKeyEvent(ImGuiMod_Super, e->metaKey);
  const bool down = type == EMSCRIPTEN_EVENT_KEYDOWN;
  const bool command = e->ctrlKey || e->metaKey;
  g.wake();
  // Pasting comes as an event of its own, with the text.
  if (down && command && is(e->code, "KeyV")) return false;
  ImGuiKey key = key_of(e->code);
  // The question mark and the slash lie elsewhere on other keyboards.
  if (is(e->key, "/") || is(e->key, "?")) key = ImGuiKey_Slash;
  if (is(e->key, "?")) io.AddKeyEvent(ImGuiMod_Shift, true);
  if (is(e->key, "/")) io.AddKeyEvent(ImGuiMod_Shift, false);
  if (key != ImGuiKey_None && !(down && e->repeat && key == ImGuiKey_Space)) io.AddKeyEvent(key, down);
  // While Command is held, macOS never tells that other keys were released.
  if (!down && (is(e->code, "MetaLeft") || is(e->code, "MetaRight"))) io.ClearInputKeys();
  if (down && !command && characters(e->key) == 1) io.AddInputCharactersUTF8(e->key);
  return down && take_from_browser(*e, io);
}

EM_BOOL on_mouse(int type, const EmscriptenMouseEvent* e, void*) {
  constexpr int kButtons[5] = {0, 2, 1, 3, 4};
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(ImGuiMouseSource_Mouse);
  g.wake();
  if (type == EMSCRIPTEN_EVENT_MOUSELEAVE) {
    if (std::none_of(io.MouseDown, io.MouseDown + 5, [](bool down) { return down; })) {
      io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
    }
    return false;
  }
  io.AddMousePosEvent(static_cast<float>(e->clientX), static_cast<float>(e->clientY));
  if (e->button < 5 && type == EMSCRIPTEN_EVENT_MOUSEDOWN) io.AddMouseButtonEvent(kButtons[e->button], true);
  if (e->button < 5 && type == EMSCRIPTEN_EVENT_MOUSEUP) io.AddMouseButtonEvent(kButtons[e->button], false);
  return false;
}

EM_BOOL on_wheel(int, const EmscriptenWheelEvent* e, void*) {
  // With Ctrl the browser zooms the page, as everywhere; a trackpad's pinch comes the same way.
  if (e->mouse.ctrlKey) return false;
  const double unit = e->deltaMode == DOM_DELTA_PIXEL ? 1.0 / 100 : e->deltaMode == DOM_DELTA_LINE ? 1.0 / 3 : 1.0;
  ImGui::GetIO().AddMouseWheelEvent(static_cast<float>(-e->deltaX * unit), static_cast<float>(-e->deltaY * unit));
  g.wake();
  return true;
}

/// Two fingers act as the wheel does, in their middle.
void pinch(const EmscriptenTouchEvent& e) {
  ImGuiIO& io = ImGui::GetIO();
  const EmscriptenTouchPoint &a = e.touches[0], &b = e.touches[1];
  const double distance = std::max(1.0, std::hypot(a.clientX - b.clientX, a.clientY - b.clientY));
  if (!g.pinching) {
    io.AddMouseButtonEvent(0, false);
    g.pinching = true;
  } else {
    constexpr double kWheelPerDoubling = 7;
    io.AddMouseWheelEvent(0, static_cast<float>(kWheelPerDoubling * std::log2(distance / g.pinch_distance)));
  }
  g.pinch_distance = distance;
  io.AddMousePosEvent(static_cast<float>(a.clientX + b.clientX) / 2, static_cast<float>(a.clientY + b.clientY) / 2);
}

EM_BOOL on_touch(int type, const EmscriptenTouchEvent* e, void*) {
  if (e->numTouches < 1) return false;
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(ImGuiMouseSource_TouchScreen);
  g.wake();
  const bool over = type == EMSCRIPTEN_EVENT_TOUCHEND || type == EMSCRIPTEN_EVENT_TOUCHCANCEL;
  if (e->numTouches >= 2 && !over) {
    pinch(*e);
    return true;
  }
  const EmscriptenTouchPoint& finger = e->touches[0];
  if (!g.pinching) io.AddMousePosEvent(static_cast<float>(finger.clientX), static_cast<float>(finger.clientY));
  if (type == EMSCRIPTEN_EVENT_TOUCHSTART) io.AddMouseButtonEvent(0, true);
  if (over) {
    if (!g.pinching) io.AddMouseButtonEvent(0, false);
    io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
    if (e->numTouches < 2) g.pinching = false;
  }
  return true;
}

EM_BOOL on_focus(int type, const EmscriptenFocusEvent*, void*) {
  ImGui::GetIO().AddFocusEvent(type == EMSCRIPTEN_EVENT_FOCUS);
  g.wake();
  return false;
}

EM_BOOL on_resize(int, const EmscriptenUiEvent*, void*) {
  g.wake();
  return false;
}

EM_BOOL on_context(int type, const void*, void*) {
  g.lost = type == EMSCRIPTEN_EVENT_WEBGLCONTEXTLOST;
  if (!g.lost) {
    ui::graphics_were_lost();
    ImGui_ImplOpenGL3_DestroyDeviceObjects();
    ImGui_ImplOpenGL3_CreateDeviceObjects();
  }
  show_context_lost(g.lost);
  g.wake();
  return true;
}

void listen(const char* canvas) {
  const char* window = EMSCRIPTEN_EVENT_TARGET_WINDOW;
  emscripten_set_keydown_callback(window, nullptr, true, on_key);
  emscripten_set_keyup_callback(window, nullptr, true, on_key);
  emscripten_set_mousemove_callback(window, nullptr, true, on_mouse);
  emscripten_set_mousedown_callback(canvas, nullptr, true, on_mouse);
  emscripten_set_mouseup_callback(window, nullptr, true, on_mouse);
  emscripten_set_mouseleave_callback(canvas, nullptr, true, on_mouse);
  emscripten_set_wheel_callback(canvas, nullptr, true, on_wheel);
  emscripten_set_touchstart_callback(canvas, nullptr, true, on_touch);
  emscripten_set_touchmove_callback(canvas, nullptr, true, on_touch);
  emscripten_set_touchend_callback(canvas, nullptr, true, on_touch);
  emscripten_set_touchcancel_callback(canvas, nullptr, true, on_touch);
  emscripten_set_focus_callback(window, nullptr, true, on_focus);
  emscripten_set_blur_callback(window, nullptr, true, on_focus);
  emscripten_set_resize_callback(window, nullptr, true, on_resize);
  emscripten_set_webglcontextlost_callback(canvas, nullptr, true, on_context);
  emscripten_set_webglcontextrestored_callback(canvas, nullptr, true, on_context);
}

void show_cursor() {
  static const char* const kNames[] = {"default",     "text",    "move", "ns-resize", "ew-resize",  "nesw-resize",
                                       "nwse-resize", "pointer", "wait", "progress",  "not-allowed"};
  const int cursor = ImGui::GetMouseCursor();
  if (cursor == g.cursor) return;
  g.cursor = cursor;
  set_cursor(cursor >= 0 && cursor < 11 ? kNames[cursor] : cursor < 0 ? "none" : "default");
}

}  // namespace

bool Platform::start(const char* canvas, Wake wake) {
  g.canvas = canvas;
  g.wake = wake;
  EmscriptenWebGLContextAttributes wanted;
  emscripten_webgl_init_context_attributes(&wanted);
  wanted.majorVersion = 2;
  wanted.alpha = wanted.depth = wanted.stencil = wanted.antialias = false;
  wanted.enableExtensionsByDefault = false;
  const EMSCRIPTEN_WEBGL_CONTEXT_HANDLE context = emscripten_webgl_create_context(canvas, &wanted);
  if (context <= 0) return false;
  emscripten_webgl_make_context_current(context);
  ImGuiIO& io = ImGui::GetIO();
  io.BackendPlatformName = "gradbox_web";
  io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
  ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
  platform.Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
    g.clipboard = text;
    write_clipboard(text);
  };
  platform.Platform_GetClipboardTextFn = [](ImGuiContext*) { return g.clipboard.c_str(); };
  listen(g.canvas.c_str());
  g.last_frame_ms = emscripten_get_now();
  return true;
}

void Platform::begin_frame() {
  const CanvasSize size = measure_canvas();
  int width = 0, height = 0;
  emscripten_get_canvas_element_size(g.canvas.c_str(), &width, &height);
  if (width != size.device_width || height != size.device_height) {
    emscripten_set_canvas_element_size(g.canvas.c_str(), size.device_width, size.device_height);
  }
  ImGuiIO& io = ImGui::GetIO();
  const double css_width = std::max(size.width, 1.0), css_height = std::max(size.height, 1.0);
  io.DisplaySize = ImVec2(static_cast<float>(css_width), static_cast<float>(css_height));
  io.DisplayFramebufferScale =
      ImVec2(static_cast<float>(size.device_width / css_width), static_cast<float>(size.device_height / css_height));
  const double now = emscripten_get_now();
  io.DeltaTime = static_cast<float>(std::clamp((now - g.last_frame_ms) / 1000, 1e-4, 1.0));
  g.last_frame_ms = now;
  show_cursor();
}

bool Platform::context_lost() { return g.lost; }

void Platform::paste(const char* text) {
  ImGuiIO& io = ImGui::GetIO();
  g.clipboard = text;
  if (!io.WantTextInput) return;
  // The keys of the shortcut are still down, and characters typed with Ctrl are none.
  io.AddKeyEvent(ImGuiMod_Ctrl, false);
  io.AddKeyEvent(ImGuiMod_Super, false);
  io.AddInputCharactersUTF8(text);
  g.wake();
}

}  // namespace gradbox::web
