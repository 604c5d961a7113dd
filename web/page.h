#pragma once

#include <string>

namespace gradbox::web {

/// What C++ asks of the page around it. Implemented in JavaScript, here and in page.js.

void request_frame();
void request_frame_in(double seconds);
void set_cursor(const char* name);
void write_clipboard(const char* text);

/// Whether an element outside the canvas has the keyboard.
bool keyboard_is_elsewhere();

/// The canvas in CSS pixels, and how many device pixels it has.
struct CanvasSize {
  double width = 1, height = 1;
  int device_width = 1, device_height = 1;
};
CanvasSize measure_canvas();

/// Tells the page that a frame was drawn: title, what screen readers hear.
void frame_drawn(const std::string& title, const std::string& spoken, bool changed);

/// Shows why nothing works any more, in plain words.
void show_fatal(const std::string& text);

void show_context_lost(bool lost);

/// Makes the functions behind `window.gradbox`.
void install_bridge();

/// What stands after the address's '#', with it; and the address in front of it.
std::string page_hash();
std::string page_address();

/// Shows `link` in the address bar, now and then, without a trace in the history.
void show_link(const std::string& link);

/// Offers a file for download.
void download(const std::string& name, const std::string& mime, const std::string& bytes);

}  // namespace gradbox::web
