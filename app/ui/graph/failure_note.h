#pragma once

#include <string>

#include "gradbox/inspect/graph_snapshot.h"
#include "ui/widgets/hit.h"

namespace gradbox::ui {

/// Over the top of the picture: why there is no graph, or which operation ended it, with the text of its error unless
/// that is `told` elsewhere. Returns its height; 0 if all is well.
float draw_failure_note(const inspect::GraphSnapshot& graph, const Box& area, const std::string& told);

}  // namespace gradbox::ui
