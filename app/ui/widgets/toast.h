#pragma once

#include <string>
#include <string_view>

namespace gradbox::ui {

/// A short sentence at the lower edge for a few seconds: what was just done, and where the result went.
void say(std::string text);

/// Over everything else, once a frame.
void draw_toast();

/// What is said right now; empty if nothing is.
std::string said();

/// Puts `text` into the clipboard and says so.
void copy_text(std::string_view text, std::string_view what = {});

}  // namespace gradbox::ui
