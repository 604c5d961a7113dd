#pragma once

#include <functional>
#include <string>

#include "ui/widgets/hit.h"

namespace gradbox::ui {

/// Takes a picture of a part of the frame that is being made, in the screen's own pixels: `done` gets it as PNG once
/// everything is drawn.
void take_picture(const Box& box, std::function<void(const std::string& png)> done);

}  // namespace gradbox::ui
