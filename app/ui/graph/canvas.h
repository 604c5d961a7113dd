#pragma once

#include <string>

#include "ui/graph/camera.h"
#include "ui/graph/pass_state.h"
#include "ui/graph/scene.h"

namespace gradbox::ui {

/// What is special about some boxes in this frame.
struct CanvasMarks {
  int hovered = -1, selected = -1;
  std::string search;  // boxes that hold it stand out, the others step back
};

/// Draws what of the scene lies in the camera's view: text where it can be read, plain boxes from afar.
void draw_scene(const Scene& scene, const Camera& camera, const lessons::TapeSnapshot& tape, const PassState& pass,
                const CanvasMarks& marks);

}  // namespace gradbox::ui
