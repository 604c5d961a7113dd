#pragma once

#include <string>

#include "ui/panels/panel.h"

namespace gradbox::ui {

/// The button that checks gradients by finite differences, and what came out: for each leaf whether backward agrees,
/// and where it does not, both numbers side by side.
void draw_gradient_check(PanelContext& context);

/// A mark beside a gradient that was checked. Draws nothing for one that was not.
void draw_check_badge(const lessons::Snapshot& snapshot, const std::string& name, ImVec2 centre);

}  // namespace gradbox::ui
