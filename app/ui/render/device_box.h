#pragma once

#include "ui/widgets/hit.h"

namespace gradbox::ui {

/// A box of the display in device pixels, counted from the lower left as OpenGL does.
struct DeviceBox {
  int x = 0, y = 0, width = 0, height = 0;
  bool empty() const { return width <= 0 || height <= 0; }
};

/// Of the frame that is being rendered: for callbacks of a draw list.
DeviceBox device_box(const Box& box);

}  // namespace gradbox::ui
