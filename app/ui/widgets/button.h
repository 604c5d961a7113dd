#pragma once

#include <string_view>
#include <vector>

#include "ui/widgets/hit.h"
#include "ui/widgets/icon.h"

namespace gradbox::ui {

/// Primary is filled with the accent, Plain has a hairline, Quiet shows itself under the pointer only.
enum class ButtonKind { Primary, Plain, Quiet };

/// A button as wide as its label. Returns what the pointer does to it.
Hit button(std::string_view id, std::string_view label, ButtonKind kind = ButtonKind::Plain, Icon icon = Icon::None);

/// As `button`, over the width given; the label may be shortened.
Hit wide_button(std::string_view id, std::string_view label, float width, ButtonKind kind = ButtonKind::Plain);

/// A square button with an icon only; explain() it.
Hit icon_button(std::string_view id, Icon icon, ButtonKind kind = ButtonKind::Quiet, bool enabled = true);

float button_width(std::string_view label, Icon icon = Icon::None);

/// A few choices side by side, one of which is chosen; `chosen` may be outside them. Widget ids are `id:choice`.
/// Returns the choice that was clicked, or -1.
int segmented(std::string_view id, const std::vector<std::string_view>& choices, int chosen);
float segmented_width(const std::vector<std::string_view>& choices);

/// Tabs with a line under the chosen one; those for which there is no room hang from a button at the end. Widget ids
/// are `prefix:id`. Returns the index that was clicked, or -1.
struct Tab {
  std::string_view id, title;
};
int tabs(std::string_view prefix, const std::vector<Tab>& entries, int chosen, float room);

/// On or off. Returns whether it was clicked.
Hit toggle(std::string_view id, bool on, ImU32 colour);

}  // namespace gradbox::ui
