#pragma once

#include <string>

#include "gradbox/inspect/drawing.h"

namespace gradbox::inspect {

enum class SvgTheme { Light, Dark };

/// The drawing as an SVG file of its own, in the playground's colours.
std::string svg_text(const GraphDrawing& drawing, SvgTheme theme = SvgTheme::Light);

}  // namespace gradbox::inspect
