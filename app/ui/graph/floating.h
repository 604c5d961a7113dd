#pragma once

#include <functional>

#include "ui/widgets/hit.h"

namespace gradbox::ui {

/// A panel over what is drawn, as high as its content but not higher than `box`; beyond that it scrolls. It stands at
/// the top of `box`, on narrow screens at its bottom. `content_height` is what the last frame found.
void floating(const char* id, const Box& box, float& content_height, const std::function<void()>& content);

}  // namespace gradbox::ui
