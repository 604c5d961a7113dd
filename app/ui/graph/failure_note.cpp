#include "ui/graph/failure_note.h"

#include "ui/widgets/card.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

void broken(const inspect::GraphSnapshot& graph, const std::string& told) {
  const inspect::CulpritSnapshot& culprit = graph.culprit;
  card(palette().wrong, Icon::Warning, [&] {
    std::string operands;
    for (const int root : culprit.operands) {
      const inspect::RootSnapshot& one = graph.roots[static_cast<std::size_t>(root)];
      operands += (operands.empty() ? "`" : " and `") + one.name + " " + inspect::shape_text(one.shape) + "`";
    }
    paragraph(Type::Text, palette().text, "`" + culprit.operation + "` refused " + operands + ".");
    gap(kSpace);
    if (culprit.error != told) {
      paragraph(Type::Mono, palette().text, culprit.error);
      gap(kSpace);
    }
    paragraph(Type::Label, palette().quiet, "Below is what was recorded until then.");
  });
}

}  // namespace

float draw_failure_note(const inspect::GraphSnapshot& graph, const Box& area, const std::string& told) {
  const bool failed = !graph.culprit.operation.empty();
  if (!failed && !graph.nodes.empty()) return 0;
  ImGui::SetCursorScreenPos(ImVec2(area.min.x + 8, area.min.y + 8));
  ImGui::BeginChild("failure", ImVec2(area.width() - 16, area.height() - 16), ImGuiChildFlags_None,
                    ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoScrollbar);
  if (failed) {
    broken(graph, told);
  } else {
    paragraph(Type::Label, palette().quiet,
              "No gradients, no graph: nothing that this was computed from requires a gradient, or it was computed "
              "under no_grad.");
  }
  const float height = ImGui::GetCursorPosY() + 8;
  ImGui::EndChild();
  return height;
}

}  // namespace gradbox::ui
