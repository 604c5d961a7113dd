#pragma once

#include <string>
#include <string_view>

namespace gradbox::ui {

/// A line to type into, over the width there is, with a hint and the key that leads to it. `focus` puts the cursor
/// there and is cleared. Escape empties the field.
void search_field(std::string_view id, std::string_view hint, std::string_view key, std::string& text, bool& focus);

}  // namespace gradbox::ui
