#pragma once

#include <imgui.h>

#include <functional>

#include "ui/widgets/icon.h"

namespace gradbox::ui {

/// A part set apart from what surrounds it by a wash of `colour`, a bar at its left edge and a mark.
void card(ImU32 colour, Icon icon, const std::function<void()>& content);

}  // namespace gradbox::ui
