#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/widgets/button.h"

namespace gradbox::ui {

struct MenuEntry {
  std::string id;  // the widget is called `menu id:entry id`
  std::string label;
  Icon icon = Icon::None;
};

/// A square button from which a list of things to do hangs. Returns the one that was chosen, or -1.
int menu_button(std::string_view id, Icon icon, std::string_view help, const std::vector<MenuEntry>& entries);

}  // namespace gradbox::ui
