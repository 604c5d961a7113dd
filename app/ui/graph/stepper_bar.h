#pragma once

#include "ui/panels/panel.h"
#include "ui/widgets/hit.h"

namespace gradbox::ui {

float stepper_height();

/// The bar at the foot of `area` that walks through a recorded backward. Returns the step that is wanted.
int stepper_bar(const PanelContext& context, const Box& area);

}  // namespace gradbox::ui
