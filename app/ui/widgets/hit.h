#pragma once

#include <imgui.h>

#include <string>
#include <string_view>

namespace gradbox::ui {

struct Box {
  ImVec2 min, max;
  float width() const { return max.x - min.x; }
  float height() const { return max.y - min.y; }
  ImVec2 centre() const { return ImVec2((min.x + max.x) / 2, (min.y + max.y) / 2); }
};

/// What the pointer does to a widget in this frame.
struct Hit {
  Box box;
  bool visible = false;
  bool hovered = false;
  bool held = false;
  bool pressed = false;  // went down in this frame
  bool clicked = false;
  bool double_clicked = false;
};

/// A widget of this size at the cursor, known to scripts and tests as `id`.
Hit hit(std::string_view id, ImVec2 size);

/// The same anywhere, taking no part in the layout.
Hit hit_at(std::string_view id, Box box);

/// Explains the widget just made while the pointer rests on it; a finger rests on it for half a second. A key that
/// does the same may be added.
void explain(const Hit& hit, std::string_view text, std::string_view key = {});

/// The same for what does nothing when it is pressed: a tap is enough.
void explain_label(const Hit& hit, std::string_view text);

/// Where widgets are on the screen, by id, in CSS pixels. Between two frames: where the last one drew them.
struct Place {
  Box box;
  bool visible = false;  // false: scrolled out of its panel
};
void begin_places();
void note_place(std::string_view id, Box box);
bool find_place(std::string_view id, Place& place);

/// Asks for another frame at once, or after so many seconds.
void want_frame(float in_seconds = 0);

/// Seconds until the next wanted frame; infinity if nothing asks for one. Starts anew.
float take_wanted_frame();

/// Whether the pointer that is down means to move to the side: always with a mouse; with a finger once it has, and from
/// then on it scrolls nothing until it is lifted.
bool finger_moves_across();

/// A finger dragging over the current scrolling region scrolls it. Call at its end.
void scroll_by_touch();

}  // namespace gradbox::ui
