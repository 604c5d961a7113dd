#pragma once

#include "ui/panels/panel.h"

namespace gradbox::ui {

/// All speeds side by side, ending at `right_top`. Returns the width.
float speed_choice(PanelContext& context, ImVec2 right_top);

/// The speed as one button, which takes the next one when clicked; ends at `right_top`. Returns the width.
float speed_button(PanelContext& context, ImVec2 right_top);

}  // namespace gradbox::ui
