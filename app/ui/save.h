#pragma once

#include <string>

#include "ui/panels/panel.h"

namespace gradbox::ui {

/// The button at the stage's tabs: the picture, the whole view, a link.
void save_stage_menu(PanelContext& context, const std::string& stage);

/// The button at the loss: the curves as numbers or as a picture.
void save_curves_menu(PanelContext& context);

/// "gradbox-sine-cubic-fit-120.png": names a file after the lesson, what it shows, and the step.
std::string file_name(const lessons::Snapshot& snapshot, const std::string& what, const std::string& ending);

/// All series, a row a recorded step.
std::string curves_csv(const lessons::Snapshot& snapshot);

}  // namespace gradbox::ui
